"""The table by which agreement is judged: kinds of case, the figure each must reach, and its share.

A case belongs to the kind of the function it asks for; intervals of τ² among the results of a
closed-form estimator are iterated, and are judged as such.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from explaining import CHECKS, Disagreement, log_likelihood

#: Estimators of τ² (or none) that are a formula.
CLOSED = frozenset({"EE", "FE", "CE", "DL", "HE", "HS", "HSk", "SJ", "GENQ"})
#: Our log-likelihood may be below the reference's by no more than this.
LIKELIHOOD_SLACK = 1e-7
#: What a likelihood is maximised over, as against errors and tests that follow from it.
ESTIMATES = re.compile(r"^(beta|tau2|sigma2|gamma2|rho|phi|alpha|delta)(\[|$)")
ITERATED = re.compile(r"^(tau2_ci|random)")


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table: relative error that counts as agreement (None: the case's own)."""

    says: str
    ceiling: float | None
    must: float


KINDS: dict[str, Kind] = {
    "closed": Kind("closed form, at 1e-10", 1e-10, 99.5),
    "iterative": Kind("iterative, at the case's tol", None, 99.5),
    "likelihood": Kind("multilevel, GLMM, selection, location-scale", None, 97.0),
    "estimates": Kind("… of these, their estimates alone", None, 97.0),
    "edge": Kind("edge cases", None, 100.0),
    "other": Kind("diagnostics, bias, robust, conversions", None, 0.0),
}
FILES = {"edge": "edge", "reg": "iterative", "tests": "iterative", "multimodal": "iterative"}
FUNCTIONS = {
    **dict.fromkeys(("escalc", "summary.escalc", "rma.mh", "rma.peto", "revman"), "closed"),
    **dict.fromkeys(("rma.mv", "rma.glmm", "rma.ls", "selmodel"), "likelihood"),
}
VERDICTS = ("strict", "better", "otherwise", "UNEXPL.")
LIKELIHOODS = ("≥ reference − 1e-7", "higher when both are evaluated exactly", "not shown")
LEGEND = """\
strict: every value at the figure. better: each that is not is shown, from the case's data, to be
the reference's miss. otherwise: another reason holds (equal likelihoods, differences, chance).
"""


def kinds_of(case: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The rows that one value of a case belongs to."""
    kind = kind_of(case, path)
    return (kind, "estimates") if kind == "likelihood" and ESTIMATES.match(path) else (kind,)


def kind_of(case: Mapping[str, Any], path: str) -> str:
    """The row of the function that a case asks for."""
    fn, file, args = case["fn"], case["file"], case.get("args") or {}
    if file in FILES:
        return FILES[file]
    if fn in FUNCTIONS or file == "mv":
        return FUNCTIONS.get(fn, "likelihood")
    if fn not in ("rma.uni", "subgroup", "regtest"):
        return "other"
    closed = args.get("method", "REML") in CLOSED or args.get("model") == "lm"
    hard = ITERATED.match(path) or str(case.get("r", "")).startswith("hc(")
    return "closed" if closed and not hard else "iterative"


def figure_missed(kind: str, error: float, within: bool) -> bool:
    """Whether a value misses the figure of its row."""
    ceiling = KINDS[kind].ceiling
    return not within if ceiling is None else error > ceiling


def likelihood_reached(
    case: Mapping[str, Any], table: Any, result: Mapping[str, Any] | None
) -> str | None:
    """How our log-likelihood stands to the reference's; None where it gives none.

    A lower number is not yet a lower likelihood: for GLMMs integrated by quadrature the reference
    prints a deviance given the predicted effects, and it integrates selection models coarsely. The
    checks evaluate the likelihood itself at both.
    """
    method = str((case.get("args") or {}).get("method", "REML"))
    method = method if method in ("ML", "REML") else "ML"
    theirs = log_likelihood(case.get("expected"), method)
    if math.isnan(theirs):
        return None
    args = case.get("args") or {}
    whole = args.get("method", "ML") != "ML" or args.get("model") in ("UM.RS", "CM.EL")
    quadrature = case["fn"] == "rma.glmm" and not whole
    if not quadrature and log_likelihood(result, method) >= theirs - LIKELIHOOD_SLACK:
        return LIKELIHOODS[0]
    check = {"rma.glmm": "glmm_lower_at_reference", "selmodel": "selection_lower_at_reference"}
    d = Disagreement(
        case=case, table=table, path="likelihood", expected=theirs, got=None, result=result
    )
    shown = case["fn"] in check and CHECKS[check[case["fn"]]](d)
    return LIKELIHOODS[1 if shown else 2]


def print_rows(parts: Iterable[Mapping[str, str]], likelihoods: Iterable[str | None]) -> None:
    """Print the table.

    Args:
        parts: Per case, the worst verdict in each row it belongs to.
        likelihoods: `likelihood_reached` of every case that maximises a likelihood.
    """
    parts, reached = list(parts), [x for x in likelihoods if x is not None]
    print(f"\n{'by the figures to reach':<46}{'cases':>6}", end="")
    print("".join(f"{v:>11}" for v in VERDICTS) + f"{'share':>9}{'+ better':>10}{'must':>7}")
    for key, kind in KINDS.items():
        found = [part[key] for part in parts if key in part]
        if not found:
            continue
        counts = [found.count(v) for v in VERDICTS]
        share, better = counts[0] / len(found), (counts[0] + counts[1]) / len(found)
        must = f"{kind.must:>6.1f}%" if kind.must else f"{'–':>7}"
        print(f"{kind.says:<46}{len(found):>6}" + "".join(f"{n:>11}" for n in counts), end="")
        print(f"{100 * share:>8.1f}%{100 * better:>9.1f}%{must}")
    print(LEGEND)
    if reached:
        counts_of = "; ".join(f"{says}: {reached.count(says)}" for says in LIKELIHOODS)
        print(f"log-likelihoods of {len(reached)} cases: {counts_of}")
