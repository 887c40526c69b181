"""What a multilevel fit hands back."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.likelihood import Point
from tamis.stats.multilevel.model import Model
from tamis.stats.multilevel.terms import Intercepts, Structured


@dataclass(frozen=True, slots=True, kw_only=True)
class FitStatistics:
    """Log-likelihood and what is made of it, by ML or REML.

    Attributes:
        ll: Log-likelihood.
        deviance: −2 (ℓ − ℓ of the saturated model) for ML, −2ℓ for REML.
        aic: −2ℓ + 2m with m parameters.
        bic: −2ℓ + m log k (log(k − p) for REML).
        aicc: AIC with the small-sample term of Hurvich & Tsai (1989).
    """

    ll: float
    deviance: float
    aic: float
    bic: float
    aicc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One variance component σ².

    Attributes:
        name: As given to the term.
        sigma2: The variance, in squared units of the effects.
        levels: How many levels the factor has.
        fixed: Whether it was held rather than estimated.
    """

    name: str
    sigma2: float
    levels: int
    fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuredPart:
    """Variances and correlations of one structured term.

    Attributes:
        struct: Its structure.
        inner: Name of the inner factor; `labels` are its levels.
        outer: Name of the outer factor.
        tau2: One variance, or one per inner level.
        rho: The correlation; for UN and GEN the pairs row by row of the upper triangle.
        labels: Inner levels.
    """

    struct: str
    inner: str
    outer: str
    tau2: tuple[float, ...]
    rho: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MultilevelFit:
    """A multilevel or multivariate meta-analysis.

    Attributes:
        k: Number of effects; `p`: number of coefficients.
        names: Names of the coefficients.
        beta: Coefficients (p,); `vb`: their covariance (p, p); `se`: standard errors.
        statistic: z or t values; `pval`: two-sided; `ci_lb`, `ci_ub`: intervals at `level`.
        ddf: Degrees of freedom per coefficient, None with ``test="z"``.
        components: Variance components, in the order given.
        structured: Structured terms, in the order given.
        QE: Residual heterogeneity, (y−Xb)′V⁻¹(y−Xb); `QEdf` = k − p; `QEp` its p-value.
        QM: Omnibus test of the moderators (F with ``test="t"``); `QMdf`; `QMp`.
        ML, REML: Fit statistics at the estimates, both ways.
        method, test, level: As asked for.
        converged: Whether the maximum was reached; otherwise there is a caution too.
        cautions: What a reader should know.
        model, point: The inner state, for profiles, predictions and robust variances.
        y, V, X: The data that were used; `used`: row numbers of the input they came from.
    """

    k: int
    p: int
    names: tuple[str, ...]
    beta: Floats
    se: Floats
    vb: Floats
    statistic: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    ddf: tuple[int, ...] | None
    components: tuple[Component, ...]
    structured: tuple[StructuredPart, ...]
    QE: float
    QEdf: int
    QEp: float
    QM: float
    QMdf: tuple[int, int | None]
    QMp: float
    ML: FitStatistics
    REML: FitStatistics
    method: str
    test: str
    level: float
    converged: bool
    cautions: tuple[Caution, ...]
    model: Model
    point: Point
    y: Floats
    V: Floats
    X: Floats
    used: tuple[int, ...]

    @property
    def sigma2(self) -> tuple[float, ...]:
        """The variance components alone."""
        return tuple(c.sigma2 for c in self.components)

    @property
    def fit(self) -> FitStatistics:
        """Fit statistics of the method that was used."""
        return self.REML if self.method == "REML" else self.ML

    def intercept_terms(self) -> tuple[Intercepts, ...]:
        """The terms behind `components`."""
        return tuple(t for t in self.model.terms if isinstance(t, Intercepts))

    def structured_terms(self) -> tuple[Structured, ...]:
        """The terms behind `structured`."""
        return tuple(t for t in self.model.terms if isinstance(t, Structured))
