"""The (restricted) likelihood of the marginal model y ~ N(Xβ, M(θ)), with exact derivatives.

With W = M⁻¹, C = (X′WX)⁻¹, P = W − WXCX′W, r = Py and Mᵢ = ∂M/∂θᵢ,

    ℓ_R = −½[(k−p) log 2π − log|X′X| + log|M| + log|X′WX| + y′Py]
    ∂ℓ_R/∂θᵢ = ½[r′Mᵢr − tr(PMᵢ)]
    −∂²ℓ_R/∂θᵢ∂θⱼ = r′MᵢPMⱼr − ½tr(PMᵢPMⱼ) − Σ S∘∂²M/∂θᵢ∂θⱼ,   S = ½(rr′ − P)

(Harville 1977, JASA 72:320; for ML replace P by W in the traces and drop
log|X′WX|, log|X′X| and p). The expected information is ½tr(PMᵢPMⱼ).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.blocks import (
    Spread,
    Stack,
    connected,
    pattern,
    spread,
    stacks,
)
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.structures import Covariance, covariance
from tamis.stats.multilevel.terms import Intercepts, Structured, Term

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The likelihood at one θ; derivatives are None where they were not asked for."""

    theta: Floats
    ll: float
    beta: Floats
    vb: Floats
    gradient: Floats
    observed: Floats
    expected: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums over blocks that the likelihood is made of."""

    logdet: float
    XWX: Floats
    XWy: Floats
    inverses: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Data and covariance terms, gathered into stacks of blocks.

    Attributes:
        stacks: The data.
        terms: The random effects, in the order of θ.
        static: Z R Z′ of each variance component, per stack.
        spreads: The spreading of each structured term, per stack.
        covariances: G(θ) of each structured term.
        log_xx: log|X′X|.
        places: Where each term's free parameters stand in θ.
    """

    stacks: tuple[Stack, ...]
    terms: tuple[Term, ...]
    static: tuple[dict[int, Floats], ...]
    spreads: tuple[dict[int, Spread], ...]
    covariances: dict[int, Covariance]
    k: int
    p: int
    log_xx: float
    places: tuple[slice, ...]

    @property
    def free(self) -> int:
        """How many parameters are estimated."""
        return self.places[-1].stop if self.places else 0

    def split(self, theta: Floats) -> list[Floats]:
        """Return each term's own free parameters."""
        return [theta[place] for place in self.places]

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the limits of θ."""
        lower, upper = [], []
        for i, term in enumerate(self.terms):
            if isinstance(term, Structured):
                low, high = self.covariances[i].bounds()
                lower.append(low)
                upper.append(high)
            elif term.sigma2 is None:
                lower.append(np.zeros(1))
                upper.append(np.full(1, np.inf))
        return np.concatenate([np.empty(0), *lower]), np.concatenate([np.empty(0), *upper])

    def marginal(self, theta: Floats, s: int) -> Floats:
        """Return M of one stack, shape (B, n, n)."""
        M = self.stacks[s].V.copy()
        for i, (term, own) in enumerate(zip(self.terms, self.split(theta), strict=True)):
            if isinstance(term, Intercepts):
                sigma2 = own[0] if term.sigma2 is None else term.sigma2
                M += sigma2 * self.static[s][i]
            else:
                M += self.spreads[s][i](np.asarray(self.covariances[i].matrix(own)))
        return M

    def slopes(self, theta: Floats, s: int) -> Floats:
        """Return ∂M/∂θ of one stack, shape (m, B, n, n)."""
        parts = [np.empty((0, *self.stacks[s].V.shape))]
        for i, (term, own) in enumerate(zip(self.terms, self.split(theta), strict=True)):
            if isinstance(term, Structured):
                if len(own):
                    parts.append(self.spreads[s][i](self.covariances[i].derivatives(own)))
            elif term.sigma2 is None:
                parts.append(self.static[s][i][None])
        return parts[1] if len(parts) == 2 else np.concatenate(parts)


def prepare(y: Floats, V: Floats, X: Floats, terms: Sequence[Term]) -> Model:
    """Gather data and terms into a model."""
    gathered = stacks(y, V, X, connected(V, terms))
    covariances = {i: covariance(t) for i, t in enumerate(terms) if isinstance(t, Structured)}
    scale = np.sqrt((X**2).sum(axis=0))
    Q = X / scale
    return Model(
        stacks=gathered,
        terms=tuple(terms),
        static=tuple(
            {i: pattern(s, t) for i, t in enumerate(terms) if isinstance(t, Intercepts)}
            for s in gathered
        ),
        spreads=tuple(
            {i: spread(s, t) for i, t in enumerate(terms) if isinstance(t, Structured)}
            for s in gathered
        ),
        covariances=covariances,
        places=places(terms, covariances),
        k=len(y),
        p=X.shape[1],
        log_xx=float(np.linalg.slogdet(Q.T @ Q)[1] + 2 * np.log(scale).sum()),
    )


def places(terms: Sequence[Term], covariances: dict[int, Covariance]) -> tuple[slice, ...]:
    """Return where each term's free parameters stand in θ."""
    out, start = [], 0
    for i, term in enumerate(terms):
        if isinstance(term, Structured):
            size = len(covariances[i].free)
        else:
            size = int(term.sigma2 is None)
        out.append(slice(start, start + size))
        start += size
    return tuple(out)


def _inverse(M: Floats) -> tuple[Floats, float]:
    """Invert stacked covariances; raises LinAlgError when one is not positive definite."""
    L = np.linalg.cholesky(M)
    logdet = 2 * float(np.log(np.einsum("bii->bi", L)).sum())
    if len(M) == 1 and M.shape[1] > 60:
        from scipy.linalg.lapack import dpotri

        lower = np.tril(np.asarray(dpotri(L[0], lower=1)[0], dtype=np.float64))
        return np.asarray(lower + np.tril(lower, -1).T)[None], logdet
    return np.asarray(np.linalg.inv(M), dtype=np.float64), logdet


def _sums(model: Model, theta: Floats) -> _Sums:
    logdet = 0.0
    XWX, XWy = np.zeros((model.p, model.p)), np.zeros(model.p)
    inverses = []
    for s, stack in enumerate(model.stacks):
        W, part = _inverse(model.marginal(theta, s))
        logdet += part
        WX = W @ stack.X
        flat = WX.reshape(-1, model.p)
        XWX += stack.X.reshape(-1, model.p).T @ flat
        XWy += flat.T @ stack.y.ravel()
        inverses.append(W)
    return _Sums(logdet, XWX, XWy, tuple(inverses))


def evaluate(model: Model, theta: Floats, *, reml: bool, derivatives: bool = True) -> Point | None:
    """Evaluate the likelihood at θ; None where M is not positive definite."""
    try:
        sums = _sums(model, theta)
        scale = 1 / np.sqrt(np.diag(sums.XWX))
        L = np.linalg.cholesky(sums.XWX * np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.solve(L, np.diag(scale))
    C = half.T @ half
    beta = C @ sums.XWy
    residual = _residual_sum(model, sums, beta)
    ll = -0.5 * (model.k * LOG_2PI + sums.logdet + residual)
    if reml:
        log_xwx = 2 * float(np.log(np.diag(L)).sum() - np.log(scale).sum())
        ll += 0.5 * (model.p * LOG_2PI + model.log_xx - log_xwx)
    if not derivatives or not len(theta):
        none = np.empty(0)
        return Point(theta, ll, beta, C, none, none, none)
    return Point(theta, ll, beta, C, *_derivatives(model, theta, sums, C, beta, reml))


def _residual_sum(model: Model, sums: _Sums, beta: Floats) -> float:
    total = 0.0
    for stack, W in zip(model.stacks, sums.inverses, strict=True):
        e = stack.y - stack.X @ beta
        total += float(np.vdot(e, (W @ e[:, :, None])[:, :, 0]))
    return total


def _derivatives(
    model: Model, theta: Floats, sums: _Sums, C: Floats, beta: Floats, reml: bool
) -> tuple[Floats, Floats, Floats]:
    m, p = len(theta), model.p
    quadratic, trace = np.zeros(m), np.zeros(m)
    rr, tt = np.zeros((m, m)), np.zeros((m, m))
    Xr, A = np.zeros((m, p)), np.zeros((m, p, p))
    weights = {i: np.zeros((c.term.size,) * 2) for i, c in model.covariances.items()}
    for s, (stack, W) in enumerate(zip(model.stacks, sums.inverses, strict=True)):
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
                weight += model.spreads[s][i].gather(S, len(weight))
    rr -= Xr @ C @ Xr.T
    if reml:
        CA = C @ A
        tt += CA.reshape(m, -1) @ np.swapaxes(CA, 1, 2).reshape(m, -1).T
    observed = rr - 0.5 * tt
    if weights:
        observed -= _curvature(model, theta, weights)
    return 0.5 * (quadratic - trace), observed, 0.5 * tt


def _curvature(model: Model, theta: Floats, weights: dict[int, Floats]) -> Floats:
    """Return Σ S∘∂²M/∂θᵢ∂θⱼ, block by block over the structured terms."""
    out = np.zeros((len(theta), len(theta)))
    for i, weight in weights.items():
        here = model.places[i]
        if here.stop > here.start:
            out[here, here] = model.covariances[i].curvature(theta[here], weight)
    return out
