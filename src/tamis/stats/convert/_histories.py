"""The search behind `reconstruction`: cheapest histories of events and censorings along a curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tamis.stats.measures._values import FloatArray

#: Partial histories kept at each step; more changed no result of the reference cases.
WIDTH = 600
#: Cost, in nats, of a fall of the curve at which nobody has an event.
EMPTY_STEP = 3.0
#: Cost of each event at a step beyond the first.
TIED_EVENT = 1.0

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Item:
    """A step of the curve, a line of the risk table, or the end of follow-up."""

    time: float
    survival: float | None
    at_risk: int | None


@dataclass(frozen=True, slots=True)
class History:
    """Censorings before, and events at, each item."""

    censored: tuple[int, ...]
    events: tuple[int, ...]
    cost: float
    largest_gap: float


@dataclass(slots=True)
class _Beam:
    """Partial histories, one per position: numbers, survival, cost, largest gap, and the past."""

    n: IntArray
    events: IntArray
    survival: FloatArray
    cost: FloatArray
    gap: FloatArray

    def take(self, rows: IntArray) -> _Beam:
        parts = (self.n, self.events, self.survival, self.cost, self.gap)
        return _Beam(*(part[rows] for part in parts))  # type: ignore[arg-type]


def search(
    items: tuple[Item, ...], rates: tuple[float, ...], n: int, events: int | None, error: float
) -> History | None:
    """Cheapest history that meets every number at risk and the events; None if none does."""
    one = np.array([1.0])
    beam = _Beam(np.array([n]), np.array([0]), one, one * 0, one * 0)
    past: list[tuple[IntArray, IntArray, IntArray]] = []
    start = 0.0
    for item, rate in zip(items, rates, strict=True):
        beam, parent, censored = _censor(beam, rate * (item.time - start))
        happened = np.zeros(beam.n.size, dtype=np.int64)
        if item.survival is not None:
            beam, chosen, happened = _step(beam, item.survival, error)
            parent, censored = parent[chosen], censored[chosen]
        keep = _best(beam, item.at_risk, events)
        if not keep.size:
            return None
        beam = beam.take(keep)
        past.append((parent[keep], censored[keep], happened[keep]))
        start = item.time
    done = np.flatnonzero(beam.events == events) if events is not None else np.arange(beam.n.size)
    if not done.size:
        return None
    return _trace(past, beam, int(done[np.argmin(beam.cost[done])]))


def _censor(beam: _Beam, expected: float) -> tuple[_Beam, IntArray, IntArray]:
    """Every history with 0, 1, 2 … censorings in the gap; Poisson cost around the expected."""
    most = int(np.ceil(expected + 5 * np.sqrt(expected) + 1)) if expected > 0 else 0
    counts = np.arange(most + 1)
    rate = max(expected, 1e-12)
    price = rate - counts * np.log(rate) + np.cumsum(np.log(np.maximum(counts, 1)))
    parent = np.repeat(np.arange(beam.n.size), counts.size)
    censored = np.tile(counts, beam.n.size)
    wide = beam.take(parent)
    wide.n = wide.n - censored
    wide.cost = wide.cost + np.tile(price, beam.n.size)
    possible = np.flatnonzero(wide.n >= 0)
    return wide.take(possible), parent[possible], censored[possible]


def _step(beam: _Beam, observed: float, error: float) -> tuple[_Beam, IntArray, IntArray]:
    """Every history with the few numbers of events that come near the observed survival."""
    fitting = np.rint(beam.n * (1 - observed / np.maximum(beam.survival, 1e-12)))
    nearby = fitting[:, None].astype(np.int64) + np.array([-1, 0, 1])
    chosen = np.repeat(np.arange(beam.n.size), 3)
    happened = np.clip(nearby.ravel(), 0, beam.n[chosen])
    wide = beam.take(chosen)
    wide.survival = wide.survival * (1 - happened / np.maximum(wide.n, 1))
    wide.n, wide.events = wide.n - happened, wide.events + happened
    gap = np.abs(wide.survival - observed)
    price = np.where(happened == 0, EMPTY_STEP, TIED_EVENT * (happened - 1))
    wide.cost = wide.cost + (gap / error) ** 2 / 2 + np.log(error) + price
    wide.gap = np.maximum(wide.gap, gap)
    return wide, chosen, happened


def _best(beam: _Beam, at_risk: int | None, events: int | None) -> IntArray:
    """Histories worth keeping: possible, cheapest of their numbers, and among the cheapest."""
    possible = np.isfinite(beam.cost)
    if at_risk is not None:
        possible &= beam.n == at_risk
    if events is not None:
        possible &= (beam.events <= events) & (beam.events + beam.n >= events)
    rows = np.flatnonzero(possible)
    rows = rows[np.argsort(beam.cost[rows], kind="stable")]
    key = beam.n[rows] * 1_000_003 + beam.events[rows]
    _, first = np.unique(key, return_index=True)
    kept: IntArray = rows[np.sort(first)][:WIDTH]
    return kept


def _trace(past: list[tuple[IntArray, IntArray, IntArray]], beam: _Beam, row: int) -> History:
    cost, gap = float(beam.cost[row]), float(beam.gap[row])
    censored, events = [], []
    for parent, lost, happened in reversed(past):
        censored.append(int(lost[row]))
        events.append(int(happened[row]))
        row = int(parent[row])
    return History(tuple(reversed(censored)), tuple(reversed(events)), cost, gap)
