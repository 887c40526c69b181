"""What a selection model hands back."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.stats.cautions import Caution
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.selection.weights import Alternative, Kind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SelectionFit:
    """A pooled effect corrected for selection by p-value.

    Attributes:
        kind: Weight function; `alternative`: the direction of its p-values.
        beta: Coefficients (p,); `vb`, `se`, `statistic`, `pval`, `ci_lb`, `ci_ub`: their inference.
        tau2: Heterogeneity; `se_tau2`: its standard error, None at the boundary.
        delta: Weight parameters, with the fixed ones; `se_delta`: None where fixed or at a bound.
        steps: Upper ends of the p-value intervals of a step function.
        ll: Log-likelihood; `ll_unselected`: without selection.
        LRT, LRTdf, LRTp: Test that nothing was selected; no p-value when every weight was held.
        observed_per_step: Number of effects in each interval.
        cautions: What a reader should know.
    """

    kind: Kind
    alternative: Alternative
    k: int
    names: tuple[str, ...]
    beta: Floats
    vb: Floats
    se: Floats
    statistic: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    tau2: float
    se_tau2: float | None
    delta: tuple[float, ...]
    se_delta: tuple[float | None, ...]
    steps: tuple[float, ...]
    ll: float
    ll_unselected: float
    LRT: float
    LRTdf: int
    LRTp: float | None
    observed_per_step: tuple[int, ...]
    cautions: tuple[Caution, ...]
