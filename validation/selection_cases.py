"""From reference cases of `selmodel` to `tamis.stats.selection`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from tamis.stats.multilevel.formula import moderators
from tamis.stats.selection import selection_model
from tamis.stats.selection.binding import prepare
from tamis.stats.selection.likelihood import SelectionModel

Case = dict[str, Any]


def _numbers(text: str, name: str) -> list[float] | None:
    found = re.search(rf"\b{name}=(c\([^)]*\)|[-\d.]+)", text)
    if found is None:
        return None
    return [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", found[1].removeprefix("c"))]


def _spec(case: Case, table: Case) -> Case:
    """The arguments of `selection_model` that a case asks for."""
    args, columns = case["args"], table["columns"]
    kind = re.search(r"type='(\w+)'", args["spec"])
    assert kind is not None
    options: Case = {
        "kind": kind[1],
        "alternative": args["alternative"],
        "steps": tuple(_numbers(args["spec"], "steps") or ()),
        "delta": _numbers(args["spec"], "delta"),
    }
    if "prec='sei'" in args["spec"]:
        options["precision"] = np.sqrt(np.array(columns["vi"]))
    if "mods" in args:
        design = moderators(args["mods"], columns)
        options |= {"X": design.X, "names": design.names}
    return options


def bound_model(case: Case, table: Case) -> SelectionModel:
    """The likelihood of a case, to be evaluated anywhere."""
    columns = table["columns"]
    return prepare(columns["yi"], columns["vi"], **_spec(case, table)).model


def selmodel(case: Case, table: Case | None) -> Case:
    """Answer a case of `selmodel`."""
    assert table is not None
    columns = table["columns"]
    fit = selection_model(columns["yi"], columns["vi"], **_spec(case, table))
    return {
        "beta": fit.beta,
        "se": fit.se,
        "zval": fit.statistic,
        "pval": fit.pval,
        "ci.lb": fit.ci_lb,
        "ci.ub": fit.ci_ub,
        "tau2": fit.tau2,
        "se.tau2": fit.se_tau2,
        "delta": fit.delta,
        "se.delta": fit.se_delta,
        "LRT": fit.LRT,
        "LRTdf": fit.LRTdf,
        "LRTp": fit.LRTp,
        "ll": fit.ll,
    }


HANDLERS_OF_SELECTION = {"selmodel": selmodel}
