"""Inverses and QR factors of small matrices by LAPACK's own calls.

Same routines as NumPy's (gesv; geqrf and orgqr), so the same digits; but for a handful of
coefficients NumPy's care for stacks and types costs several times the arithmetic. SciPy is
imported at first use.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from tamis.stats.models.columns import Matrix


@cache
def _lapack(name: str) -> Any:
    """A routine of LAPACK for doubles."""
    from scipy.linalg import lapack

    return getattr(lapack, name)


@cache
def _identity(p: int) -> Matrix:
    out = np.eye(p)
    out.setflags(write=False)
    return out


@cache
def _upper(p: int) -> Matrix:
    out = np.triu(np.ones((p, p)))
    out.setflags(write=False)
    return out


def inverse(M: Matrix) -> Matrix:
    """M⁻¹, shape (p, p).

    Raises:
        numpy.linalg.LinAlgError: M is singular.
    """
    _, _, found, info = _lapack("dgesv")(M, _identity(M.shape[0]))
    if info:
        raise np.linalg.LinAlgError("singular matrix")
    out: Matrix = found
    return out


def factors(X: Matrix) -> tuple[Matrix, Matrix]:
    """Q (k, p) and R (p, p) of X (k, p) with k ≥ p."""
    p = X.shape[1]
    packed, tau, _, _ = _lapack("dgeqrf")(X)
    R: Matrix = packed[:p] * _upper(p)
    Q: Matrix = _lapack("dorgqr")(packed, tau)[0]
    return Q, R
