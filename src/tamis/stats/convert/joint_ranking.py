"""Combined assessment of function and survival: every patient compared with every other.

Rule for a pair (Berry et al. 2013, Amyotroph Lateral Scler Frontotemporal Degener 14:162-168):
if both died, who lived longer does better; if one died while the other was still followed, the
survivor does better; otherwise the change in function at the last visit that both have decides.
A pair without a common visit is a tie. The test of the scores is that of Finkelstein and
Schoenfeld (1999), Stat Med 18:1341-1354; the win ratio is Pocock et al. (2012), Eur Heart J
33:176-182.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import LengthMismatch, OutOfRange
from tamis.stats.measures._columns import as_columns
from tamis.stats.measures._values import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRank:
    """Scores, ranks and tests of a joint-rank analysis; positive favours the treated arm.

    Attributes:
        score: Wins minus losses of each patient, shape (n,).
        rank: Rank of the scores, ties averaged, shape (n,).
        mean_ranks: Mean rank of the control and of the treated arm.
        statistic: Sum of the treated arm's scores.
        variance: Its permutation variance.
        z: statistic/√variance.
        p: Two-sided P value of z.
        wilcoxon_p: P value of the rank-sum test on the scores, without continuity correction.
        difference: Difference of the mean ranks.
        difference_se: Its standard error, equal variances.
        difference_p: P value of that t test.
        wins: Pairs of a treated and a control patient that the treated one wins.
        losses: Pairs that the treated patient loses.
        ties: Pairs that neither wins.
        win_ratio: wins/losses; infinite without a loss.
        win_odds: (wins + ties/2)/(losses + ties/2).
    """

    score: FloatArray
    rank: FloatArray
    mean_ranks: tuple[float, float]
    statistic: float
    variance: float
    z: float
    p: float
    wilcoxon_p: float
    difference: float
    difference_se: float
    difference_p: float
    wins: int
    losses: int
    ties: int
    win_ratio: float
    win_odds: float


def joint_rank(treated: object, time: object, died: object, change: Sequence[object]) -> JointRank:
    """Joint rank of function and survival from individual data.

    Args:
        treated: 1 for the treated arm, 0 for control, shape (n,).
        time: Time of death or of the end of follow-up, shape (n,).
        died: 1 for a death, shape (n,).
        change: Change in function since baseline at each visit, in order of visits, each of
            shape (n,) and NaN where there was no visit.

    Raises:
        OutOfRange: An arm is empty, or an indicator is neither 0 nor 1.
        LengthMismatch: Columns differ in length.
    """
    table = as_columns({"treated": treated, "time": time, "died": died})
    for name in ("treated", "died"):
        if not np.isin(table[name], (0, 1)).all():
            raise OutOfRange(name, "a value other than 0 and 1", "0 or 1")
    arm = table["treated"] == 1
    if arm.all() or not arm.any():
        raise OutOfRange("treated", "one arm only", "patients in both arms")
    visits = _visits(change, arm.size)
    wins = pairwise(table["time"], table["died"] == 1, visits)
    return _tested(arm, wins)


def _visits(change: Sequence[object], n: int) -> FloatArray:
    columns = [as_columns({"change": column})["change"] for column in change]
    if any(column.size != n for column in columns):
        raise LengthMismatch("change", f"{[c.size for c in columns]}", f"{n} in every visit")
    return np.array(columns).reshape(len(columns), n)


def pairwise(time: FloatArray, died: BoolArray, visits: FloatArray) -> FloatArray:
    """1 where the row's patient does better than the column's, −1 where worse, else 0."""
    n = time.size
    last = np.zeros((n, n))
    for visit in visits:  # later visits overwrite earlier ones
        difference = np.sign(visit[:, None] - visit[None, :])
        last = np.where(np.isnan(difference), last, difference)
    order = np.sign(time[:, None] - time[None, :])
    both = died[:, None] & died[None, :]
    loses = died[:, None] & ~died[None, :] & (order <= 0)
    wins = ~died[:, None] & died[None, :] & (order >= 0)
    out: FloatArray = np.where(both, order, np.where(loses, -1.0, np.where(wins, 1.0, last)))
    return out


def _tested(arm: BoolArray, wins: FloatArray) -> JointRank:
    from scipy.special import ndtr, stdtr

    score = wins.sum(axis=1)
    rank = midranks(score)
    n, n1 = arm.size, int(arm.sum())
    n0 = n - n1
    statistic, variance = float(score[arm].sum()), n1 * n0 / (n * (n - 1)) * float(score @ score)
    z = statistic / math.sqrt(variance) if variance > 0 else 0.0
    high, low = rank[arm], rank[~arm]
    pooled = (high.var() * n1 + low.var() * n0) / (n - 2) if n > 2 else math.nan
    se = math.sqrt(pooled * (1 / n1 + 1 / n0))
    difference = float(high.mean() - low.mean())
    versus = wins[np.ix_(arm, ~arm)]
    won, lost = int((versus > 0).sum()), int((versus < 0).sum())
    tied = versus.size - won - lost
    return JointRank(
        score=score,
        rank=rank,
        mean_ranks=(float(low.mean()), float(high.mean())),
        statistic=statistic,
        variance=variance,
        z=z,
        p=2 * float(ndtr(-abs(z))),
        wilcoxon_p=_rank_sum(rank, high, n1, n0),
        difference=difference,
        difference_se=se,
        difference_p=2 * float(stdtr(n - 2, -abs(difference / se))) if se > 0 else 1.0,
        wins=won,
        losses=lost,
        ties=tied,
        win_ratio=won / lost if lost else math.inf,
        win_odds=(won + tied / 2) / (lost + tied / 2) if lost + tied else math.inf,
    )


def midranks(values: FloatArray) -> FloatArray:
    """Ranks from 1, ties given their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    upper = np.cumsum(counts)
    out: FloatArray = (upper - (counts - 1) / 2)[inverse]
    return out


def _rank_sum(rank: FloatArray, high: FloatArray, n1: int, n0: int) -> float:
    from scipy.special import ndtr

    n = n1 + n0
    _, counts = np.unique(rank, return_counts=True)
    tied = float(np.sum(counts**3 - counts)) / (n * (n - 1))
    variance = n1 * n0 / 12 * (n + 1 - tied)
    if variance <= 0:
        return 1.0
    u = float(high.sum()) - n1 * (n1 + 1) / 2
    return 2 * float(ndtr(-abs(u - n1 * n0 / 2) / math.sqrt(variance)))
