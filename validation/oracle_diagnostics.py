"""Reference cases of diagnostics: influence, leave-one-out, cumulative, BLUP, Baujat, GOSH."""

from __future__ import annotations

from typing import Any

import numpy as np
from oracle_models import Case, Table, fitted
from r_calls import RCall, parse

from tamis.stats.batch.fits import ManyFits
from tamis.stats.counts.deleted import deleted_residuals
from tamis.stats.diagnostics.gosh import gosh
from tamis.stats.diagnostics.influence import influence
from tamis.stats.diagnostics.residuals import (
    StudyEffects,
    baujat,
    best_predictions,
    random_effects,
    residuals,
)
from tamis.stats.diagnostics.sequences import (
    cumulative,
    cumulative_tables,
    leave_one_out,
    leave_one_table_out,
)
from tamis.stats.models.fit import Fit


def outer_call(case: Case) -> RCall:
    """The diagnostic's own call, with the model's inside."""
    call = parse(case["r"])
    assert isinstance(call, RCall)
    return call


def sequence(m: ManyFits) -> dict[str, Any]:
    """Leave-one-out or cumulative results under metafor's names."""
    return {
        "estimate": m.estimate,
        "se": m.se[:, 0],
        "zval": m.statistic[:, 0],
        "pval": m.p_value[:, 0],
        "ci.lb": m.ci_lower[:, 0],
        "ci.ub": m.ci_upper[:, 0],
        "Q": m.q,
        "Qp": m.q_p,
        "tau2": m.tau2,
        "I2": m.i2,
        "H2": m.h2,
    }


def influences(fit: Fit) -> dict[str, Any]:
    """`influence()`."""
    made = influence(fit)
    names = ["intrcpt" if n == "intercept" else n for n in fit.names]
    return {
        "rstudent": made.studentised,
        "dffits": made.dffits,
        "cook.d": made.cooks_distance,
        "cov.r": made.covariance_ratio,
        "tau2.del": made.tau2_without,
        "QE.del": made.q_without,
        "hat": made.hat,
        "weight": made.weight,
        "dfbs": {name: made.dfbetas[:, j] for j, name in enumerate(names)},
        "is.infl": made.influential,
    }


def shrunken(s: StudyEffects) -> dict[str, Any]:
    """`blup()` or `ranef()`, whose `ci` fields are empty in the reference."""
    return {
        "pred": s.estimate,
        "se": s.se,
        "ci.lb": [],
        "ci.ub": [],
        "pi.lb": s.lower,
        "pi.ub": s.upper,
    }


def all_residuals(fit: Fit) -> dict[str, Any]:
    """Residuals, hat values, weights and Cook's distances."""
    r, i = residuals(fit), influence(fit)
    return {
        "resid": r.raw,
        "pearson": r.pearson,
        # With a diagonal variance matrix Cholesky residuals are Pearson residuals.
        "cholesky": r.pearson,
        "rstandard": {"resid": r.raw, "se": r.standardised_se, "z": r.standardised},
        "rstudent": {"resid": i.deleted_residual, "se": i.deleted_se, "z": i.studentised},
        "rstandard_z": r.standardised,
        "rstudent_z": i.studentised,
        "weights": fit.weights_percent,
        "hat": i.hat,
        "cooks": i.cooks_distance,
    }


def diagnostics(case: Case, table: Table) -> dict[str, Any]:
    """One of metafor's diagnostics of an `rma.uni` model; the R text says which."""
    fit = fitted(case, table).fit
    call = outer_call(case)
    if call.name == "influence":
        return influences(fit)
    if call.name == "leave1out":
        return sequence(leave_one_out(fit))
    if call.name == "cumul":
        order = call.kwargs.get("order")
        column = None if order is None else (table or {})["columns"][str(order)]
        return sequence(cumulative(fit, column))
    if call.name == "blup":
        return shrunken(best_predictions(fit))
    if call.name == "ranef":
        return shrunken(random_effects(fit))
    if call.name == "baujat":
        made = baujat(fit)
        return {"x": made.heterogeneity, "y": made.influence}
    out = all_residuals(fit)
    if "blup" in case.get("expected", {}):
        out["blup"] = shrunken(best_predictions(fit))
    return out


def gosh_case(case: Case, table: Table) -> dict[str, Any]:
    """`gosh()` over all subsets."""
    fit = fitted(case, table).fit
    made = gosh(fit)
    f = made.fits
    # metafor computes DerSimonian–Laird subsets by their closed form, with H² = Q/(k − 1).
    h2 = f.q_ratio if fit.method in ("EE", "DL") else f.h2
    return {
        "incl": ["".join("1" if i else "0" for i in row) for row in made.include],
        "res": {
            "k": f.k,
            "QE": f.q,
            "I2": f.i2,
            "H2": h2,
            "tau2": f.tau2,
            "tau": np.sqrt(f.tau2),
            "estimate": f.estimate,
        },
    }


def _counts(case: Case) -> tuple[str, str] | None:
    """Method and measure where the model is of counts."""
    inner = outer_call(case).args[0]
    if inner.name == "rma.mh":
        return "Mantel-Haenszel", str(inner.kwargs.get("measure", "OR"))
    return ("Peto", "OR") if inner.name == "rma.peto" else None


def _in_columns(made: Any) -> dict[str, Any]:
    return {
        "estimate": [m.estimate for m in made],
        "se": [m.se for m in made],
        "zval": [m.statistic for m in made],
        "pval": [m.p_value for m in made],
        "ci.lb": [m.ci[0] if m.ci else None for m in made],
        "ci.ub": [m.ci[1] if m.ci else None for m in made],
        "Q": [m.q for m in made],
        "Qp": [m.q_p for m in made],
        "I2": [m.i2 for m in made],
        "H2": [m.h2 for m in made],
    }


def leave1out(case: Case, table: Table) -> dict[str, Any]:
    """`leave1out()` of any model."""
    counts = _counts(case)
    if counts is None:
        return sequence(leave_one_out(fitted(case, table).fit))
    columns = (table or {})["columns"]
    return _in_columns(leave_one_table_out(counts[1], method=counts[0], **columns))


def cumul(case: Case, table: Table) -> dict[str, Any]:
    """`cumul()` of any model."""
    counts = _counts(case)
    if counts is None:
        return sequence(cumulative(fitted(case, table).fit))
    columns = (table or {})["columns"]
    return _in_columns(cumulative_tables(counts[1], method=counts[0], **columns))


def rstudent(case: Case, table: Table) -> dict[str, Any]:
    """`rstudent()` of pooled counts, or of `rma.uni`."""
    counts = _counts(case)
    if counts is None:
        return dict(all_residuals(fitted(case, table).fit)["rstudent"])
    made = deleted_residuals(counts[1], method=counts[0], **(table or {})["columns"])
    there = ~np.isnan(made.residual)  # the reference leaves out tables without an effect
    return {
        "resid": made.residual[there],
        "se": made.se[there],
        "z": made.studentised[there],
    }


HANDLERS = {
    "diagnostics": diagnostics,
    "influence": lambda case, table: influences(fitted(case, table).fit),
    "gosh": gosh_case,
    "leave1out": leave1out,
    "cumul": cumul,
    "rstudent": rstudent,
}
