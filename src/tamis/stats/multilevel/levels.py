"""The sums of the likelihood through the levels of plain variance components (Woodbury).

With independent sampling errors, M = D + ZGZ′: D is diagonal (sampling variances, and components
with a level per row), Z marks the levels of the others and G is diagonal too. With T = Z′D⁻¹Z and
F = (I + GT)⁻¹,

    W = D⁻¹ − D⁻¹ZGF′Z′D⁻¹,   Z′W = F′Z′D⁻¹,   Z′WZ = F′T,   log|M| = log|D| + log|I + TG|

(Henderson et al. 1959, Biometrics 15:192; Harville 1977, section 5), so that an evaluation costs
n q² for n effects on q levels instead of n³; every sum over the levels of a component is one over
its columns of Z.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.level_layout import LevelStack


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """One stack at given variances: W on X and y, and what levels see of it."""

    stack: LevelStack
    w: Floats
    g: Floats
    marked: Floats
    T: Floats
    Ft: Floats
    ZWA: Floats
    WA: Floats
    logdet: float


def _solved(stack: LevelStack, variances: Floats) -> _Solved:
    p, A = stack.p, stack.A
    d = stack.v if stack.row is None else stack.v + variances[stack.row] * stack.real
    w = stack.real / d
    g = np.append(variances, 0.0)[stack.term]
    marked = np.swapaxes(w[:, :, None] * stack.Z, 1, 2)
    seen = marked @ A
    T = seen[:, :, p + 1 :]
    spread = T * g[:, None, :]
    if T.shape[1] == 1:
        Ft, logdet = 1 / (1 + spread), float(np.log1p(spread).sum())
    else:
        spread += np.eye(T.shape[1])
        Ft = np.asarray(np.linalg.inv(spread), dtype=np.float64)
        logdet = float(np.linalg.slogdet(spread)[1].sum())
    ZWA = Ft @ seen[:, :, : p + 1]
    WA = w[:, :, None] * (A[:, :, : p + 1] - stack.Z @ (g[:, :, None] * ZWA))
    return _Solved(stack, w, g, marked, T, Ft, ZWA, WA, logdet + float(np.log(d).sum()))


@dataclass(frozen=True, slots=True, eq=False)
class LevelMarginal:
    """M inverted through the levels; the orthonormal design is called X here.

    Attributes:
        parts: The stacks, solved.
        free: Which terms are estimated (m,).
        logdet, XWX, XWy: As their names say.
    """

    parts: tuple[_Solved, ...]
    free: Floats
    logdet: float
    XWX: Floats
    XWy: Floats

    def quadratic(self, beta: Floats) -> float:
        """Return (y − Xβ)′W(y − Xβ)."""
        against = np.append(-beta, 1.0)
        p = len(beta)
        return sum(
            float(np.vdot(s.stack.A[:, :, : p + 1] @ against, s.WA @ against)) for s in self.parts
        )

    def derivatives(self, C: Floats, beta: Floats, reml: bool) -> tuple[Floats, Floats, Floats]:
        """Return gradient, observed and expected information; see `likelihood`."""
        m, p = len(self.free), len(beta)
        sums = _Sums(np.zeros(m), np.zeros(m), np.zeros((m, m)), np.zeros((m, m)),
                     np.zeros((m, p)), np.zeros((m, p, p)))  # fmt: skip
        for part in self.parts:
            _add_levels(sums, part, C, beta, reml)
            if part.stack.row is not None:
                _add_rows(sums, part, part.stack.row, C, beta, reml)
        trace, tt = sums.trace, sums.tt
        if reml:
            CA = C @ sums.A
            trace = trace - np.trace(CA, axis1=1, axis2=2)
            tt = tt + CA.reshape(m, -1) @ np.swapaxes(CA, 1, 2).reshape(m, -1).T
        rr = sums.rr - sums.Xr @ C @ sums.Xr.T
        at = self.free
        pick = np.ix_(at, at)
        return 0.5 * (sums.quadratic - trace)[at], (rr - 0.5 * tt)[pick], 0.5 * tt[pick]


def invert_levels(stacks: tuple[LevelStack, ...], variances: Floats, free: Floats) -> LevelMarginal:
    """Solve every stack at given σ² of the terms."""
    parts = tuple(_solved(stack, variances) for stack in stacks)
    p = stacks[0].p
    both = np.zeros((p + 1, p + 1))
    for s in parts:
        flat = s.stack.A[:, :, : p + 1].reshape(-1, p + 1)
        both += flat.T @ s.WA.reshape(-1, p + 1)
    return LevelMarginal(parts, free, sum(s.logdet for s in parts), both[:p, :p], both[:p, p])


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """r′Mᵢr, tr(WMᵢ), r′MᵢWMⱼr, tr(WMᵢWMⱼ) less its REML part, X′WMᵢr and X′WMᵢWX."""

    quadratic: Floats
    trace: Floats
    rr: Floats
    tt: Floats
    Xr: Floats
    A: Floats


def _add_levels(sums: _Sums, s: _Solved, C: Floats, beta: Floats, reml: bool) -> None:
    """Add the sums over components that have columns in Z."""
    E, p = s.stack.member, len(beta)
    U = s.ZWA[:, :, :p]
    r = s.ZWA @ np.append(-beta, 1.0)
    B = s.Ft @ s.T
    flat = U.reshape(-1, p)
    sums.quadratic[:] += (r * r).ravel() @ E
    sums.trace[:] += np.diagonal(B, axis1=1, axis2=2).ravel() @ E
    sums.Xr[:] += E.T @ (flat * r.reshape(-1, 1))
    shape = (*B.shape[:2], -1)
    square = B * B
    if reml:
        square -= 2 * B * (U @ C @ np.swapaxes(U, 1, 2))
        sums.A[:] += (E.T @ (flat[:, :, None] * flat[:, None, :]).reshape(len(flat), -1)).reshape(
            sums.A.shape
        )
    marks = E.reshape(shape)
    both = np.stack([square, B * (r[:, :, None] * r[:, None, :])]) @ marks
    both = E.T @ both.reshape(2, len(E), -1)
    sums.tt[:] += both[0]
    sums.rr[:] += both[1]


def _add_rows(sums: _Sums, s: _Solved, row: int, C: Floats, beta: Floats, reml: bool) -> None:
    """Add the sums of the component with a level per row, Mᵢ = I, and its products."""
    E, p = s.stack.member, len(beta)
    against = np.append(-beta, 1.0)
    R = s.WA.copy()
    R[:, :, p] = s.WA @ against
    wZ = np.swapaxes(s.marked, 1, 2)
    seen = s.marked @ np.concatenate([R, wZ, s.w[:, :, None] * wZ], axis=2)
    ZWR = s.Ft @ seen[:, :, : p + 1]
    WR = s.w[:, :, None] * (R - s.stack.Z @ (s.g[:, :, None] * ZWR))
    flat = R.reshape(-1, p + 1)
    square, cross = flat.T @ flat, flat.T @ WR.reshape(-1, p + 1)
    q = s.T.shape[1]
    T2, T3 = seen[:, :, p + 1 : p + 1 + q], seen[:, :, p + 1 + q :]
    FT2 = s.Ft @ T2
    GFt = s.g[:, :, None] * s.Ft
    Y = GFt @ T2
    sums.quadratic[row] += square[p, p]
    sums.trace[row] += s.w.sum() - (GFt * T2).sum()
    sums.Xr[row] += square[:p, p]
    sums.rr[row, row] += cross[p, p]
    tt = np.vdot(s.w, s.w) - 2 * (GFt * T3).sum() + (Y * np.swapaxes(Y, 1, 2)).sum()
    r = s.ZWA @ against
    by_level = (FT2 * s.Ft).sum(axis=2)
    if reml:
        sums.A[row] += square[:p, :p]
        tt -= 2 * (C * cross[:p, :p]).sum()
        by_level -= 2 * ((ZWR[:, :, :p] @ C) * s.ZWA[:, :, :p]).sum(axis=2)
    sums.tt[row, row] += tt
    beside = np.stack([by_level.ravel(), (ZWR[:, :, p] * r).ravel()]) @ E
    for total, part in zip((sums.tt, sums.rr), beside, strict=True):
        total[row] += part
        total[:, row] += part
