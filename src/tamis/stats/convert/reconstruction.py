"""Individual data behind a digitised Kaplan–Meier curve.

The task is that of Guyot et al. (2012), BMC Med Res Methodol 12:9: find events and censorings
that redraw the curve, meet the numbers at risk below it, and add up to the reported events. Guyot
spreads censorings evenly and rounds step by step; here all steps are fitted together. Along the
curve each partial history carries its survival, its numbers and a cost, which is how badly it
redraws the curve (normal reading error) plus how uneven its censorings are (Poisson within each
interval of the risk table). Of histories with the same numbers only the cheapest is kept, which
is dynamic programming; those that miss a number at risk, or the number of events, are dropped.
The reading error is chosen by the same likelihood.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.convert._histories import History, Item, search
from tamis.stats.convert.curves import Curve
from tamis.stats.convert.survival import Patients
from tamis.stats.errors import NotConverged
from tamis.stats.measures._values import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconstructed:
    """Individual data that redraw a curve.

    Attributes:
        patients: Times and events.
        reading_error: Standard deviation of the curve's survival values that fitted best.
        largest_gap: Largest difference from the digitised survival.
        cautions: What could not be met.
    """

    patients: Patients
    reading_error: float
    largest_gap: float
    cautions: tuple[Caution, ...]


#: Reading errors tried beside that of rounding alone.
READING_ERRORS = (0.001, 0.002, 0.004, 0.008, 0.016)


def reconstruct(digitised: Curve, reading_error: float | None = None) -> Reconstructed:
    """Individual data behind one arm's curve.

    Args:
        digitised: What `curve` returned.
        reading_error: Standard deviation of the survival values; found from the curve if None.

    Raises:
        NotConverged: No history redraws the curve, even without the risk table.
    """
    errors = (reading_error,) if reading_error else (_rounding(digitised.survival), *READING_ERRORS)
    for asked, missed in _relaxations(digitised):
        items, rates = _items(asked), None
        found = []
        for error in errors:
            rates = _rates(asked, items) if rates is None else rates
            best = search(items, rates, asked.n, asked.events, error)
            if best is not None:
                found.append((best.cost, error, best))
        if found:
            _, error, history = min(found, key=lambda f: f[0])
            return _individual(digitised, items, history, error, missed)
    raise NotConverged("curve", "no history that redraws it", "a falling curve with n at its start")


def _relaxations(asked: Curve) -> list[tuple[Curve, str | None]]:
    """The curve with all it must meet, then with less and less of it."""
    none = np.empty(0)
    return [
        (asked, None),
        (replace(asked, events=None), "the reported number of events"),
        (replace(asked, risk_time=none, n_risk=none), "the numbers at risk"),
        (
            replace(asked, risk_time=none, n_risk=none, events=None),
            "the numbers at risk and the number of events",
        ),
    ]


def _rounding(survival: FloatArray) -> float:
    """Standard deviation of rounding, from the decimals that the values have."""
    for digits in (1, 2, 3, 4):
        if np.allclose(survival, np.round(survival, digits), rtol=0, atol=1e-9):
            return max(10.0**-digits / math.sqrt(12), 1e-4)
    return 1e-4


def _items(asked: Curve) -> tuple[Item, ...]:
    """Steps and lines of the risk table in order of time, a line before a step at its time."""
    lines = [
        Item(float(t), None, int(n)) for t, n in zip(asked.risk_time, asked.n_risk, strict=True)
    ]
    steps = [
        Item(float(t), float(s), None) for t, s in zip(asked.time, asked.survival, strict=True)
    ]
    items = sorted([*lines, *steps], key=lambda item: (item.time, item.survival is not None))
    return (*items, Item(asked.last_follow_up, None, None))


def _rates(asked: Curve, items: tuple[Item, ...]) -> tuple[float, ...]:
    """Expected censorings per unit of time before each item, one value per risk interval."""
    rates: list[float] = []
    n, events, before, start = float(asked.n), 0.0, 1.0, 0.0
    pending: list[Item] = []
    for item in items:
        pending.append(item)
        last = item is items[-1]
        if item.at_risk is None and not last:
            continue
        if last and asked.events is None:
            rate = 0.0
        else:
            goal = item.at_risk if item.at_risk is not None else None
            rate = _rate(pending, (n, before, start, events), goal, asked.events)
        rates.extend([rate] * len(pending))
        n, events, before = _evolve(pending, n, before, start, events, rate)
        n = float(item.at_risk) if item.at_risk is not None else n
        start, pending = item.time, []
    return tuple(rates)


def _evolve(
    items: list[Item], n: float, before: float, start: float, events: float, rate: float
) -> tuple[float, float, float]:
    """Expected number at risk, events so far and survival after some items."""
    for item in items:
        n = max(n - rate * (item.time - start), 0.0)
        start = item.time
        if item.survival is not None and before > 0:
            happened = n * (1 - item.survival / before)
            n, events, before = n - happened, events + happened, item.survival
    return n, events, before


def _rate(
    items: list[Item],
    state: tuple[float, float, float, float],
    at_risk: int | None,
    total: int | None,
) -> float:
    """The rate that leaves the right number at risk, or gives the right number of events."""
    n, before, start, events = state
    low, high = 0.0, n / max(items[-1].time - start, 1e-9)
    for _ in range(50):
        rate = (low + high) / 2
        left, happened, _ = _evolve(items, n, before, start, events, rate)
        too_many = left > at_risk if at_risk is not None else happened > (total or 0)
        low, high = (rate, high) if too_many else (low, rate)
    return (low + high) / 2


def _individual(
    asked: Curve, items: tuple[Item, ...], history: History, error: float, missed: str | None
) -> Reconstructed:
    times: list[FloatArray] = []
    flags: list[FloatArray] = []
    start = 0.0
    for item, censored, happened in zip(items, history.censored, history.events, strict=True):
        spread = start + (item.time - start) * (np.arange(censored) + 0.5) / max(censored, 1)
        times += [spread, np.full(happened, item.time)]
        flags += [np.zeros(censored), np.ones(happened)]
        start = item.time
    left = asked.n - sum(history.censored) - sum(history.events)
    times.append(np.full(left, asked.last_follow_up))
    flags.append(np.zeros(left))
    time, event = np.concatenate(times), np.concatenate(flags) == 1
    order = np.lexsort((~event, time))
    text = "individual data reconstructed from a curve; times of censoring are assumed"
    cautions = [Caution("assumed-distribution", text)]
    if not asked.n_risk.size:
        text = "no numbers at risk: censoring is spread evenly, or put at the end of follow-up"
        cautions.append(Caution("assumed-distribution", text))
    if missed is not None:
        cautions.append(
            Caution("inconsistent-report", f"no data agree with the curve and {missed}")
        )
    return Reconstructed(
        patients=Patients(time=time[order], event=event[order]),
        reading_error=error,
        largest_gap=history.largest_gap,
        cautions=tuple(cautions),
    )
