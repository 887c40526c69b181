"""What a generalised linear mixed model hands back."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.result import FitStatistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """Tests that the studies' effects differ by no more than chance and moderators.

    Attributes:
        wald: Wald statistic of study-specific effects; `wald_pval`.
        lrt: Likelihood-ratio statistic of the same; `lrt_pval`.
        df: Degrees of freedom, k − p.
    """

    wald: float
    wald_pval: float
    lrt: float
    lrt_pval: float
    df: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GlmmFit:
    """A pooled log odds ratio, log rate ratio, logit proportion or log rate.

    Attributes:
        measure: OR, IRR, PLO or IRLN; `model`: UM.FS, UM.RS, CM.AL or CM.EL ("" for one arm).
        method: ML (random effects) or EE (equal effects).
        k: Studies used; `p`: coefficients; `names`: theirs.
        beta: Coefficients on the log scale (p,); `vb`: their covariance; `se`.
        statistic, pval, ci_lb, ci_ub: Wald tests and intervals; `ddf` with ``test="t"``.
        tau2: Variance of the true effects; `se_tau2`: its standard error where defined.
        sigma2: Variance of the studies' intercepts (UM.RS), else None.
        I2, H2: Heterogeneity relative to a typical large-sample variance, in percent and as ratio.
        heterogeneity: Tests of heterogeneity.
        QM, QMdf, QMp: Omnibus test of the moderators.
        fit: Fit statistics by the marginal likelihood (parameters integrated as asked for).
        conditional_deviance: Deviance of the counts at the modes of the random effects.
        saturated_ll: Log-likelihood with an effect of its own for each study.
        cautions: What a reader should know.
    """

    measure: str
    model: str
    method: str
    k: int
    p: int
    names: tuple[str, ...]
    beta: Floats
    vb: Floats
    se: Floats
    statistic: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    ddf: int | None
    tau2: float
    se_tau2: float | None
    sigma2: float | None
    I2: float
    H2: float
    heterogeneity: Heterogeneity
    QM: float
    QMdf: tuple[int, int | None]
    QMp: float
    fit: FitStatistics
    conditional_deviance: float
    saturated_ll: float
    parameters: int
    observations: int
    cautions: tuple[Caution, ...]
