"""From reference cases of `rma(…, scale=)` to `tamis.stats.location_scale`."""

from __future__ import annotations

from typing import Any

from mv_cases import statistics

from tamis.stats.location_scale import location_scale
from tamis.stats.multilevel.formula import moderators

Case = dict[str, Any]


def rma_ls(case: Case, table: Case | None) -> Case:
    """Answer a location–scale case."""
    assert table is not None
    args, columns = case["args"], table["columns"]
    k = len(columns["yi"])
    scale = moderators(args["scale"], columns, k)
    mean = moderators(args.get("mods", "~ 1"), columns, k)
    fit = location_scale(
        columns["yi"],
        columns["vi"],
        scale.X,
        scale_names=scale.names,
        X=mean.X,
        names=mean.names,
        link=args.get("link", "log"),
        method=args.get("method", "REML"),
    )
    return {
        "beta": fit.beta,
        "se": fit.se,
        "alpha": fit.alpha,
        "se.alpha": fit.se_alpha,
        "QM": fit.QM,
        "QS": fit.QS,
        "QSp": fit.QSp,
        "QMp": fit.QMp,
        "QE": fit.QE,
        "QEp": fit.QEp,
        "tau2": fit.tau2,
        "fit": statistics(fit),
    }


HANDLERS_OF_SCALE = {"rma.ls": rma_ls}
