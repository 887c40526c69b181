"""Permutation tests of a model's coefficients."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, permutations

import numpy as np
from numpy.typing import NDArray

from tamis.stats.batch.fits import ManyFits, regress_many
from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange, StatsError
from tamis.stats.models.columns import Matrix, Vector
from tamis.stats.models.fit import Fit

#: Statistics closer than this are ties: what differs is only the order of additions.
TIE = math.sqrt(float(np.finfo(float).eps))
#: Exact up to this many permutations, unless more are asked for.
EXACT = 1_000_000
CHUNK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Permutation:
    """p-values from permuted data (Higgins and Thompson 2004; Follmann and Proschan 1999).

    Attributes:
        p_value: Two-sided, one per coefficient, shape (p,).
        omnibus_p: Of the test of all moderators.
        permutations: Number used, the observed order included.
        exact: Every permutation was used.
        cautions: Chance error, or too few permutations for small p-values.
    """

    p_value: Vector
    omnibus_p: float
    permutations: int
    exact: bool
    cautions: tuple[Caution, ...]


def permutation_test(
    fit: Fit,
    *,
    permutations: int | None = None,
    seed: int | np.random.Generator | None = None,
) -> Permutation:
    """Test coefficients by permuting signs (one mean) or rows of the moderators (regression).

    Each permuted data set is fitted with the method and test of `fit`; the p-value is the share of
    permutations whose statistic is at least as far from 0 as the observed one.

    Args:
        fit: A model with given weights or τ² is refused.
        permutations: Number of random ones; every one if None and there are at most 10⁶.
        seed: For random permutations.

    Raises:
        StatsError: A model that cannot be fitted again, or equal rows of moderators alone.
        OutOfRange: `permutations` is below 1.
    """
    if fit.weights is not None or fit.tau2_fixed:
        raise StatsError("fit", "given weights or a given τ²", "an inverse-variance model")
    if permutations is not None and permutations < 1:
        raise OutOfRange("permutations", str(permutations), "1 or more")
    one_mean = fit.p == 1 and fit.has_intercept
    total = 2**fit.k if one_mean else distinct_orders(fit.X)
    exact = permutations is None and total <= EXACT
    n = total if exact else (permutations or 1000)
    chance = seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)
    permuted = _sign_flips if one_mean else _row_orders
    return _counted(fit, permuted(fit, n, exact, chance), n, exact)


def distinct_orders(X: Matrix) -> int:
    """Number of distinguishable orders of the rows of X."""
    _, counts = np.unique(X, axis=0, return_counts=True)
    return math.factorial(X.shape[0]) // math.prod(math.factorial(int(c)) for c in counts)


def _sign_flips(fit: Fit, n: int, exact: bool, chance: np.random.Generator) -> Iterator[ManyFits]:
    for start in range(0, n, CHUNK):
        size = min(CHUNK, n - start)
        if exact:
            codes = np.arange(start, start + size, dtype=np.int64)
            flips = (codes[:, None] >> np.arange(fit.k)) & 1
        else:
            flips = (chance.random((size, fit.k)) < 0.5).astype(np.int64)
            if start == 0:
                flips[0] = 0
        yield _fit(fit, fit.yi * (1.0 - 2.0 * flips), fit.X)


def _row_orders(fit: Fit, n: int, exact: bool, chance: np.random.Generator) -> Iterator[ManyFits]:
    if not exact:
        for start in range(0, n, CHUNK):
            size = min(CHUNK, n - start)
            orders = chance.permuted(np.tile(np.arange(fit.k), (size, 1)), axis=1)
            if start == 0:
                orders[0] = np.arange(fit.k)
            yield _fit(fit, fit.yi, fit.X[orders])
        return
    _, kind = np.unique(fit.X, axis=0, return_inverse=True)
    first = {int(k): i for i, k in reversed(list(enumerate(kind.ravel())))}
    rows = multiset_orders(sorted(int(k) for k in kind.ravel()))
    while chunk := list(islice(rows, CHUNK)):
        orders = np.array([[first[k] for k in order] for order in chunk])
        yield _fit(fit, fit.yi, fit.X[orders])


def multiset_orders(items: list[int]) -> Iterator[tuple[int, ...]]:
    """Every distinct order of items that may repeat, in lexicographic order."""
    if len(set(items)) == len(items):
        yield from permutations(items)
        return
    a = items[:]
    while True:
        yield tuple(a)
        i = next((i for i in range(len(a) - 2, -1, -1) if a[i] < a[i + 1]), -1)
        if i < 0:
            return
        j = next(j for j in range(len(a) - 1, i, -1) if a[j] > a[i])
        a[i], a[j] = a[j], a[i]
        a[i + 1 :] = a[:i:-1]


def _fit(fit: Fit, y: Matrix, X: Matrix) -> ManyFits:
    return regress_many(y, fit.vi, X, method=fit.method, test=fit.test, level=fit.level)


def _counted(fit: Fit, fits: Iterator[ManyFits], n: int, exact: bool) -> Permutation:
    observed = np.abs(fit.statistic)
    beyond, joint = np.zeros(fit.p), 0
    tested = [j for j in range(fit.p) if j not in fit.intercept_column] or [0]
    limit = _omnibus(fit, np.asarray(fit.beta)[None, :], fit.vb[None], tested)[0]
    for many in fits:
        beyond += (np.abs(many.statistic) >= observed * (1.0 - TIE)).sum(axis=0)
        q = _omnibus(fit, many.beta, many.covariance, tested)
        joint += int((q >= limit * (1.0 - TIE)).sum())
    return Permutation(
        p_value=beyond / n,
        omnibus_p=joint / n,
        permutations=n,
        exact=exact,
        cautions=_cautions(n, exact),
    )


def _omnibus(fit: Fit, beta: Matrix, covariance: NDArray[np.float64], tested: list[int]) -> Vector:
    b = beta[:, tested]
    V = covariance[:, tested][:, :, tested]
    scale = np.sqrt(np.einsum("bii->bi", V))
    out: Vector = np.full(len(b), np.inf)
    there = (scale > 0).all(axis=1)
    z = b[there] / scale[there]
    R = V[there] / (scale[there][:, :, None] * scale[there][:, None, :])
    out[there] = np.einsum("bi,bi->b", z, np.linalg.solve(R, z[:, :, None])[:, :, 0])
    return out


def _cautions(n: int, exact: bool) -> tuple[Caution, ...]:
    out: list[Caution] = []
    if 1.0 / n > 0.01:
        out.append(
            Caution("few-permutations", f"{n} permutations: no p-value is below {1 / n:.2g}")
        )
    if not exact:
        out.append(Caution("monte-carlo-error", f"p-values are from {n} random permutations"))
    return tuple(out)
