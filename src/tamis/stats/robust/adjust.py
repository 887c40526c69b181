"""Adjustment matrices CR0 … CR3 and what small samples do to the sandwich."""

from __future__ import annotations

from typing import Literal

import numpy as np

from tamis.stats.multilevel.inputs import Floats
from tamis.stats.robust.working import Working

Kind = Literal["CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3"]
KINDS: tuple[Kind, ...] = ("CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3")

#: Eigenvalues below this share of the largest count as zero in a generalised inverse.
_ZERO_EIGENVALUE = 1e-12


def factor(model: Working, kind: Kind) -> float:
    """Return the factor by which CR1 and its kin inflate CR0."""
    m, (k, p) = model.m, model.X.shape
    found = {
        "CR1": m / (m - 1),
        "CR1p": m / (m - p) if m > p else float("nan"),
        "CR1S": m * (k - 1) / ((m - 1) * (k - p)),
    }
    return float(found.get(kind, 1.0))


def loadings(model: Working, kind: Kind) -> tuple[Floats, ...]:
    """Return A_j′ W_j X_j (X′WX)⁻¹ of every cluster, each shape (n_j, p).

    CR2: A_j = D_j′ B_j^{+½} D_j with Φ_j = D_j′D_j and B_j = D_j (Φ_j − X_j(X′WX)⁻¹X_j′) D_j′;
    CR3: A_j = (I − H_jj)⁻¹ (Pustejovsky & Tipton 2018, JBES 36:672; for weights W = Φ⁻¹).
    """
    out = []
    scale = np.sqrt(factor(model, kind))
    for rows, phi, score in zip(model.rows, model.phi, model.score, strict=True):
        L = score @ model.bread
        if kind == "CR2":
            L = _cr2(model.X[rows], phi, model.bread).T @ L
        elif kind == "CR3":
            X = model.X[rows]
            H = X @ model.bread @ score.T
            L = _generalised_inverse(np.eye(len(rows)) - H).T @ L
        out.append(scale * L)
    return tuple(out)


def _cr2(X: Floats, phi: Floats, bread: Floats) -> Floats:
    D = np.linalg.cholesky(phi).T
    B = D @ (phi - X @ bread @ X.T) @ D.T
    values, vectors = np.linalg.eigh((B + B.T) / 2)
    keep = values > _ZERO_EIGENVALUE * max(float(values[-1]), 0.0)
    power = np.zeros_like(values)
    power[keep] = values[keep] ** -0.5
    return np.asarray(D.T @ (vectors * power) @ vectors.T @ D)


def _generalised_inverse(A: Floats) -> Floats:
    return np.asarray(np.linalg.pinv(A, rcond=_ZERO_EIGENVALUE))


def sandwich(model: Working, L: tuple[Floats, ...]) -> Floats:
    """Return Σ_j L_j′ e_j e_j′ L_j, shape (p, p)."""
    scores = np.array([part.T @ model.e[r] for part, r in zip(L, model.rows, strict=True)])
    return np.asarray(scores.T @ scores)


def gram(model: Working, L: tuple[Floats, ...]) -> Floats:
    """Return p_{si}′ Φ p_{tj} for coefficients s, t and clusters i, j, shape (p, m, p, m).

    p_{sj} = (I − H)_j′ L_{js}; with Φ = W⁻¹ its products are
    δ_ij L_is′Φ_i L_it − (X_i′L_is)′ (X′WX)⁻¹ (X_j′L_jt).
    """
    m, p = model.m, model.X.shape[1]
    K = np.array([model.X[r].T @ part for part, r in zip(L, model.rows, strict=True)])
    out = -np.einsum("iqs,qr,jrt->sitj", K, model.bread, K, optimize=True)
    for i, (part, phi) in enumerate(zip(L, model.phi, strict=True)):
        out[:, i, :, i] += part.T @ phi @ part
    return np.asarray(out.reshape(p, m, p, m))
