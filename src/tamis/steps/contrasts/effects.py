"""An effect with its interval, worked out from one result's own numbers."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

from tamis.model.facts import Side
from tamis.model.numbers import Input, Number
from tamis.model.protocol import RATIOS, Outcome, Protocol
from tamis.model.results import Interval
from tamis.model.showing import show
from tamis.stats.measures import effect_size


def effect_of(
    id_: str, outcome: Outcome, treated: Side, control: Side, common: Side, protocol: Protocol
) -> tuple[Interval | None, tuple[Number, ...]]:
    """The effect of one result and its ledger entries; None when the numbers do not allow it."""
    if outcome.measure in ("MD", "SMD") and _both(treated, control, "n", "mean", "sd"):
        return _means(id_, outcome, treated, control, protocol)
    if outcome.measure == "MD" and _both(treated, control, "mean", "se"):
        return _from_errors(id_, outcome, treated, control, protocol)
    if outcome.measure in ("RR", "OR", "RD") and _both(treated, control, "events", "total"):
        return _counts(id_, outcome, treated, control, protocol)
    if outcome.measure == "MD" and common.has("printed.md", "printed.se"):
        yi, se = common["printed.md"], common["printed.se"]
        inputs = _inputs(("d", common, "printed.md"), ("SE", common, "printed.se"))
        return _interval(id_, outcome, protocol, yi, se, inputs, "as printed", "d", "SE")
    return None, ()


def _both(a: Side, b: Side, *names: str) -> bool:
    return a.has(*names) and b.has(*names)


def _means(
    id_: str, outcome: Outcome, t: Side, c: Side, protocol: Protocol
) -> tuple[Interval | None, tuple[Number, ...]]:
    equal = protocol.synthesis.variance == "equal"
    columns: dict[str, Any] = {
        "n1i": t["n"], "m1i": t["mean"], "sd1i": t["sd"],
        "n2i": c["n"], "m2i": c["mean"], "sd2i": c["sd"],
    }  # fmt: skip
    if outcome.measure == "MD":
        sizes = effect_size("MD", vtype="HO" if equal else "LS", **columns)
    else:
        sizes = effect_size("SMD", **columns)
    inputs = _inputs(
        ("n₁", t, "n"), ("m₁", t, "mean"), ("s₁", t, "sd"),
        ("n₂", c, "n"), ("m₂", c, "mean"), ("s₂", c, "sd"),
    )  # fmt: skip
    formula = "m₁ − m₂" if outcome.measure == "MD" else "Hedges' g = J(n₁+n₂−2) · (m₁ − m₂) / sₚ"
    if outcome.measure == "SMD":
        error = "√(1/n₁ + 1/n₂ + g²/(2(n₁+n₂)))"
    else:
        error = "sₚ · √(1/n₁ + 1/n₂)" if equal else "√(s₁²/n₁ + s₂²/n₂)"
    how = f"{'equal' if equal else 'unequal'} variances; Cochrane Handbook, chapter 6"
    yi, vi = float(sizes.yi[0]), float(sizes.vi[0])
    return _interval(id_, outcome, protocol, yi, vi**0.5, inputs, how, formula, error)


def _from_errors(
    id_: str, outcome: Outcome, t: Side, c: Side, protocol: Protocol
) -> tuple[Interval | None, tuple[Number, ...]]:
    yi, se = t["mean"] - c["mean"], (t["se"] ** 2 + c["se"] ** 2) ** 0.5
    inputs = _inputs(("m₁", t, "mean"), ("e₁", t, "se"), ("m₂", c, "mean"), ("e₂", c, "se"))
    how = "from the printed means and their standard errors, taken as independent"
    return _interval(id_, outcome, protocol, yi, se, inputs, how, "m₁ − m₂", "√(e₁² + e₂²)")


def _counts(
    id_: str, outcome: Outcome, t: Side, c: Side, protocol: Protocol
) -> tuple[Interval | None, tuple[Number, ...]]:
    sizes = effect_size(
        outcome.measure,
        ai=t["events"], n1i=t["total"], ci=c["events"], n2i=c["total"],
    )  # fmt: skip
    inputs = _inputs(("a", t, "events"), ("n₁", t, "total"), ("c", c, "events"), ("n₂", c, "total"))
    formula, error = {
        "RR": ("(a/n₁) / (c/n₂)", "√(1/a − 1/n₁ + 1/c − 1/n₂), on the log scale"),
        "OR": ("a(n₂−c) / (c(n₁−a))", "√(1/a + 1/(n₁−a) + 1/c + 1/(n₂−c)), on the log scale"),
        "RD": ("a/n₁ − c/n₂", "√(a(n₁−a)/n₁³ + c(n₂−c)/n₂³)"),
    }[outcome.measure]
    how = "½ is added to every cell of a table with an empty one"
    yi, vi = float(sizes.yi[0]), float(sizes.vi[0])
    return _interval(id_, outcome, protocol, yi, vi**0.5, inputs, how, formula, error)


def _inputs(*parts: tuple[str, Side, str]) -> tuple[Input, ...]:
    return tuple(Input(symbol=s, number=side.values[name].id) for s, side, name in parts)


def _interval(
    id_: str,
    outcome: Outcome,
    protocol: Protocol,
    yi: float,
    se: float,
    inputs: tuple[Input, ...],
    how: str,
    formula: str,
    error: str,
) -> tuple[Interval | None, tuple[Number, ...]]:
    """An estimate, its standard error and Wald interval, each with its ledger entry."""
    if not (se > 0):
        return None, ()
    level = protocol.synthesis.level
    z = NormalDist().inv_cdf(0.5 + level / 2)
    raw = {"estimate": yi, "low": yi - z * se, "high": yi + z * se}
    log = outcome.measure in RATIOS
    scale = {k: math.exp(v) if log else v for k, v in raw.items()}
    name = outcome.measure.lower()
    ids = {"estimate": name, "se": "se", "low": "ci-low", "high": "ci-high"}
    where = {k: f"{id_}/{v}" for k, v in ids.items()}
    derived = (Input(symbol="d", number=where["estimate"]), Input(symbol="SE", number=where["se"]))
    limit = f"exp(ln d {{}} {show(z, 3)} · SE)" if log else f"d {{}} {show(z, 3)} · SE"
    rows = (
        ("estimate", scale["estimate"], 2, formula, inputs, outcome.label),
        ("se", se, 3, error, inputs, "standard error"),
        ("low", scale["low"], 2, limit.format("−"), derived, f"lower {level:.0%} limit"),
        ("high", scale["high"], 2, limit.format("+"), derived, f"upper {level:.0%} limit"),
    )
    numbers = tuple(
        Number(
            id=where[key], kind="derived", label=f"{id_}: {label}", shown=show(value, digits),
            value=value, unit="" if log else outcome.unit, about=id_.split("/")[0], formula=text,
             method=how, inputs=used,
        )
        for key, value, digits, text, used, label in rows
    )  # fmt: skip
    if outcome.measure == "RD":
        per, where_per = _per_hundred(id_, scale, where)
        numbers, where = (*numbers, *per), {**where, **where_per}
    interval = Interval(
        estimate=scale["estimate"], low=scale["low"], high=scale["high"], se=se, numbers=where
    )
    return interval, numbers


def _per_hundred(
    id_: str, scale: dict[str, float], where: dict[str, str]
) -> tuple[tuple[Number, ...], dict[str, str]]:
    """A difference in risk in one denominator that people can picture: per 100 people."""
    names = {"estimate": "per-100", "low": "per-100-low", "high": "per-100-high"}
    numbers = tuple(
        Number(
            id=f"{id_}/{name}", kind="derived", label=f"{id_}: difference per 100 people",
            shown=show(100 * scale[key], 0), value=100 * scale[key], unit="per 100 people",
            about=id_.split("/")[0], formula="100 · d",
            inputs=(Input(symbol="d", number=where[key]),),
        )
        for key, name in names.items()
    )  # fmt: skip
    return numbers, {name: f"{id_}/{name}" for name in names.values()}
