"""Cluster-robust tests of coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel.inference import critical, f_tail, tested, two_sided
from tamis.stats.multilevel.inputs import Column, Floats, Ints
from tamis.stats.robust.adjust import KINDS, Kind, gram, loadings, sandwich
from tamis.stats.robust.working import Working, working

#: Below four degrees of freedom the Satterthwaite approximation itself fails (Tipton 2015).
_FEW_DF = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaldTest:
    """A robust test that several coefficients are zero.

    Attributes:
        F: The statistic; `df1`, `df2`: its degrees of freedom; `pval`: upper tail.
    """

    F: float
    df1: int
    df2: float
    pval: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RobustFit:
    """Coefficients with cluster-robust standard errors.

    Attributes:
        kind: CR0 … CR3.
        clusters: Number of clusters.
        beta: Coefficients (p,); `vb`: robust covariance (p, p); `se`: its root diagonal.
            Both are NaN, with a caution, for a coefficient that one cluster determines alone.
        statistic: t values; `ddf`: their degrees of freedom (p,); `pval`: two-sided.
        ci_lb, ci_ub: Intervals at `level`.
        model, L: Inner state, for Wald tests.
        cautions: What a reader should know.
    """

    kind: Kind
    clusters: int
    beta: Floats
    vb: Floats
    se: Floats
    statistic: Floats
    ddf: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    level: float
    df_kind: str
    model: Working
    L: tuple[Floats, ...]
    cautions: tuple[Caution, ...]

    def wald(self, which: Sequence[int] | Ints | None = None) -> WaldTest:
        """Test the coefficients `which` (default: all but an intercept) jointly.

        With Satterthwaite degrees of freedom the test is Hotelling's T² with the degrees of freedom
        η of Zhang's moment match (HTZ): F = (η − q + 1)/(ηq) Q on q and η − q + 1 (Tipton &
        Pustejovsky 2015, JEBS 40:604); with residual ones it is Q/q on q and m − p.
        """
        index = tested(self.model.X) if which is None else np.asarray(which, dtype=np.intp)
        b, q = self.beta[index], len(index)
        Q = float(b @ np.linalg.solve(self.vb[np.ix_(index, index)], b))
        if self.df_kind == "residual":
            df2 = float(self.ddf[index].min())
            return WaldTest(F=Q / q, df1=q, df2=df2, pval=f_tail(Q / q, q, df2))
        G = gram(self.model, self.L)[index][:, :, index]
        eta = _zhang(G)
        df2 = eta - q + 1
        F = df2 / (eta * q) * Q
        return WaldTest(F=F, df1=q, df2=df2, pval=f_tail(F, q, df2) if df2 > 0 else float("nan"))


def _zhang(G: Floats) -> float:
    """Return η = q(q + 1)/ΣΣ Var(d_st) of the standardised robust covariance."""
    q = G.shape[0]
    omega = np.einsum("siti->st", G)
    values, vectors = np.linalg.eigh(omega)
    root = (vectors / np.sqrt(values)) @ vectors.T
    S = np.einsum("as,sitj,bt->aibj", root, G, root, optimize=True)
    same = np.einsum("aiaj->aij", S)
    variance = np.einsum("aij,bij->", same, same) + np.einsum("aibj,biaj->", S, S, optimize=True)
    return float(q * (q + 1) / variance)


def satterthwaite(model: Working, L: tuple[Floats, ...]) -> Floats:
    """Return ν_s = (Σ_j p_sj′Φp_sj)²/ΣΣ(p_si′Φp_sj)² per coefficient, shape (p,).

    Source: Bell & McCaffrey 2002, Survey Methodology 28:169; Pustejovsky & Tipton 2018.
    """
    K = np.array([model.X[r].T @ part for part, r in zip(L, model.rows, strict=True)])
    ddf = []
    for s in range(model.X.shape[1]):
        G = -K[:, :, s] @ model.bread @ K[:, :, s].T
        for i, (part, phi) in enumerate(zip(L, model.phi, strict=True)):
            G[i, i] += part[:, s] @ phi @ part[:, s]
        square = float((G**2).sum())
        ddf.append(float(np.trace(G)) ** 2 / square if square > 0 else np.nan)
    return np.array(ddf)


def cluster_robust(
    yi: Column,
    X: Column,
    phi: Column,
    cluster: Column,
    *,
    kind: Kind = "CR2",
    df: Literal["satterthwaite", "residual"] = "satterthwaite",
    level: float = 0.95,
) -> RobustFit:
    """Guard coefficients against a wrong working covariance by sandwiching residuals by cluster.

    Args:
        yi: Effects (k,).
        X: Design matrix (k, p).
        phi: Working variances (k,), e.g. v + τ², or the marginal covariance (k, k).
        cluster: Cluster of each effect (k,); clusters are independent.
        kind: CR0 none, CR1 m/(m−1), CR1p m/(m−p), CR1S m(k−1)/((m−1)(k−p)), CR2 bias-reduced,
            CR3 jackknife-like. `robust()` of metafor calls CR1p its adjusted default.
        df: Satterthwaite per coefficient, or m − p.
        level: Coverage of the intervals.

    Raises:
        StatsError: Unknown kind, too few clusters, or a working covariance across clusters.

    Source: Hedges, Tipton & Johnson 2010, Res Synth Methods 1:39; Tipton 2015, Psychol Methods
    20:375; Pustejovsky & Tipton 2018, JBES 36:672.
    """
    if kind not in KINDS:
        raise UnknownOption("kind", repr(kind), ", ".join(KINDS))
    if df not in ("satterthwaite", "residual"):
        raise UnknownOption("df", repr(df), "satterthwaite, residual")
    model = working(yi, X, phi, cluster)
    p = model.X.shape[1]
    if (df == "residual" or kind == "CR1p") and model.m <= p:
        raise OutOfRange("cluster", f"{model.m} clusters for {p} coefficients", "more clusters")
    L = loadings(model, kind)
    vb = _cleared(model, sandwich(model, L))
    ddf = np.full(p, float(model.m - p)) if df == "residual" else satterthwaite(model, L)
    se = np.sqrt(np.diag(vb))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = model.beta / se
    half = critical(level, ddf) * se
    return RobustFit(
        kind=kind,
        clusters=model.m,
        beta=model.beta,
        vb=vb,
        se=se,
        statistic=statistic,
        ddf=ddf,
        pval=two_sided(statistic, ddf),
        ci_lb=model.beta - half,
        ci_ub=model.beta + half,
        level=level,
        df_kind=df,
        model=model,
        L=L,
        cautions=_cautions(ddf, se),
    )


def _cleared(model: Working, vb: Floats) -> Floats:
    """Mark as not estimable a variance that is rounding noise beside the model-based one."""
    noise = np.diag(vb) < 1e-13 * np.diag(model.bread)
    vb = vb.copy()
    vb[noise, :] = np.nan
    vb[:, noise] = np.nan
    return vb


def _cautions(ddf: Floats, se: Floats) -> tuple[Caution, ...]:
    notes = []
    least = float(np.nanmin(ddf, initial=np.inf))
    if least < _FEW_DF:
        text = f"A robust test rests on {least:.1f} degrees of freedom; below 4 its "
        notes.append(Caution("few-clusters", text + "p-values are not to be trusted."))
    if np.isnan(se).any():
        text = "A coefficient rests on one cluster alone: its robust variance cannot be estimated."
        notes.append(Caution("few-clusters", text))
    return tuple(notes)
