"""Fitting a scorecard to labelled pairs.

Penalised logistic regression: weights are pulled towards a prior, so that a level the training
pairs hardly show keeps the value common sense gave it. Minimised with Newton steps on the summed
table of distinct level patterns, so millions of pairs cost as much as their patterns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from tamis.match.levels import LEVELS
from tamis.match.scorecard import Scorecard

Term = tuple[str, str] | tuple[str, str, str, str]


def fit(
    labelled: pl.DataFrame,
    priors: Mapping[str, Mapping[str, float]],
    *,
    crossings: Sequence[tuple[str, str]] = (),
    strength: float = 1.0,
    crossing_strength: float = 3.0,
    same_above: float = 0.9,
    ask_above: float = 0.1,
) -> Scorecard:
    """Fit weights.

    Args:
        labelled: Output of `compare` with two more columns: `same` (Boolean), the label, and
            `share` (Float64), how much each pair counts, so that a large set need not drown
            a small one.
        priors: Field → level → weight to shrink to; levels left out shrink to zero.
        crossings: Pairs of fields that get two-way terms, shrunk to zero.
        strength: Penalty on single weights (precision of the Gaussian prior).
        crossing_strength: Penalty on two-way terms.
        same_above: Threshold stored in the result.
        ask_above: Threshold stored in the result.

    Returns:
        The scorecard at the posterior mode, weights rounded to two decimals.
    """
    fields = list(LEVELS)
    patterns = (
        labelled.group_by(fields)
        .agg(
            (pl.col("share") * pl.col("same")).sum().alias("yes"),
            pl.col("share").sum().alias("all"),
        )
        .sort(fields)
    )
    terms = _terms(patterns, crossings)
    design = _design(patterns, terms)
    prior = np.array([0.0] + [priors.get(t[0], {}).get(t[1], 0.0) if len(t) == 2 else 0.0
                              for t in terms])  # fmt: skip
    penalty = np.array([1e-6] + [strength if len(t) == 2 else crossing_strength for t in terms])
    weights = _newton(
        design, patterns["yes"].to_numpy(), patterns["all"].to_numpy(), prior, penalty
    )
    return _scorecard(terms, weights, priors, same_above, ask_above)


def _terms(patterns: pl.DataFrame, crossings: Sequence[tuple[str, str]]) -> list[Term]:
    terms: list[Term] = []
    for field, words in LEVELS.items():
        seen = set(patterns[field].to_list())
        terms += [(field, word) for i, word in enumerate(words) if i and i in seen]
    for left, right in crossings:
        seen_pairs = sorted(set(patterns.select(left, right).iter_rows()))
        terms += [
            (left, LEVELS[left][a], right, LEVELS[right][b]) for a, b in seen_pairs if a and b
        ]
    return terms


def _design(patterns: pl.DataFrame, terms: Sequence[Term]) -> npt.NDArray[np.float64]:
    columns = {field: patterns[field].to_numpy() for field in LEVELS}
    design = np.ones((len(patterns), len(terms) + 1))
    for at, term in enumerate(terms, start=1):
        design[:, at] = columns[term[0]] == LEVELS[term[0]].index(term[1])
        if len(term) == 4:
            design[:, at] *= columns[term[2]] == LEVELS[term[2]].index(term[3])
    return design


def _newton(
    x: npt.NDArray[np.float64],
    yes: npt.NDArray[np.float64],
    total: npt.NDArray[np.float64],
    prior: npt.NDArray[np.float64],
    penalty: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    beta = prior.copy()

    def loss(b: npt.NDArray[np.float64]) -> float:
        z = x @ b
        value = (
            np.sum(total * np.logaddexp(0, z) - yes * z) + np.sum(penalty * (b - prior) ** 2) / 2
        )
        return float(value)

    current = loss(beta)
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        gradient = x.T @ (total * p - yes) + penalty * (beta - prior)
        hessian = (x * (total * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step, scale = np.linalg.solve(hessian, gradient), 1.0
        while (value := loss(beta - scale * step)) > current and scale > 1e-6:
            scale /= 2
        beta, gain, current = beta - scale * step, current - value, value
        if gain < 1e-7 * max(1.0, abs(current)):
            break
    return beta


def _scorecard(
    terms: Sequence[Term],
    weights: npt.NDArray[np.float64],
    priors: Mapping[str, Mapping[str, float]],
    same_above: float,
    ask_above: float,
) -> Scorecard:
    single: dict[str, dict[str, float]] = {field: dict(priors.get(field, {})) for field in LEVELS}
    crossed: dict[tuple[str, str], dict[tuple[str, str], float]] = {}
    for term, value in zip(terms, weights[1:].tolist(), strict=True):
        if len(term) == 2:
            single[term[0]][term[1]] = round(value, 2)
        elif abs(value) >= 0.05:
            crossed.setdefault((term[0], term[2]), {})[(term[1], term[3])] = round(value, 2)
    return Scorecard(
        base=round(float(weights[0]), 2),
        weights={field: points for field, points in single.items() if points},
        crossings=crossed,
        same_above=same_above,
        ask_above=ask_above,
    )
