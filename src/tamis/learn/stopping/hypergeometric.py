"""The hypergeometric test of a screening's tail (Callaghan and Müller-Hansen 2020), and its urns.

If at least `K` includes were left when the last n records began, drawing only k among them would
be this unlikely. Drawn at random, the test is exact; drawn by rank, it is careful as long as a
ranked record is at least as likely to be an include as a random one. `bias` says how many times as
likely (as odds) one is willing to assume it is: the biased urn of Fog (2008), in which a run of
excludes says more.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import gammaln

from tamis.learn.errors import OutOfRange
from tamis.learn.stopping.progress import (
    LABELS_HOLD,
    SET_COMPLETE,
    Advice,
    Progress,
    Standing,
    check_share,
    fewest_total,
)

Floats = NDArray[np.float64]


def run_probability(pool: int, includes: float, draws: int, bias: float = 1.0) -> float:
    """Chance of no include in `draws` from an urn, without replacement.

    Args:
        pool: Records in the urn.
        includes: Includes among them.
        draws: Records drawn.
        bias: Odds of drawing one include over one exclude (Wallenius' urn; 1: at random).
    """
    excludes = pool - includes
    if draws > excludes:
        return 0.0
    weight = bias * includes
    log = (
        gammaln(excludes + 1)
        - gammaln(excludes - draws + 1)
        - gammaln(excludes + weight + 1)
        + gammaln(excludes - draws + weight + 1)
    )
    return float(np.exp(log))


def suffix_probability(progress: Progress, target: float) -> float:
    """The smallest p-value over all last parts of the screening (eq. 5 and section 2.3).

    A part that begins with excludes says less than the part after them, so only the parts that
    begin right after an include (or at the start) are looked at.
    """
    labels = progress.array
    starts = np.concatenate([[0], np.flatnonzero(labels) + 1])
    before = np.arange(len(starts))
    pool = progress.records - starts
    left = fewest_total(progress.found, target) - before
    drawn = progress.screened - starts
    seen = progress.found - before
    possible = left <= pool
    p = np.where(
        possible,
        stats.hypergeom.cdf(seen, pool, np.minimum(left, pool), drawn),
        0.0,
    )
    return float(p.min())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypergeometric:
    """Stop when recall below `target` has become unlikely, judged on every last part.

    The smallest of many p-values, looked at again and again, is no longer a p-value: with ranked
    records the rule is careful in practice (never failed in our replays), not by theorem. On a
    part drawn at random and tested once, use `random_tail`.
    """

    target: float = 0.95
    confidence: float = 0.95
    standing: Standing = "validated"

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_share("confidence", self.confidence)

    def __call__(self, progress: Progress) -> Advice:
        """Whether recall below the target is refuted."""
        p = suffix_probability(progress, self.target)
        return Advice(
            stop=p < 1 - self.confidence and progress.found > 0,
            rule=f"hypergeometric, recall {self.target:g}, confidence {self.confidence:g}",
            standing=self.standing,
            measure="smallest p-value",
            value=p,
            limit=1 - self.confidence,
            assumptions=(
                "a ranked record is at least as likely to be an include as a random one",
                LABELS_HOLD,
                SET_COMPLETE,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasedUrn:
    """Stop when the run since the last include would be unlikely if recall were below `target`.

    Attributes:
        bias: Odds at which a ranked record is assumed to beat a random one; 1 is no assumption
            beyond "at least as good as random".
    """

    target: float = 0.95
    confidence: float = 0.95
    bias: float = 2.0
    standing: Standing = "validated"

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_share("confidence", self.confidence)
        if self.bias < 1:
            raise OutOfRange("bias", self.bias, "at least 1")

    def __call__(self, progress: Progress) -> Advice:
        """Whether the run of excludes is long enough."""
        run = progress.run
        pool = progress.records - progress.screened + run
        missing = fewest_total(progress.found, self.target) - progress.found
        p = run_probability(pool, missing, run, self.bias)
        return Advice(
            stop=p < 1 - self.confidence and progress.found > 0,
            rule=(
                f"biased urn {self.bias:g}, recall {self.target:g}, confidence {self.confidence:g}"
            ),
            standing=self.standing,
            measure="chance of the run",
            value=p,
            limit=1 - self.confidence,
            assumptions=(
                f"the odds that a ranked record is an include are {self.bias:g} times those of "
                f"a random one",
                LABELS_HOLD,
                SET_COMPLETE,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomTail:
    """One test on one random sample of what is unscreened: exact, once.

    Attributes:
        sample: Size of the sample, fixed before it is drawn. The rule looks at the first `sample`
            audit records and nothing later.
    """

    sample: int
    target: float = 0.95
    confidence: float = 0.95
    standing: Standing = "guaranteed"

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_share("confidence", self.confidence)
        if self.sample < 1:
            raise OutOfRange("sample", self.sample, "at least 1")

    def __call__(self, progress: Progress) -> Advice:
        """The test, once the sample is complete and unbroken by ranked records."""
        drawn = np.flatnonzero(progress.drawn)
        p, bound = 1.0, 0.0
        if len(drawn) >= self.sample:
            rows = drawn[: self.sample]
            if rows[-1] - rows[0] != self.sample - 1:
                raise BrokenSample(self.sample)
            p, bound = self._tested(progress, int(rows[0]))
        return Advice(
            stop=p <= 1 - self.confidence,
            rule=f"random sample of {self.sample}, recall {self.target:g}, "
            f"confidence {self.confidence:g}",
            standing=self.standing,
            measure="p-value",
            value=p,
            limit=1 - self.confidence,
            recall=bound,
            assumptions=(
                "the sample was drawn at random from all unscreened records, its size and this "
                "one test fixed beforehand",
                LABELS_HOLD,
                SET_COMPLETE,
            ),
        )

    def _tested(self, progress: Progress, start: int) -> tuple[float, float]:
        before = int(progress.array[:start].sum())
        hits = int(progress.array[start : start + self.sample].sum())
        pool = progress.records - start
        left = np.arange(0, pool + 1)
        tail: Floats = np.asarray(stats.hypergeom.cdf(hits, pool, left, self.sample))
        most = before + int(left[tail > 1 - self.confidence].max())
        found = before + hits
        null = fewest_total(found, self.target) - before
        p = float(tail[null]) if null <= pool else 0.0
        return p, found / most if most else 0.0


class BrokenSample(OutOfRange):
    """Ranked records were shown in the middle of a random sample."""

    def __init__(self, sample: int) -> None:
        super().__init__(
            "sample", sample, "drawn in one go; for a sample mixed into ranked records use Audit"
        )


def sample_needed(unscreened: int, found: int, target: float, confidence: float) -> int:
    """Random records, all excludes, that certify `target`; to be shown before the audit begins.

    The answer is `unscreened` if no smaller sample does.
    """
    check_share("target", target)
    check_share("confidence", confidence)
    missing = fewest_total(found, target) - found
    return bisect_left(
        range(unscreened),
        True,
        key=lambda n: run_probability(unscreened, missing, n) <= 1 - confidence,
    )
