"""Frequentist network meta-analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel.inference import chi2_tail, critical, two_sided
from tamis.stats.multilevel.inputs import Column, Floats
from tamis.stats.network.contrasts import Network, designs, read_network
from tamis.stats.network.pooling import Pooled, estimated_tau2, pool

Tau2Method = Literal["DL", "REML", "ML"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """Cochran's Q of a network, taken apart (Krahn, Binder & König 2013).

    Attributes:
        Q, df, pval: All residual variation about the consistency model.
        Q_within, df_within, pval_within: Between studies of the same design.
        Q_between, df_between, pval_between: Between designs, that is inconsistency.
        Q_between_random, pval_between_random: The same allowing for heterogeneity, τ² estimated
            under design-by-treatment interaction (Higgins et al. 2012).
    """

    Q: float
    df: int
    pval: float
    Q_within: float
    df_within: int
    pval_within: float
    Q_between: float
    df_between: int
    pval_between: float
    Q_between_random: float
    pval_between_random: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NetworkFit:
    """Every treatment against every other.

    Matrices hold row against column, shape (n, n), with zeros on the diagonal.

    Attributes:
        treatments: Names, in the order of rows and columns.
        effects, se: Estimates and standard errors under `model`.
        ci_lb, ci_ub, pval: Their intervals and two-sided p-values.
        pi_lb, pi_ub: Intervals of the true effect in a new study.
        tau2: Heterogeneity variance, common to all contrasts (0 under the common-effect model).
        tau2_method: How it was found: DL, REML, ML, or the value given.
        I2: Percentage of variation beyond chance, max(0, (Q − df)/Q).
        inconsistency: Q and its parts.
        model: "random" or "common"; `level`: coverage.
        network, pooled, common: The data, the fit, and the fit with τ² = 0.
        cautions: What a reader should know.
    """

    treatments: tuple[str, ...]
    effects: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    pval: Floats
    pi_lb: Floats
    pi_ub: Floats
    tau2: float
    tau2_method: float | str
    I2: float
    inconsistency: Inconsistency
    model: str
    level: float
    network: Network
    pooled: Pooled
    common: Pooled
    cautions: tuple[Caution, ...]

    def against(self, reference: str) -> dict[str, tuple[float, float, float]]:
        """Return effect and interval of each other treatment against a reference."""
        j = self.network.index(reference)
        return {
            t: (float(self.effects[i, j]), float(self.ci_lb[i, j]), float(self.ci_ub[i, j]))
            for i, t in enumerate(self.treatments)
            if i != j
        }


def network_meta_analysis(
    effects: Column,
    standard_errors: Column,
    treat1: Column,
    treat2: Column,
    study: Column,
    *,
    model: Literal["random", "common"] = "random",
    tau2: float | Tau2Method = "DL",
    level: float = 0.95,
) -> NetworkFit:
    """Combine direct and indirect comparisons of several treatments.

    Args:
        effects: Effect of `treat1` against `treat2` in each contrast (k,).
        standard_errors: Their standard errors (k,).
        treat1, treat2: Treatments compared (k,).
        study: Study of each contrast (k,); one of m arms gives all m(m−1)/2 contrasts.
        model: Random effects with one τ², or a common effect.
        tau2: Moment estimate (DL, of Jackson, White & Riley), REML, ML, or a value.
        level: Coverage of the intervals.

    Raises:
        StatsError: See `read_network`; unknown options.

    Source: Rücker 2012, Res Synth Methods 3:312; Rücker & Schwarzer 2014, Stat Med 33:4353. Follows
    netmeta.
    """
    if model not in ("random", "common"):
        raise UnknownOption("model", repr(model), "random, common")
    if not 0 < level < 1:
        raise OutOfRange("level", f"{level:g}", "between 0 and 1")
    network = read_network(effects, standard_errors, treat1, treat2, study)
    common = pool(network.studies, network.n)
    amount = estimated_tau2(network.studies, network.n, tau2) if model == "random" else 0.0
    pooled = pool(network.studies, network.n, amount) if amount > 0 else common
    how: float | str = tau2 if model == "random" else 0.0
    return _assemble(network, pooled, common, amount, how, model, level)


def differences(pooled: Pooled) -> tuple[Floats, Floats]:
    """Return effects and standard errors of all pairs, row against column, (n, n)."""
    effect = pooled.theta[:, None] - pooled.theta[None, :]
    d = np.diag(pooled.cov)
    variance = d[:, None] + d[None, :] - 2 * pooled.cov
    np.fill_diagonal(variance, 0.0)
    return effect, np.sqrt(np.maximum(variance, 0.0))


def _assemble(
    network: Network,
    pooled: Pooled,
    common: Pooled,
    tau2: float,
    how: float | str,
    model: str,
    level: float,
) -> NetworkFit:
    effect, se = differences(pooled)
    half = critical(level, None) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        pval = two_sided(np.where(se > 0, effect / se, 0.0), None)
    # netmeta's choice: one degree of freedom less than Q has, for τ² was estimated
    df = np.array(float(max(common.df - 1, 1)))
    wide = critical(level, df) * np.sqrt(se**2 + tau2)
    np.fill_diagonal(wide, 0.0)
    inconsistency = _inconsistency(network, common)
    I2 = max(0.0, 100 * (common.Q - common.df) / common.Q) if common.Q > 0 else 0.0
    return NetworkFit(
        treatments=network.treatments,
        effects=effect,
        se=se,
        ci_lb=effect - half,
        ci_ub=effect + half,
        pval=pval,
        pi_lb=effect - wide,
        pi_ub=effect + wide,
        tau2=tau2,
        tau2_method=how,
        I2=I2,
        inconsistency=inconsistency,
        model=model,
        level=level,
        network=network,
        pooled=pooled,
        common=common,
        cautions=_cautions(network, common, inconsistency, tau2, model),
    )


def _inconsistency(network: Network, common: Pooled) -> Inconsistency:
    within = [pool(members, network.n) for members in designs(network.studies).values()]
    Q_within, df_within = sum(w.Q for w in within), sum(w.df for w in within)
    df_between = common.df - df_within
    Q_between = max(common.Q - Q_within, 0.0)
    spread = sum(w.moment for w in within)
    tau2 = max((Q_within - df_within) / spread, 0.0) if df_within > 0 and spread > 0 else 0.0
    random = pool(network.studies, network.n, tau2).Q - sum(
        pool(members, network.n, tau2).Q for members in designs(network.studies).values()
    )
    return Inconsistency(
        Q=common.Q,
        df=common.df,
        pval=chi2_tail(common.Q, common.df),
        Q_within=Q_within,
        df_within=df_within,
        pval_within=chi2_tail(Q_within, df_within),
        Q_between=Q_between,
        df_between=df_between,
        pval_between=chi2_tail(Q_between, df_between),
        Q_between_random=max(random, 0.0),
        pval_between_random=chi2_tail(random, df_between),
    )


def _cautions(
    network: Network, common: Pooled, inconsistency: Inconsistency, tau2: float, model: str
) -> tuple[Caution, ...]:
    notes = []
    if model == "random" and common.df <= 0:
        text = (
            "Heterogeneity cannot be estimated: there are no more contrasts than treatments need."
        )
        notes.append(Caution("tau2-at-zero", text))
    elif model == "random" and tau2 == 0:
        notes.append(Caution("tau2-at-zero", "Heterogeneity is estimated as exactly zero."))
    if inconsistency.df_between > 0 and inconsistency.pval_between_random < 0.1:
        text = "Direct and indirect evidence differ by more than chance and heterogeneity explain "
        p = inconsistency.pval_between_random
        notes.append(Caution("inconsistent-network", text + f"(p = {p:.3f})."))
    if len(network.studies) < network.n:
        text = f"{len(network.studies)} studies connect {network.n} treatments: most comparisons "
        notes.append(Caution("few-studies", text + "rest on a single study or on none."))
    return tuple(notes)
