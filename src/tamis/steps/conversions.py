"""Values that follow from others that were read: each with its formula, for a person to take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tamis.stats.convert import (
    FiveNumbers,
    mean_sd_from_five_numbers,
    sd_from_interval,
    sd_from_se,
)
from tamis.stats.errors import StatsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A value that others give.

    Attributes:
        name: The name it would have.
        value: Rounded to six significant digits.
        formula: How it came about, with the numbers in it.
        inputs: The names it rests on.
        cautions: What had to be assumed.
        source: Where the formula is from.
    """

    name: str
    value: float | int
    formula: str
    inputs: tuple[str, ...]
    source: str
    cautions: tuple[str, ...] = ()


def derived(values: Mapping[str, float]) -> tuple[Derived, ...]:
    """What the values of one arm (or one comparison) give that was not read itself.

    Args:
        values: Numbers by name ("n", "se", "ci-low", "median", "q1", "percent", "printed.md" …).
    """
    found: dict[str, Derived] = {}
    for rule in _RULES:
        try:
            for one in rule(values):
                if one.name not in values:
                    found.setdefault(one.name, one)
        except StatsError:
            continue  # numbers that contradict themselves give nothing; they are checked elsewhere
    return tuple(found.values())


def _sd_from_se(v: Mapping[str, float]) -> Iterator[Derived]:
    if {"se", "n"} <= set(v):
        yield Derived(
            name="sd", value=_short(sd_from_se(v["se"], v["n"])),
            formula=f"SE · √n = {v['se']:g} · √{v['n']:g}", inputs=("se", "n"),
            source="Cochrane Handbook 6.5.2.2",
        )  # fmt: skip


def _sd_from_interval(v: Mapping[str, float]) -> Iterator[Derived]:
    if {"ci-low", "ci-high", "n"} <= set(v):
        factor = f"t with {v['n'] - 1:g} df" if v["n"] < 60 else "1.96"
        yield Derived(
            name="sd", value=_short(sd_from_interval(v["ci-low"], v["ci-high"], v["n"])),
            formula=f"√n · (upper − lower) / (2 · {factor}) = "
            f"√{v['n']:g} · ({v['ci-high']:g} − {v['ci-low']:g}) / (2 · {factor})",
            inputs=("ci-low", "ci-high", "n"), source="Cochrane Handbook 6.5.2.2",
            cautions=("the interval is taken to be a 95 % interval of this group's mean",),
        )  # fmt: skip


def _mean_from_interval(v: Mapping[str, float]) -> Iterator[Derived]:
    if {"ci-low", "ci-high"} <= set(v):
        yield Derived(
            name="mean", value=_short((v["ci-low"] + v["ci-high"]) / 2),
            formula=f"(lower + upper) / 2 = ({v['ci-low']:g} + {v['ci-high']:g}) / 2",
            inputs=("ci-low", "ci-high"), source="the middle of a symmetric interval",
            cautions=("the interval is taken to be symmetric about the mean",),
        )  # fmt: skip


def _from_quantiles(v: Mapping[str, float]) -> Iterator[Derived]:
    quartiles, extremes = {"q1", "q3"} <= set(v), {"minimum", "maximum"} <= set(v)
    if not ({"median", "n"} <= set(v) and (quartiles or extremes)):
        return
    names = [n for n in ("minimum", "q1", "median", "q3", "maximum", "n") if n in v]
    moments = mean_sd_from_five_numbers(
        FiveNumbers(
            median=v["median"], n=v["n"],
            minimum=v["minimum"] if extremes else None, maximum=v["maximum"] if extremes else None,
            q1=v["q1"] if quartiles else None, q3=v["q3"] if quartiles else None,
        )
    )  # fmt: skip
    shown = ", ".join(f"{n} {v[n]:g}" for n in names)
    for name, value, source in (
        ("mean", moments.mean, "Luo et al. 2018, Stat Methods Med Res 27:1785-1805"),
        ("sd", moments.sd, "Wan et al. 2014, BMC Med Res Methodol 14:135; Shi et al. 2020"),
    ):
        yield Derived(
            name=name, value=_short(value), formula=f"from {shown}, assuming normal values",
            inputs=tuple(names), source=source, cautions=tuple(c.message for c in moments.cautions),
        )  # fmt: skip


def _events_from_percent(v: Mapping[str, float]) -> Iterator[Derived]:
    total = "total" if "total" in v else "n"
    if "percent" in v and total in v and 0 <= v["percent"] <= 100:
        raw = v["percent"] * v[total] / 100
        off = abs(raw - round(raw))
        said = (f"{raw:.2f} was rounded; the percentage may have another total",)
        yield Derived(
            name="events", value=round(raw),
            formula=f"percent · {total} / 100 = {v['percent']:g} · {v[total]:g} / 100",
            inputs=("percent", total), source="arithmetic", cautions=said if off > 0.2 else (),
        )  # fmt: skip


def _printed_se(v: Mapping[str, float]) -> Iterator[Derived]:
    if {"printed.md", "printed.ci-low", "printed.ci-high"} <= set(v):
        low, high = v["printed.ci-low"], v["printed.ci-high"]
        yield Derived(
            name="printed.se", value=_short((high - low) / (2 * 1.959963984540054)),
            formula=f"(upper − lower) / (2 · 1.96) = ({high:g} − {low:g}) / 3.92",
            inputs=("printed.ci-low", "printed.ci-high"), source="Cochrane Handbook 6.3.1",
            cautions=("the interval is taken to be a 95 % interval on the normal distribution",),
        )  # fmt: skip


def _short(value: float) -> float:
    return float(f"{value:.6g}")


_RULES: tuple[Callable[[Mapping[str, float]], Iterator[Derived]], ...] = (
    _sd_from_se, _sd_from_interval, _mean_from_interval, _from_quantiles, _events_from_percent,
    _printed_se,
)  # fmt: skip
