"""Would the next trial change the conclusion? What it would have to show, and how likely that is.

The result is pooled again with one more trial, for every effect that trial might show, by the
review's own method and with τ² estimated anew. Where the direction of the interval, its place among
no effect and the smallest important difference, or the certainty then differs from now, the trial
would change the conclusion. For a trial of one size that is what the contours of an extended funnel
plot show (Langan D et al. J Clin Epidemiol 2012;65:511-519); the chance that
it does so is the conditional power of an updated meta-analysis (Roloff V, Higgins JPT, Sutton AJ.
Stat Med 2013;32:11-24), for any change and not for significance alone.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tamis import stats
from tamis.model.conclusions import ASPECTS, Aspect, NextTrial, Region, Standing, Turning

#: Effects tried on either side of the result, and halvings that find where a conclusion turns.
GRID, HALVINGS = 80, 30
#: How far from the result effects are tried, in standard deviations of what a trial may show.
REACH = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A result as it is pooled: effects and variances on the scale they are pooled on.

    `edge` is the smallest important difference on that scale (positive), None where none is set;
    `sizes` are people per study, None where not read; `own` is the interval of a study that stands
    alone.
    """

    yi: tuple[float, ...]
    vi: tuple[float, ...]
    sizes: tuple[int | None, ...]
    edge: float | None
    estimator: str
    test: str
    level: float
    own: tuple[float, float] | None = None


#: (standing without its certainty, people in all) → certainty.
Judge = Callable[[Standing, int | None], str]


def next_trial(found: Evidence, people: int | None = None, judge: Judge | None = None) -> NextTrial:
    """What a further trial would have to show to change a result's conclusion.

    Args:
        found: The result now.
        people: Size of the trial; the median of the studies at hand unless given.
        judge: Rates a result's certainty; without it certainty is left out.

    Raises:
        StatsError: The method can't pool these.
    """
    size, variance = _precision(found, people)
    total = None if None in found.sizes else sum(n or 0 for n in found.sizes)
    after = None if total is None or size is None else total + size

    def then(effect: float) -> Standing:
        made = _standing(found, (*found.yi, effect), (*found.vi, variance))
        return _judged(made, judge, after)

    now = _judged(_standing(found, found.yi, found.vi), judge, total)
    regions = tuple(_regions(then, now, found, variance))
    spread = math.sqrt(variance + now.tau2)
    aspects = ASPECTS if judge else ASPECTS[:2]
    aspects = tuple(a for a in aspects if a != "position" or found.edge is not None)
    return NextTrial(
        now=now, people=size, variance=variance, regions=regions,
        turnings=tuple(_turning(a, now, regions, found, spread) for a in aspects),
        assumptions=tuple(_assumptions(found, size, judge)),
    )  # fmt: skip


def _precision(found: Evidence, people: int | None) -> tuple[int | None, float]:
    """How many people, and how precise so many would be: variance falls as size grows."""
    known = [(n, v) for n, v in zip(found.sizes, found.vi, strict=True) if n]
    if not known:
        return people, statistics.median(found.vi)
    size = people or round(statistics.median(n for n, _ in known))
    return size, statistics.median(n * v for n, v in known) / size


def _standing(found: Evidence, yi: Sequence[float], vi: Sequence[float]) -> Standing:
    if len(yi) == 1:
        # One study is shown with its own interval, not pooled.
        low, high = found.own or _wald(yi[0], vi[0], found.level)
        return _placed(yi[0], low, high, 0.0, 0.0, found.edge)
    fit = stats.pool(list(yi), list(vi), method=found.estimator, test=found.test, level=found.level)
    return _placed(fit.estimate, fit.ci[0], fit.ci[1], fit.tau2, fit.i2 or 0.0, found.edge)


def _wald(effect: float, variance: float, level: float) -> tuple[float, float]:
    half = statistics.NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(variance)
    return effect - half, effect + half


def _placed(
    estimate: float, low: float, high: float, tau2: float, i2: float, edge: float | None
) -> Standing:
    marks = (0.0,) if edge is None else (-edge, 0.0, edge)
    return Standing(
        estimate=float(estimate), low=float(low), high=float(high), tau2=float(tau2), i2=float(i2),
        direction="above" if low > 0 else "below" if high < 0 else "both",
        span=(sum(low > m for m in marks), sum(high > m for m in marks)),
    )  # fmt: skip


def _judged(made: Standing, judge: Judge | None, people: int | None) -> Standing:
    return replace(made, certainty=judge(made, people)) if judge else made


def _key(standing: Standing) -> tuple[object, ...]:
    return (standing.direction, standing.span, standing.certainty)


def _regions(
    then: Callable[[float], Standing], now: Standing, found: Evidence, variance: float
) -> Iterator[Region]:
    """Cut the effects a trial may show where the conclusion turns."""
    reach = max(
        REACH * math.sqrt(variance + now.tau2), 2 * abs(now.estimate), 3 * (found.edge or 0.0)
    )
    grid = [now.estimate + reach * i / GRID for i in range(-GRID, GRID + 1)]
    start, held = grid[0], then(grid[0])
    for left, right in pairwise(grid):
        there = then(right)
        if _key(there) != _key(held):
            cut = _turn(then, left, right, _key(held))
            yield Region(low=start, high=cut, then=held)
            start, held = cut, there
    yield Region(low=start, high=grid[-1], then=held)


def _turn(
    then: Callable[[float], Standing], left: float, right: float, key: tuple[object, ...]
) -> float:
    """Where the conclusion leaves `key` between two effects."""
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        left, right = (middle, right) if _key(then(middle)) == key else (left, middle)
    return (left + right) / 2


def _turning(
    aspect: Aspect, now: Standing, regions: Sequence[Region], found: Evidence, spread: float
) -> Turning:
    other = [r for r in regions if r.then.aspect(aspect) != now.aspect(aspect)]
    at = now.estimate
    inside = any(r.low <= at <= r.high for r in other)
    below = max((min(r.high, at) for r in other if r.low < at), default=None)
    above = min((max(r.low, at) for r in other if r.high > at), default=None)
    return Turning(
        aspect=aspect, now=str(now.aspect(aspect)),
        below=at if inside else below, above=at if inside else above,
        chances=tuple(
            (label, truth, sum(_mass(r, truth, spread, regions) for r in other))
            for label, truth in _truths(now, found)
        ),
    )  # fmt: skip


def _truths(now: Standing, found: Evidence) -> Iterator[tuple[str, float]]:
    yield "the result now is true", now.estimate
    yield "there is no effect", 0.0
    if found.edge is not None:
        yield "the smallest important difference is true", math.copysign(found.edge, now.estimate)


def _mass(region: Region, truth: float, spread: float, regions: Sequence[Region]) -> float:
    """Chance that a trial falls into a region; the outermost reach on for ever."""
    low = -math.inf if region is regions[0] else region.low
    high = math.inf if region is regions[-1] else region.high
    return _below(high, truth, spread) - _below(low, truth, spread)


def _below(x: float, truth: float, spread: float) -> float:
    return 0.5 * math.erfc((truth - x) / (spread * math.sqrt(2)))


def _assumptions(found: Evidence, size: int | None, judge: Judge | None) -> Iterator[str]:
    if size is None:
        yield "sizes were not read: the next trial is as precise as the median study"
    else:
        yield (
            f"the next trial has {size} people, and its variance follows from those of the studies "
            "at hand in proportion to their sizes"
        )
    yield f"it is pooled with them by {found.estimator} with a {found.test} interval, τ² anew"
    if len(found.yi) == 1:
        yield "one study stands alone now; with two, intervals that allow for τ² are wide"
    yield "what it shows varies around the truth by its own variance and today's τ²"
    if judge:
        yield (
            "certainty moves as the rules for imprecision and inconsistency propose; all other "
            "ratings stay as they are"
        )
