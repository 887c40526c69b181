"""How far two reviewers agree, in the figures that screening papers print.

Kappa falls when includes are rare although people agree; PABAK and AC1 don't, and positive and
negative agreement say where the agreement lies. Print several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from scipy.stats import norm

from tamis.learn.errors import LearnError, OutOfRange
from tamis.learn.stopping.progress import check_share
from tamis.learn.values import Decision, Stage


class NothingShared(LearnError):
    """No record was judged by both reviewers."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            f"{first!r} and {second!r} judged no record in common, so agreement is not defined. "
            f"Let both screen the same records first."
        )


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two reviewers' verdicts on the records both judged.

    Attributes:
        both: Included by both.
        first: Included by the first alone.
        second: Included by the second alone.
        neither: Excluded by both.
    """

    both: int
    first: int
    second: int
    neither: int

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if value < 0:
                raise OutOfRange(name, value, "a count, 0 or more")

    @property
    def records(self) -> int:
        """Records judged by both."""
        return self.both + self.first + self.second + self.neither


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure with its interval; `value` is None where it is not defined (one class only)."""

    name: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """All figures for two reviewers."""

    crossing: Crossing
    confidence: float
    observed: Measure
    kappa: Measure
    pabak: Measure
    ac1: Measure
    positive: Measure
    negative: Measure


def crossing(
    decisions: Iterable[Decision], first: str, second: str, stage: Stage = "title-abstract"
) -> Crossing:
    """Count the verdicts of two reviewers on the records both judged; a maybe goes on, so it is an
    include here.

    Raises:
        NothingShared: They have no record in common.
    """
    pairs = _pairs(decisions, first, second, stage)
    if not pairs:
        raise NothingShared(first, second)
    counts = Counter((a.verdict != "exclude", b.verdict != "exclude") for a, b in pairs.values())
    return Crossing(
        counts[True, True], counts[True, False], counts[False, True], counts[False, False]
    )


def agreement(table: Crossing, confidence: float = 0.95) -> Agreement:
    """The figures of a crossing, with large-sample intervals (Wilson's for observed agreement).

    Sources: Cohen 1960 with the variance of Fleiss, Cohen and Everitt 1969 (eq. 13); Byrt, Bishop
    and Carlin 1993 (PABAK); Gwet 2008 (AC1, eq. 13 and its variance for two raters); Cicchetti and
    Feinstein 1990 (positive and negative agreement; variance of Graham and Bull 1998).

    Raises:
        OutOfRange: The table is empty.
    """
    check_share("confidence", confidence)
    if not table.records:
        raise OutOfRange("records", 0, "at least 1")
    z = float(norm.ppf(0.5 + confidence / 2))
    observed = _observed(table, z)
    return Agreement(
        crossing=table,
        confidence=confidence,
        observed=observed,
        kappa=_kappa(table, z),
        pabak=_doubled(observed),
        ac1=_ac1(table, z),
        positive=_specific("positive agreement", table.both, table, z),
        negative=_specific("negative agreement", table.neither, table, z),
    )


def by_criterion(
    decisions: Iterable[Decision], first: str, second: str, stage: Stage = "title-abstract"
) -> Mapping[str, int]:
    """Where they disagree: criterion named by the one who excluded → records, most first."""
    pairs = _pairs(decisions, first, second, stage)
    named = Counter(
        next(d.criterion or "none named" for d in pair if d.verdict == "exclude")
        for pair in pairs.values()
        if (pair[0].verdict == "exclude") != (pair[1].verdict == "exclude")
    )
    return dict(sorted(named.items(), key=lambda item: (-item[1], item[0])))


def rounds(
    decisions: Iterable[Decision],
    first: str,
    second: str,
    size: int = 50,
    stage: Stage = "title-abstract",
    confidence: float = 0.95,
) -> tuple[Agreement, ...]:
    """The learning curve of training: agreement per `size` shared records, in the order in which
    the later of the two judged them."""
    if size < 1:
        raise OutOfRange("size", size, "at least 1")
    pairs = list(_pairs(decisions, first, second, stage).values())
    parts = [pairs[begin : begin + size] for begin in range(0, len(pairs), size)]
    flat = [tuple(decision for pair in part for decision in pair) for part in parts]
    return tuple(agreement(crossing(part, first, second, stage), confidence) for part in flat)


def _pairs(
    decisions: Iterable[Decision], first: str, second: str, stage: Stage
) -> dict[str, tuple[Decision, Decision]]:
    held: dict[str, dict[str, Decision]] = {}
    shared: dict[str, None] = {}
    for decision in decisions:
        if decision.stage != stage or decision.by not in (first, second):
            continue
        held.setdefault(decision.record, {})[decision.by] = decision
        if len(held[decision.record]) == 2:
            shared[decision.record] = None
    return {record: (held[record][first], held[record][second]) for record in shared}


def _within(name: str, value: float, spread: float, low: float = -1.0) -> Measure:
    return Measure(
        name=name, value=value, low=max(low, value - spread), high=min(1.0, value + spread)
    )


def _observed(table: Crossing, z: float) -> Measure:
    n = table.records
    p = (table.both + table.neither) / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Measure(
        name="observed agreement",
        value=p,
        low=min(p, max(0.0, middle - half)),
        high=max(p, min(1.0, middle + half)),
    )


def _doubled(observed: Measure) -> Measure:
    value, low, high = (2 * (p or 0.0) - 1 for p in (observed.value, observed.low, observed.high))
    return Measure(name="PABAK", value=value, low=low, high=high)


def _kappa(table: Crossing, z: float) -> Measure:
    n = table.records
    cells = ((table.both / n, table.first / n), (table.second / n, table.neither / n))
    rows = (sum(cells[0]), sum(cells[1]))
    columns = (cells[0][0] + cells[1][0], cells[0][1] + cells[1][1])
    expected = rows[0] * columns[0] + rows[1] * columns[1]
    if expected >= 1:
        return Measure(name="Cohen's kappa", value=None, low=None, high=None)
    observed = cells[0][0] + cells[1][1]
    kappa = (observed - expected) / (1 - expected)
    same = sum(cells[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in (0, 1))
    other = (1 - kappa) ** 2 * sum(
        cells[i][j] * (columns[i] + rows[j]) ** 2 for i, j in ((0, 1), (1, 0))
    )
    variance = same + other - (kappa - expected * (1 - kappa)) ** 2
    spread = z * sqrt(max(0.0, variance) / n) / (1 - expected)
    return _within("Cohen's kappa", kappa, spread)


def _ac1(table: Crossing, z: float) -> Measure:
    n = table.records
    share = (2 * table.both + table.first + table.second) / (2 * n)
    expected = 2 * share * (1 - share)
    observed = (table.both + table.neither) / n
    value = (observed - expected) / (1 - expected)
    # Each record's own contribution to AC1 (Gwet 2008, eq. 16); their spread gives the variance.
    total = 0.0
    for count, agrees, positive in (
        (table.both, 1.0, 1.0),
        (table.first + table.second, 0.0, 0.5),
        (table.neither, 1.0, 0.0),
    ):
        own = (agrees - expected) / (1 - expected)
        chance = share * (1 - positive) + (1 - share) * positive
        shifted = own - 2 * (1 - value) * (chance - expected) / (1 - expected)
        total += count * (shifted - value) ** 2
    spread = z * sqrt(total / (n * max(1, n - 1)))
    return _within("Gwet's AC1", value, spread)


def _specific(name: str, agreed: int, table: Crossing, z: float) -> Measure:
    split = table.first + table.second
    if 2 * agreed + split == 0:
        return Measure(name=name, value=None, low=None, high=None)
    value = 2 * agreed / (2 * agreed + split)
    spread = z * 2 * sqrt(agreed * split * (agreed + split)) / (2 * agreed + split) ** 2
    return _within(name, value, spread, low=0.0)
