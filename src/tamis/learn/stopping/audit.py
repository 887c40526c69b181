"""A bound on recall that holds however often one looks: a confidence sequence from an audit.

Let R be the unknown number of includes among all records. Draw a record at random from the pool of
unscreened ones: if f includes were found before, it is an include with probability
pₜ(R) = (R − f)/pool, a number known for every R. Bet against R that includes are rarer: capital is
multiplied by 1 + λₜ(pₜ − Xₜ), where the stake λₜ ≤ 1/(1 − pₜ) is chosen before the draw. Under R
the capital is a non-negative martingale whatever was shown by rank in between, so it ever reaches
1/α with probability at most α (Ville 1939). The R not refuted so far form a confidence sequence,
as in Waudby-Smith and Ramdas (2020, section 3) for sampling without replacement; with whole stakes
and no hit it equals the hypergeometric bound that one fixed sample would give.

Stakes are Kelly's for the hit rate seen so far: λₜ = max(0, 1 − q̂ₜ/pₜ)/(1 − pₜ).

The same capital can be fed with the ranked records under the assumption that each is at least as
likely to be an include as a random one: then it is a supermartingale, and the bound holds at any
look under that assumption. This is what `Ranked` does; `Audit` assumes nothing about the ranking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
#: The hit rate is estimated as (hits + this)/(draws + 1): a clean audit soon stakes nearly all.
#: Half would be Krichevsky and Trofimov's; includes are rare, and the bound holds for any choice.
_PRIOR = 0.05
#: At most this much of the whole stake, so that one hit never ruins a bet for good.
_MOST = 0.98
#: The hit rate of ranked records falls as the screening goes on: old ones fade with this factor.
_FADE = 0.98


def most_includes(
    progress: Progress, confidence: float = 0.95, *, ranked: bool = False, bias: float = 1.0
) -> int:
    """An upper bound for the includes among all records, valid at every look.

    Args:
        progress: The screening so far.
        confidence: Chance that no look ever gives a bound that is too low.
        ranked: Also learn from ranked records, under the assumption in the module's text.
        bias: With `ranked`: odds at which a ranked record is assumed to beat a random one.
    """
    check_share("confidence", confidence)
    if bias < 1:
        raise OutOfRange("bias", bias, "at least 1")
    totals = _totals(progress.found, progress.found + progress.records - progress.screened)
    peak = np.zeros(len(totals))
    for peak in _peaks(progress, totals.astype(np.float64), ranked, bias):  # noqa: B007
        pass
    return _largest(totals, peak, confidence)


def bound_path(
    progress: Progress,
    confidence: float = 0.95,
    *,
    every: int = 1,
    ranked: bool = False,
    bias: float = 1.0,
) -> tuple[tuple[int, int], ...]:
    """(records screened, upper bound for all includes) at every `every`-th record.

    The bounds of all looks hold together, with the stated confidence.
    """
    check_share("confidence", confidence)
    # From nothing to everything: what was found later must not narrow an earlier look.
    totals = _totals(0, progress.records)
    found = np.cumsum(progress.array)
    path = []
    peaks = _peaks(progress, totals.astype(np.float64), ranked, bias)
    for screened, peak in enumerate(peaks, start=1):
        if screened % every == 0:
            least = int(found[screened - 1])
            possible = (totals >= least) & (totals <= least + progress.records - screened)
            held = np.where(possible, peak, np.inf)
            path.append((screened, max(least, _largest(totals, held, confidence))))
    return tuple(path)


def _largest(totals: NDArray[np.int64], peak: Floats, confidence: float) -> int:
    """The largest total not refuted, or the one just below the next total tried."""
    standing = np.flatnonzero(peak < -np.log(1 - confidence))
    last = int(standing.max()) if len(standing) else 0
    return int(totals[last + 1]) - 1 if last + 1 < len(totals) else int(totals[last])


def _totals(least: int, most: int) -> NDArray[np.int64]:
    """Totals to bet against: every one near `least`, sparser above (the bound then lies just below
    the next one tried, which errs on the careful side)."""
    dense = min(most, int(1.25 * least) + 500)
    sparse = np.geomspace(dense + 1, most, 240) if most > dense else np.zeros(0)
    return np.unique(
        np.concatenate([np.arange(least, dense + 1), np.ceil(sparse).astype(np.int64)])
    )


def _peaks(progress: Progress, totals: Floats, ranked: bool, bias: float) -> Iterator[Floats]:
    """After each record, the highest log capital reached so far against each total."""
    capital = np.zeros(len(totals))
    peak = np.zeros(len(totals))
    found, hits, draws = 0, _PRIOR, 1.0
    for screened, (label, drawn) in enumerate(
        zip(progress.labels, progress.drawn.tolist(), strict=True)
    ):
        if drawn or ranked:
            chance = np.clip((totals - found) / (progress.records - screened), 0.0, 1.0)
            if not drawn:
                chance = bias * chance / (1 + (bias - 1) * chance)
            capital += _gain(chance, hits / draws, label)
            np.maximum(peak, capital, out=peak)
            fade = _FADE if ranked else 1.0
            hits, draws = fade * hits + label, fade * draws + 1
        found += label
        yield peak


def _gain(chance: Floats, rate: float, label: int) -> Floats:
    """Log of what the bet pays; a certain include (chance 1) can't be bet on further."""
    with np.errstate(divide="ignore"):
        stake = np.clip(1 - rate / chance, 0.0, _MOST)
    stake[chance <= 0] = 0.0
    if label:
        return np.log1p(-stake)
    odds = np.minimum(chance / np.maximum(1 - chance, 1e-12), 1e12)
    return np.log1p(stake * odds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Stop when the audit's bound says recall reached `target`; look as often as wanted."""

    target: float = 0.95
    confidence: float = 0.95
    standing: Standing = "guaranteed"

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_share("confidence", self.confidence)

    def __call__(self, progress: Progress) -> Advice:
        """Whether the bound is high enough."""
        return _advice(
            self.target,
            most_includes(progress, self.confidence),
            progress,
            f"anytime-valid audit, recall {self.target:g}, confidence {self.confidence:g}",
            ("audit records were drawn at random from all records unscreened at that moment",),
            self.standing,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """As `Audit`, learning from ranked records too, under an assumption about the ranking.

    Attributes:
        bias: Odds at which each ranked record is assumed to beat a random one (at least 1).
    """

    target: float = 0.95
    confidence: float = 0.95
    bias: float = 1.0
    standing: Standing = "validated"

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_share("confidence", self.confidence)
        if self.bias < 1:
            raise OutOfRange("bias", self.bias, "at least 1")

    def __call__(self, progress: Progress) -> Advice:
        """Whether the bound is high enough."""
        most = most_includes(progress, self.confidence, ranked=True, bias=self.bias)
        odds = "" if self.bias == 1 else f"{self.bias:g} times the odds of "
        return _advice(
            self.target,
            most,
            progress,
            f"anytime-valid ranked bound {self.bias:g}, recall {self.target:g}, "
            f"confidence {self.confidence:g}",
            (
                f"every ranked record has at least {odds}the chance of a random unscreened one "
                f"to be an include",
                "audit records, if any, were drawn at random",
            ),
            self.standing,
        )


def _advice(
    target: float,
    most: int,
    progress: Progress,
    rule: str,
    assumptions: tuple[str, ...],
    standing: Standing,
) -> Advice:
    bound = progress.found / most if most else 0.0
    return Advice(
        stop=progress.found > 0 and most < fewest_total(progress.found, target),
        rule=rule,
        standing=standing,
        measure="lower bound of recall",
        value=bound,
        limit=target,
        recall=bound,
        assumptions=(*assumptions, LABELS_HOLD, SET_COMPLETE),
    )
