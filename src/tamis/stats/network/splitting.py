"""Direct against indirect evidence, comparison by comparison."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.inference import critical, two_sided
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.network.contrasts import Study
from tamis.stats.network.fit import NetworkFit


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One comparison, split.

    Attributes:
        treat1, treat2: The treatments.
        studies: Studies that compare them directly.
        direct, se_direct: Pooled from those studies alone; NaN if there are none.
        indirect, se_indirect: From the rest of the network; NaN if there is none.
        proportion: Share of direct evidence in the network estimate, Var(network)/Var(direct).
        difference, se_difference: Direct less indirect, with `ci_lb`, `ci_ub` and `pval`.
    """

    treat1: str
    treat2: str
    studies: int
    direct: float
    se_direct: float
    indirect: float
    se_indirect: float
    proportion: float
    difference: float
    se_difference: float
    ci_lb: float
    ci_ub: float
    pval: float


#: Beyond this share of direct evidence nothing indirect is left but rounding.
_ALL_DIRECT = 1 - 1e-9


def node_split(fit: NetworkFit) -> tuple[Split, ...]:
    """Split every comparison into direct and indirect evidence by back-calculation.

    The direct estimate pools the studies that compare the pair, at the network's τ²; the network
    estimate is a weighted mean of it and the indirect one, so
    θ_ind = (θ_net − p θ_dir)/(1 − p) and Var_ind = Var_net/(1 − p), p = Var_net/Var_dir (König,
    Krahn & Binder 2013, Stat Med 32:5414; netmeta's ``netsplit``; Dias et al. 2010 for the idea).
    """
    out = []
    for i in range(fit.network.n):
        for j in range(i + 1, fit.network.n):
            out.append(_split(fit, i, j))
    return tuple(out)


def _split(fit: NetworkFit, i: int, j: int) -> Split:
    own = [s for s in fit.network.studies if i in s.arms and j in s.arms]
    pairs = [_pair(s, i, j, fit.tau2) for s in own]
    network, variance = float(fit.effects[i, j]), float(fit.se[i, j]) ** 2
    direct = var_direct = indirect = var_indirect = float("nan")
    proportion = 0.0
    if pairs:
        weight = sum(1 / v for _, v in pairs)
        direct, var_direct = sum(y / v for y, v in pairs) / weight, 1 / weight
        proportion = min(variance / var_direct, 1.0)
    if not pairs:
        indirect, var_indirect = network, variance
    elif proportion < _ALL_DIRECT:
        indirect = (network - proportion * direct) / (1 - proportion)
        var_indirect = variance / (1 - proportion)
    difference = direct - indirect
    se = float(np.sqrt(var_direct + var_indirect))
    half = float(critical(fit.level, None)) * se
    return Split(
        treat1=fit.treatments[i],
        treat2=fit.treatments[j],
        studies=len(own),
        direct=direct,
        se_direct=float(np.sqrt(var_direct)),
        indirect=indirect,
        se_indirect=float(np.sqrt(var_indirect)),
        proportion=proportion,
        difference=difference,
        se_difference=se,
        ci_lb=difference - half,
        ci_ub=difference + half,
        pval=float(two_sided(np.array([difference / se]), None)[0]) if se == se else float("nan"),
    )


def _pair(study: Study, i: int, j: int, tau2: float) -> tuple[float, float]:
    """Return a study's effect of i against j and its variance with heterogeneity."""
    c: Floats = np.zeros(len(study.y))
    for arm, sign in ((i, 1.0), (j, -1.0)):
        place = study.arms.index(arm)
        if place > 0:
            c[place - 1] += sign
    return float(c @ study.y), float(c @ study.V @ c) + tau2
