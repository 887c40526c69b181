"""Checking what sources print against their own numbers: found, listed, never silently fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import NormalDist

from tamis.model.facts import Facts, Side
from tamis.model.results import Inconsistency
from tamis.model.showing import show

#: A printed standard error further than this from the one its interval implies is not rounding,
#: and not the difference between a normal and a t quantile (13 % at 10 degrees of freedom) either.
_SE_RATIO = 1.25


def printed_inconsistencies(
    facts: Facts, labels: Mapping[str, str], level: float = 0.95
) -> tuple[Inconsistency, ...]:
    """Recompute printed differences, standard errors and limits from the numbers beside them.

    Compared: the printed difference with that of the printed means; the printed standard error
    with the one the printed interval implies; the printed difference with its interval.
    """
    found: list[Inconsistency] = []
    for study, outcome, timepoint, population in dict.fromkeys(
        p[:4] for p in facts.readings if p[1]
    ):
        treated, control, common = (
            Side(values=facts.at(study, outcome, timepoint, population, arm))
            for arm in ("treated", "control", "")
        )
        name = labels.get(outcome, outcome)
        where = ", ".join(p for p in (name, timepoint, population) if p)
        found += _difference(study, where, treated, control, common)
        found += _error(study, where, common, level)
        found += _outside(study, where, common)
    return tuple(found)


def _difference(
    study: str, where: str, treated: Side, control: Side, common: Side
) -> Iterable[Inconsistency]:
    if not (treated.has("mean") and control.has("mean") and common.has("printed.md")):
        return
    # Each printed number may be off by half a unit in its last place; both means were printed
    # alike, so a final zero that was lost in one shows in the other.
    printed, means = common["printed.md"], treated["mean"] - control["mean"]
    slack = _unit(printed) / 2 + min(_unit(treated["mean"]), _unit(control["mean"]))
    if abs(printed - means) <= slack + 1e-9:
        return
    yield Inconsistency(
        study=study,
        where=where,
        printed=f"difference {show(printed)}",
        recomputed=f"{show(round(means, 6))} from the printed means",
        explanation="the printed difference is not the difference of the printed means",
        numbers=(
            common.values["printed.md"].id, treated.values["mean"].id, control.values["mean"].id
        ),
    )  # fmt: skip


def _error(study: str, where: str, common: Side, level: float) -> Iterable[Inconsistency]:
    if not common.has("printed.se", "printed.ci-low", "printed.ci-high"):
        return
    printed = common["printed.se"]
    half = (common["printed.ci-high"] - common["printed.ci-low"]) / 2
    implied = half / NormalDist().inv_cdf(0.5 + level / 2)
    if implied <= 0 or printed <= 0 or 1 / _SE_RATIO <= printed / implied <= _SE_RATIO:
        return
    names = ("printed.se", "printed.ci-low", "printed.ci-high")
    yield Inconsistency(
        study=study,
        where=where,
        printed=f"standard error {show(printed)}",
        recomputed=f"about {show(implied, 2)} from the printed interval",
        explanation="the printed standard error does not fit the printed confidence interval",
        numbers=tuple(common.values[n].id for n in names),
    )


def _outside(study: str, where: str, common: Side) -> Iterable[Inconsistency]:
    if not common.has("printed.md", "printed.ci-low", "printed.ci-high"):
        return
    low, high = common["printed.ci-low"], common["printed.ci-high"]
    if low <= common["printed.md"] <= high:
        return
    yield Inconsistency(
        study=study,
        where=where,
        printed=f"difference {show(common['printed.md'])}",
        recomputed=f"interval {show(low)} to {show(high)}",
        explanation="the printed difference lies outside its own interval",
        numbers=tuple(
            common.values[n].id for n in ("printed.md", "printed.ci-low", "printed.ci-high")
        ),
    )


def _unit(value: float) -> float:
    """One unit in the last printed place, at most a whole: '3.4' → 0.1."""
    text = f"{value:.12g}"
    return 10.0 ** -len(text.split(".")[1]) if "." in text else 1.0
