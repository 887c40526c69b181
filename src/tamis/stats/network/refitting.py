"""Node-splitting proper: the network refitted with a direct and an indirect effect of one pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import OutOfRange
from tamis.stats.multilevel.inference import critical, two_sided
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.network.contrasts import Study
from tamis.stats.network.fit import NetworkFit, Tau2Method
from tamis.stats.network.pooling import Pooled, estimated_tau2, pool


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSplit:
    """One comparison with separate direct and indirect effects.

    Attributes:
        treat1, treat2: The treatments.
        studies: Studies that compare them directly.
        direct, se_direct: Effect of `treat1` against `treat2` in those studies.
        indirect, se_indirect: The effect elsewhere in the network.
        difference, se_difference: Direct less indirect, with `ci_lb`, `ci_ub` and `pval`.
        tau2: Heterogeneity that is left when the two may differ; `tau2_network`: when not.
    """

    treat1: str
    treat2: str
    studies: int
    direct: float
    se_direct: float
    indirect: float
    se_indirect: float
    difference: float
    se_difference: float
    ci_lb: float
    ci_ub: float
    pval: float
    tau2: float
    tau2_network: float


#: A difference whose parameter lies this much in the null space cannot be estimated.
_NULL = 1e-8


def node_split_by_refit(
    fit: NetworkFit, *, tau2: float | Tau2Method | None = None
) -> tuple[NodeSplit, ...]:
    """Refit the network once per comparison with a difference ω of direct and indirect effect.

    In studies of both treatments the contrast of arms a and b has the mean
    θ_a − θ_b + ω(s_a − s_b)/2, s = 1 for the first treatment, −1 for the second and 0 for others,
    so that ω does not depend on which arm a study calls its first (Dias et al. 2010, Stat Med
    29:932; symmetric in studies of several arms as in White 2015, Stata J 15:951). τ² is estimated
    anew, which back-calculation (`node_split`) leaves as it was.

    Args:
        fit: A fitted network.
        tau2: How to find τ² in each refit, or its value; default: as in `fit`.

    Returns:
        The comparisons with both direct and indirect evidence.

    Raises:
        UnknownOption, OutOfRange: `tau2` is no method and no variance.
    """
    how = fit.tau2_method if tau2 is None else tau2
    n = fit.network.n
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    found = [_refit(fit, i, j, how) for i, j in pairs if _compared(fit, i, j)]
    return tuple(split for split in found if split is not None)


def node_split_of(
    fit: NetworkFit, treat1: str, treat2: str, *, tau2: float | Tau2Method | None = None
) -> NodeSplit:
    """Refit the network with a direct and an indirect effect of one pair.

    Raises:
        OutOfRange: A treatment is unknown, or direct or indirect evidence on the pair is lacking.
    """
    i, j = fit.network.index(treat1), fit.network.index(treat2)
    how = fit.tau2_method if tau2 is None else tau2
    split = _refit(fit, i, j, how) if i != j and _compared(fit, i, j) else None
    if split is None:
        pair = f"{treat1!r}, {treat2!r}"
        raise OutOfRange("treat1, treat2", pair, "a pair with direct and indirect evidence")
    return split


def _compared(fit: NetworkFit, i: int, j: int) -> int:
    return sum(i in s.arms and j in s.arms for s in fit.network.studies)


def _refit(fit: NetworkFit, i: int, j: int, how: float | str) -> NodeSplit | None:
    """Refit with ω; None where nothing outside the direct comparison informs the pair."""
    network = fit.network

    def difference(study: Study) -> Floats:
        both = i in study.arms and j in study.arms
        s = np.array([0.5 * (arm == i) - 0.5 * (arm == j) for arm in study.arms])
        return np.asarray((s[1:] - s[0])[:, None] * both, dtype=np.float64)

    if not _estimable(pool(network.studies, network.n, 0.0, difference)):
        return None
    tau2 = estimated_tau2(network.studies, network.n, how, difference)
    found = pool(network.studies, network.n, tau2, difference)
    c = np.zeros((3, network.n + 1))
    c[:2, i], c[:2, j] = 1.0, -1.0
    c[[0, 2], network.n] = 1.0
    value, se = c @ found.theta, np.sqrt(np.einsum("ai,ij,aj->a", c, found.cov, c))
    half = float(critical(fit.level, None)) * float(se[2])
    return NodeSplit(
        treat1=fit.treatments[i],
        treat2=fit.treatments[j],
        studies=_compared(fit, i, j),
        direct=float(value[0]),
        se_direct=float(se[0]),
        indirect=float(value[1]),
        se_indirect=float(se[1]),
        difference=float(value[2]),
        se_difference=float(se[2]),
        ci_lb=float(value[2]) - half,
        ci_ub=float(value[2]) + half,
        pval=float(two_sided(value[2:] / se[2:], None)[0]),
        tau2=tau2,
        tau2_network=fit.tau2,
    )


def _estimable(found: Pooled) -> bool:
    """Whether the last parameter is orthogonal to what the data cannot tell."""
    inside = found.cov @ found.laplacian
    return bool(abs(1 - inside[-1, -1]) < _NULL)
