"""Quantile stopping (QBCB; Lewis, Yang and Frieder 2021): a sample of includes marks the end.

Draw records at random before ranking begins, until r includes are in hand. Put them back, in
effect: rank everything, and stop when the j-th of the r has turned up in the ranked order. With j
from the binomial distribution, at least the target share of all includes has then turned up too,
with the stated confidence: once, for the one j fixed by r.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tamis.learn.errors import LearnError
from tamis.learn.stopping.progress import LABELS_HOLD, SET_COMPLETE, Advice, Standing, check_share


class SampleTooSmall(LearnError):
    """No order statistic of this many includes bounds the quantile."""

    def __init__(self, includes: int, needed: int, target: float, confidence: float) -> None:
        super().__init__(
            f"A sample with {includes} includes can't certify recall {target:g} with confidence "
            f"{confidence:g}: {needed} are needed. Lower the target, or draw more at random."
        )


def includes_needed(target: float, confidence: float) -> int:
    """Includes that the random sample must hold: target^r ≤ 1 − confidence."""
    check_share("target", target)
    check_share("confidence", confidence)
    return int(np.ceil(np.log(1 - confidence) / np.log(target)))


def rank_of_bound(includes: int, target: float, confidence: float) -> int:
    """The j of QBCB: smallest j with P(Binomial(includes, target) < j) ≥ confidence (eq. 9).

    Raises:
        SampleTooSmall: Not even j = `includes` will do.
    """
    ranks = np.arange(1, includes + 1)
    enough = stats.binom.cdf(ranks - 1, includes, target) >= confidence
    if not enough.any():
        needed = includes_needed(target, confidence)
        raise SampleTooSmall(includes, needed, target, confidence)
    return int(ranks[enough][0])


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileBound:
    """Stop when enough of a random sample's includes have turned up in the ranked order."""

    target: float = 0.95
    confidence: float = 0.95
    standing: Standing = "guaranteed"

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_share("confidence", self.confidence)

    def __call__(self, sample: Sequence[str], shown: Sequence[str]) -> Advice:
        """Whether to stop.

        Args:
            sample: Ids of the includes in the random sample.
            shown: Ids in the ranked order so far, sampled records at the ranks they would have had.

        Raises:
            SampleTooSmall: The sample holds too few includes for this target.
        """
        rank = rank_of_bound(len(sample), self.target, self.confidence)
        turned_up = len(set(sample) & set(shown))
        return Advice(
            stop=turned_up >= rank,
            rule=f"QBCB, recall {self.target:g}, confidence {self.confidence:g}",
            standing=self.standing,
            measure=f"of {len(sample)} sampled includes turned up",
            value=turned_up,
            limit=rank,
            assumptions=(
                "the sample was drawn at random from all records before ranking",
                "the ranking did not learn from the sample",
                LABELS_HOLD,
                SET_COMPLETE,
            ),
        )
