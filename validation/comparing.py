"""Compare a reference result with ours, number by number.

The rules are those of the reference set's README: an error is relative to
max(|expected|, 1e-8 × the scale of the column); tiny p-values are compared on the log scale;
`tol.rel` and `tol.abs` of a case are ceilings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Below this a p-value is compared on the log scale.
TINY_P = 1e-4
#: Smallest double with all its digits: p-values below it are compared as if they were this.
SMALLEST = 2.2250738585072014e-308
#: Used where a case states no relative tolerance.
DEFAULT_REL = 1e-8
#: No two programs agree on the last digits of a double: the least tolerance of a number that is
#: not whole.
LAST_DIGITS = 1e-12
#: Keys that share a scale: differences of log-likelihoods round like the log-likelihoods.
LIKELIHOOD = frozenset({"ll", "dev", "AIC", "BIC", "AICc"})
#: Numbers expected to be zero come out as rounding noise of this many units of the scale.
COLUMN_FLOOR = 1e-8

P_VALUE = re.compile(r"^(p|pval|pvals|p_val|QEp|QMp|Qp|QSp|MHp|TAp|BDp|LRTp|QEp\..*|p\..*)$")
EFFECT = re.compile(
    r"^(beta|b|est|estimate|se|ci\.?l?b?|ci\.lb|ci\.ub|pi.*|lb|ub|pred|resid|limit_est|yi|theta)$"
)
VARIANCE = re.compile(r"^(tau2|se\.tau2|vb|vi|sigma2|gamma2|V)$")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One compared value: where it is, both sides, and how far they are apart."""

    path: str
    expected: Any
    got: Any
    error: float
    within: bool

    @property
    def number(self) -> bool:
        """Whether the reference is a number (and not a flag, a name or a missing value)."""
        return isinstance(self.expected, (int, float)) and not isinstance(self.expected, bool)


@dataclass(frozen=True, slots=True)
class Missing:
    """A key of the reference that our result does not have."""

    path: str


def resolve_aliases(expected: Any) -> Any:
    """Replace `"same as key"` by the value under that sibling key."""
    if not isinstance(expected, dict):
        return expected
    out = {k: resolve_aliases(v) for k, v in expected.items()}
    for key, value in out.items():
        if isinstance(value, str) and value.startswith("same as "):
            out[key] = out[value.removeprefix("same as ")]
    return out


def compare(
    expected: Any, got: Any, tol: Mapping[str, Any], units: Mapping[str, float], path: str = ""
) -> Iterator[Leaf | Missing]:
    """Walk the reference and yield one comparison per value.

    Args:
        expected: The reference, as read from JSON.
        got: Our values under the same keys and nesting; arrays, tuples or scalars.
        tol: The case's `tol`.
        units: Scale of `effect` and `variance` numbers in the case's table.
        path: Where in the reference we are, dotted.
    """
    if isinstance(expected, dict):
        if expected.keys() >= LIKELIHOOD:
            values = _numbers([expected[k] for k in LIKELIHOOD])
            units = {**units, "likelihood": max(values, default=0.0)}
        for key, value in expected.items():
            below = f"{path}.{key}" if path else key
            if not isinstance(got, Mapping) or key not in got:
                yield Missing(below)
            else:
                yield from compare(value, got[key], tol, units, below)
        return
    got = plain(got)
    if isinstance(expected, list):
        yield from _compare_list(expected, got, tol, units, path)
        return
    if isinstance(got, list) and len(got) == 1:
        got = got[0]
    scale = units.get(_unit(path), 1.0)
    yield _leaf(path, expected, got, scale, tol)


def _compare_list(
    expected: list[Any], got: Any, tol: Mapping[str, Any], units: Mapping[str, float], path: str
) -> Iterator[Leaf | Missing]:
    if not isinstance(got, list):
        got = [] if got is None and not expected else [got]
    if len(got) != len(expected):
        yield Leaf(path, f"length {len(expected)}", f"length {len(got)}", math.inf, False)
        return
    if any(isinstance(e, dict) for e in expected):
        for i, (e, g) in enumerate(zip(expected, got, strict=True)):
            yield from compare(e, g, tol, units, f"{path}[{i}]")
        return
    scale = max((abs(x) for x in _numbers(expected)), default=0.0)
    scale = max(scale, units.get(_unit(path), 1.0) if scale == 0 or len(expected) == 1 else 0.0)
    for i, (e, g) in enumerate(zip(expected, got, strict=True)):
        if isinstance(e, list):
            row = g if isinstance(g, list) else [g]
            for j, x in enumerate(e):
                y = row[j] if j < len(row) else None
                yield _leaf(f"{path}[{i}][{j}]", x, y, scale, tol)
        else:
            yield _leaf(f"{path}[{i}]", e, g, scale, tol)


def plain(value: Any) -> Any:
    """Arrays, tuples and NumPy scalars as lists and Python scalars."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(v) for v in value]
    return value


def relative_error(name: str, expected: float, got: float, scale: float) -> float:
    """The error of one number under the rules of the reference set."""
    if expected == got:
        return 0.0
    if not (math.isfinite(expected) and math.isfinite(got)):
        return math.inf
    if P_VALUE.match(name) and 0 <= expected < TINY_P and got >= 0:
        e, g = math.log(max(expected, SMALLEST)), math.log(max(got, SMALLEST))
        return abs(e - g) / max(1.0, abs(e))
    # A reference of exactly 0 on a unit-free scale, or rounding noise around it.
    return abs(expected - got) / max(abs(expected), COLUMN_FLOOR * scale)


def _leaf(path: str, expected: Any, got: Any, scale: float, tol: Mapping[str, Any]) -> Leaf:
    name = leaf_name(path)
    if expected in ("Inf", "-Inf", "NaN"):
        expected = float(expected.replace("Inf", "inf"))
    if expected is None or (isinstance(expected, float) and math.isnan(expected)):
        same = got is None or (isinstance(got, float) and math.isnan(got))
        return Leaf(path, None, got, 0.0 if same else math.inf, same)
    if isinstance(expected, (str, bool)):
        same = got == expected
        return Leaf(path, expected, got, 0.0 if same else math.inf, same)
    if isinstance(got, bool) or not isinstance(got, (int, float)) or math.isnan(got):
        return Leaf(path, expected, got, math.inf, False)
    error = relative_error(name, float(expected), float(got), scale)
    rel, absolute = ceilings(name, tol)
    if float(expected) != int(expected) if math.isfinite(expected) else False:
        rel = max(rel, LAST_DIGITS)
    return Leaf(path, expected, got, error, error <= rel or abs(expected - got) <= absolute)


def ceilings(name: str, tol: Mapping[str, Any]) -> tuple[float, float]:
    """Relative and absolute ceiling for a key; `rel_x`, `abs_x` and `x_rel` are for keys like x."""
    rel, absolute = float(tol.get("rel", 0.0 if "abs" in tol else DEFAULT_REL)), 0.0
    absolute = float(tol.get("abs", 0.0))
    for key, value in tol.items():
        kind, _, about = key.partition("_")
        if about == "rel":
            kind, about = about, kind
        if about and about in name and kind in ("rel", "abs"):
            rel, absolute = (float(value), absolute) if kind == "rel" else (rel, float(value))
    return rel, absolute


def leaf_name(path: str) -> str:
    """The last key of a dotted path, without its index."""
    name = re.sub(r"\[\d+\]", "", path)
    for known in ("ci.lb", "ci.ub", "pi.lb", "pi.ub", "se.tau2", "QEp.Wld", "QEp.LRT", "cr.lb"):
        if name == known or name.endswith("." + known):
            return known
    return name.rpartition(".")[2]


def _unit(path: str) -> str:
    name = leaf_name(path)
    if name in LIKELIHOOD:
        return "likelihood"
    return "effect" if EFFECT.match(name) else "variance" if VARIANCE.match(name) else ""


def _numbers(values: list[Any]) -> Iterator[float]:
    for v in values:
        if isinstance(v, list):
            yield from _numbers(v)
        elif isinstance(v, (int, float)) and not isinstance(v, bool):
            yield abs(float(v))


def units_of(table: Mapping[str, Any] | None) -> dict[str, float]:
    """Scale of effects and variances in a table; empty where it has no `yi` and `vi`."""
    columns = (table or {}).get("columns", {})
    if "yi" not in columns or "vi" not in columns:
        return {}
    yi = [abs(y) for y in columns["yi"] if isinstance(y, (int, float))]
    vi = [v for v in columns["vi"] if isinstance(v, (int, float)) and v > 0]
    if not yi or not vi:
        return {}
    return {"effect": max(max(yi), math.sqrt(max(vi))), "variance": max(vi)}
