"""Ranking treatments, and how little a ranking may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.network.fit import NetworkFit

Better = Literal["smaller", "larger"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """Ranks of the treatments (1 is best), in the order of `treatments`.

    Attributes:
        p_score: Mean certainty of beating another treatment (n,); exact.
        probability: Chance of each rank (treatment × rank, n × n), by simulation.
        sucra: Area under the cumulative rank probabilities (n,).
        mean_rank, median_rank: Centres of the rank distributions (n,).
        rank_lb, rank_ub: Ranks that hold the treatment's with 95 % probability (n,).
        draws: Number of simulations; `monte_carlo_se`: the largest standard error they leave.
        cautions: What a reader should know.
    """

    treatments: tuple[str, ...]
    p_score: Floats
    probability: Floats
    sucra: Floats
    mean_rank: Floats
    median_rank: Floats
    rank_lb: Floats
    rank_ub: Floats
    draws: int
    monte_carlo_se: float
    cautions: tuple[Caution, ...]


def p_scores(fit: NetworkFit, better: Better = "smaller") -> Floats:
    """Return P_i = Σ_{j≠i} Φ((θ_j − θ_i)/se_ij)/(n − 1) when smaller effects are better, (n,).

    Source: Rücker & Schwarzer 2015, BMC Med Res Methodol 15:58.
    """
    if better not in ("smaller", "larger"):
        raise UnknownOption("better", repr(better), "smaller, larger")
    sign = -1.0 if better == "smaller" else 1.0
    n = fit.network.n
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(fit.se > 0, sign * fit.effects / fit.se, 0.0)
    beats = special.ndtr(z)
    np.fill_diagonal(beats, 0.0)
    return np.asarray(beats.sum(axis=1) / (n - 1))


def rank_treatments(
    fit: NetworkFit, better: Better = "smaller", *, draws: int = 20_000, seed: int = 1
) -> Ranking:
    """Rank treatments with the uncertainty of their ranks.

    Draws treatment levels from their joint normal distribution and counts ranks (Salanti, Ades &
    Ioannidis 2011, J Clin Epidemiol 64:163); intervals of ranks as Trinquart et al. 2016, Ann
    Intern Med 164:666, recommend.

    Args:
        fit: A fitted network.
        better: Whether smaller or larger effects are better.
        draws: Number of simulations.
        seed: Of the random numbers, so that a page can be rebuilt.

    Raises:
        UnknownOption, OutOfRange: As they say.
    """
    scores = p_scores(fit, better)
    if draws < 100:
        raise OutOfRange("draws", str(draws), "100 or more")
    n = fit.network.n
    values, vectors = np.linalg.eigh(fit.pooled.cov)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    noise = np.random.default_rng(seed).standard_normal((draws, n))
    levels = fit.pooled.theta + noise @ root.T
    order = np.argsort(levels if better == "smaller" else -levels, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, n + 1)[None, :], axis=1)
    probability = np.array([(ranks == r).mean(axis=0) for r in range(1, n + 1)]).T
    cumulative = np.cumsum(probability, axis=1)
    mean_rank = ranks.mean(axis=0)
    bounds = np.quantile(ranks, [0.025, 0.5, 0.975], axis=0, method="inverted_cdf")
    error = float(np.sqrt(probability * (1 - probability) / draws).max())
    return Ranking(
        treatments=fit.treatments,
        p_score=scores,
        probability=probability,
        sucra=cumulative[:, :-1].sum(axis=1) / (n - 1),
        mean_rank=mean_rank,
        median_rank=bounds[1],
        rank_lb=bounds[0],
        rank_ub=bounds[2],
        draws=draws,
        monte_carlo_se=error,
        cautions=_cautions(fit, bounds, error),
    )


def _cautions(fit: NetworkFit, bounds: Floats, error: float) -> tuple[Caution, ...]:
    text = f"Rank probabilities come from simulation, with standard errors up to {error:.4f}."
    notes = [Caution("monte-carlo-error", text)]
    width = bounds[2] - bounds[0] + 1
    if float(np.median(width)) > fit.network.n / 2:
        text = "Most treatments could hold more than half of all ranks: the order says little."
        notes.append(Caution("test-underpowered", text))
    return tuple(notes)
