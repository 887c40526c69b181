"""Why a disagreement with the reference is not ours: rules by what is seen, never by case id.

`explained*.toml` hold the rules. A rule applies where its `file`, `fn` and `path` match and its
`when`, a check here or in a `checks_*.py` beside this file, holds; a check recomputes its claim
from the case's own data.
"""

from __future__ import annotations

import importlib
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One value on which we and the reference differ, with all that is needed to judge it."""

    case: Mapping[str, Any]
    table: Mapping[str, Any] | None
    path: str
    expected: Any
    got: Any
    #: Everything we returned; None where we refused.
    result: Mapping[str, Any] | None


Check = Callable[[Disagreement], bool]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register a check under its name, for `when` in the rules.

    A check judges a part of the case, named by the first two keys of the path, as a whole; its
    answer is kept for the part's other values.
    """
    answers: dict[tuple[str, str], bool] = {}

    def once(d: Disagreement) -> bool:
        key = (d.case["id"], ".".join(d.path.split(".")[:2]))
        if key not in answers:
            try:
                answers[key] = function(d)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                # The case lacks what the check needs, so its claim is not shown.
                answers[key] = False
        return answers[key]

    CHECKS[function.__name__] = once
    return once


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reason, and where it applies."""

    name: str
    reason: str
    when: str = ""
    path: str = ""
    fn: tuple[str, ...] = ()
    file: tuple[str, ...] = ()
    #: Whether the check shows that the miss is the reference's, not merely where it comes from.
    better: bool = False

    def applies(self, d: Disagreement) -> bool:
        """Whether this rule explains the disagreement."""
        return (
            (not self.fn or d.case["fn"] in self.fn)
            and (not self.file or d.case["file"] in self.file)
            and (not self.path or re.search(self.path, d.path) is not None)
            and (not self.when or CHECKS[self.when](d))
        )


def read_rules() -> tuple[Rule, ...]:
    """The rules of every `explained*.toml`; an unknown `when` is an error."""
    for module in sorted(HERE.glob("checks_*.py")):
        importlib.import_module(module.stem)
    rules = []
    for path in sorted(HERE.glob("explained*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", []):
            row = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
            rules.append(Rule(**row))
            if rules[-1].when and rules[-1].when not in CHECKS:
                raise KeyError(f"rule {rules[-1].name!r}: no check {rules[-1].when!r}")
    return tuple(rules)


def log_likelihood(values: Mapping[str, Any] | None, method: str) -> float:
    """The log-likelihood the fit maximised, from `fit` or `ll`; NaN where there is none."""
    if not values:
        return math.nan
    if "ll" in values:
        return float(values["ll"])
    fit = values.get("fit", {})
    part = fit.get("REML" if method == "REML" else "ML") or {}
    return float(part.get("ll", math.nan))


@check
def our_likelihood_is_higher(d: Disagreement) -> bool:
    """Our log-likelihood exceeds the reference's by more than 1e-7: it stopped short."""
    method = str(d.case.get("args", {}).get("method", "ML" if "ll" in d.case else "REML"))
    ours = log_likelihood(d.result, method)
    theirs = log_likelihood(d.case.get("expected"), method)
    return ours > theirs + 1e-7


@check
def likelihoods_agree(d: Disagreement) -> bool:
    """Both log-likelihoods agree to 1e-6: the surface is flat and the parameters are not sharp."""
    method = str(d.case.get("args", {}).get("method", "REML"))
    ours = log_likelihood(d.result, method)
    theirs = log_likelihood(d.case.get("expected"), method)
    return abs(ours - theirs) <= 1e-6 or ours > theirs
