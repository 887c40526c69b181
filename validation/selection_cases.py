"""From reference cases of `selmodel` to `tamis.stats.selection`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from tamis.stats.multilevel.formula import moderators
from tamis.stats.selection import selection_model

Case = dict[str, Any]


def _numbers(text: str, name: str) -> list[float] | None:
    found = re.search(rf"\b{name}=(c\([^)]*\)|[-\d.]+)", text)
    if found is None:
        return None
    return [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", found[1].removeprefix("c"))]


def selmodel(case: Case, table: Case | None) -> Case:
    """Answer a case of `selmodel`."""
    assert table is not None
    args, columns = case["args"], table["columns"]
    spec = args["spec"]
    kind = re.search(r"type='(\w+)'", spec)
    assert kind is not None
    options: Case = {}
    if "prec='sei'" in spec:
        options["precision"] = np.sqrt(np.array(columns["vi"]))
    if "mods" in args:
        design = moderators(args["mods"], columns)
        options |= {"X": design.X, "names": design.names}
    fit = selection_model(
        columns["yi"],
        columns["vi"],
        kind=kind[1],  # type: ignore[arg-type]
        alternative=args["alternative"],
        steps=_numbers(spec, "steps") or (),
        delta=_numbers(spec, "delta"),
        **options,
    )
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
