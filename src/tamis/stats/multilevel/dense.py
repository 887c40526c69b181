"""The sums of the likelihood by inverting the blocks of M; for every kind of term and V."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.model import Model


@dataclass(frozen=True, slots=True, eq=False)
class DenseMarginal:
    """M(θ) inverted block by block; the orthonormal design is called X here.

    Attributes:
        model: What it belongs to; `theta`: at which parameters.
        logdet: log|M|.
        XWX: X′WX (p, p); `XWy`: X′Wy (p,).
        inverses: W of each stack.
    """

    model: Model
    theta: Floats
    logdet: float
    XWX: Floats
    XWy: Floats
    inverses: tuple[Floats, ...]

    def quadratic(self, beta: Floats) -> float:
        """Return (y − Xβ)′W(y − Xβ)."""
        total = 0.0
        for stack, W in zip(self.model.layout.dense.stacks, self.inverses, strict=True):
            e = stack.y - stack.X @ beta
            total += float(np.vdot(e, (W @ e[:, :, None])[:, :, 0]))
        return total

    def derivatives(self, C: Floats, beta: Floats, reml: bool) -> tuple[Floats, Floats, Floats]:
        """Return gradient, observed and expected information; see `likelihood`."""
        model, theta = self.model, self.theta
        m, p = len(theta), model.p
        quadratic, trace = np.zeros(m), np.zeros(m)
        rr, tt = np.zeros((m, m)), np.zeros((m, m))
        Xr, A = np.zeros((m, p)), np.zeros((m, p, p))
        weights = {i: np.zeros((c.term.size,) * 2) for i, c in model.covariances.items()}
        dense = model.layout.dense
        for s, (stack, W) in enumerate(zip(dense.stacks, self.inverses, strict=True)):
            D = model.slopes(theta, s)
            WX = W @ stack.X
            r = (W @ (stack.y - stack.X @ beta)[:, :, None])[:, :, 0]
            P = W - WX @ C @ np.swapaxes(WX, 1, 2) if reml else W
            v = (D @ r[:, :, None])[..., 0]
            Wv = (W @ v[..., None])[..., 0].reshape(m, -1)
            v = v.reshape(m, -1)
            quadratic += v @ r.ravel()
            trace += D.reshape(m, -1) @ P.ravel()
            rr += v @ Wv.T
            Xr += Wv @ stack.X.reshape(-1, p)
            WD = W @ D
            tt += WD.reshape(m, -1) @ np.swapaxes(WD, 2, 3).reshape(m, -1).T
            if reml:
                U = D @ WX
                A += WX.reshape(-1, p).T @ U.reshape(m, -1, p)
                tt -= 2 * (U @ C).reshape(m, -1) @ (W @ U).reshape(m, -1).T
            if weights:
                S = 0.5 * (r[:, :, None] * r[:, None, :] - P)
                for i, weight in weights.items():
                    weight += dense.spreads[s][i].gather(S, len(weight))
        rr -= Xr @ C @ Xr.T
        if reml:
            CA = C @ A
            tt += CA.reshape(m, -1) @ np.swapaxes(CA, 1, 2).reshape(m, -1).T
        observed = rr - 0.5 * tt
        if weights:
            observed -= _curvature(model, theta, weights)
        return 0.5 * (quadratic - trace), observed, 0.5 * tt


def invert(model: Model, theta: Floats) -> DenseMarginal:
    """Invert M(θ); raises LinAlgError where it is not positive definite."""
    logdet = 0.0
    XWX, XWy = np.zeros((model.p, model.p)), np.zeros(model.p)
    inverses = []
    for s, stack in enumerate(model.layout.dense.stacks):
        W, part = _inverse(model.marginal(theta, s))
        logdet += part
        flat = (W @ stack.X).reshape(-1, model.p)
        XWX += stack.X.reshape(-1, model.p).T @ flat
        XWy += flat.T @ stack.y.ravel()
        inverses.append(W)
    return DenseMarginal(model, theta, logdet, XWX, XWy, tuple(inverses))


def _inverse(M: Floats) -> tuple[Floats, float]:
    """Invert stacked covariances; raises LinAlgError when one is not positive definite."""
    L = np.linalg.cholesky(M)
    logdet = 2 * float(np.log(np.einsum("bii->bi", L)).sum())
    if len(M) == 1 and M.shape[1] > 60:
        from scipy.linalg.lapack import dpotri

        lower = np.tril(np.asarray(dpotri(L[0], lower=1)[0], dtype=np.float64))
        return np.asarray(lower + np.tril(lower, -1).T)[None], logdet
    return np.asarray(np.linalg.inv(M), dtype=np.float64), logdet


def _curvature(model: Model, theta: Floats, weights: dict[int, Floats]) -> Floats:
    """Return Σ S∘∂²M/∂θᵢ∂θⱼ, block by block over the structured terms."""
    out = np.zeros((len(theta), len(theta)))
    for i, weight in weights.items():
        here = model.places[i]
        if here.stop > here.start:
            out[here, here] = model.covariances[i].curvature(theta[here], weight)
    return out
