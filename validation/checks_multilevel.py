"""Checks behind `explained_multilevel.toml`: each recomputes its claim from the case's own data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from explaining import Disagreement, check
from glmm_cases import COUNTS
from robust_cases import working_covariance
from scipy import special
from selection_cases import bound_model

from tamis.stats.glmm.arrow import maximise_arrow
from tamis.stats.glmm.data import read
from tamis.stats.glmm.models import fit, likelihood
from tamis.stats.multilevel.formula import moderators


def _first(value: Any) -> float:
    return float(np.asarray(value, dtype=float).ravel()[0])


@check
def reference_has_none(d: Disagreement) -> bool:
    """The reference has no value where we have one."""
    return d.expected is None and d.got is not None


@check
def glmm_lower_at_reference(d: Disagreement) -> bool:
    """At the reference's β and variances the marginal likelihood it maximises is below our maximum.

    Study and overall intercepts, which it does not report, are maximised out for it.
    """
    args, expected = d.case["args"], d.case["expected"]
    if d.table is None or (args.get("model") == "CM.EL" and args.get("measure") == "OR"):
        return False
    columns = d.table["columns"]
    X = moderators(args["mods"], columns).X if "mods" in args else None
    counts = read(args["measure"], {c: columns.get(c) for c in COUNTS}, X, None)
    model = args.get("model", "") if args["measure"] in ("OR", "IRR") else ""
    random = args.get("method", "ML") == "ML"
    nodes = 1 if model == "UM.RS" and random else int(args.get("nAGQ", 7))
    ours = fit(counts, model, random=random, nodes=nodes, near=_near(counts, model, random, nodes))
    f = likelihood(counts, model, random=random, nodes=nodes)
    beta = np.array(expected["beta"], dtype=float)
    sds = [expected["tau2"]] if random else []
    if model == "UM.RS":
        sds = [expected["sigma2"], *sds]
    held = np.sqrt(np.array(sds, dtype=float))
    theirs = _with_held(f, ours, beta, held, model)
    return theirs <= ours.optimum.ll + 1e-9


def _near(counts: Any, model: str, random: bool, nodes: int) -> Any:
    return fit(counts, model, random=False, nodes=nodes) if random else None


def _with_held(f: Any, ours: Any, beta: Any, held: Any, model: str) -> float:
    """Maximise over what the reference does not report, the rest held at its values."""

    class Held:
        def whole(self, theta: Any) -> Any:
            lead = theta.shape[:-1]

            def spread(values: Any) -> Any:
                return np.broadcast_to(values, (*lead, len(values))).astype(theta.dtype)

            parts = [spread(beta), theta] if model == "UM.RS" else [theta, spread(beta)]
            return np.concatenate([*parts, spread(held)], axis=-1)

        def __call__(self, theta: Any, near: Any = None) -> Any:
            return f(self.whole(theta), near)

        def modes(self, theta: Any, near: Any = None) -> Any:
            return f.modes(self.whole(theta), near)

        def derivatives(self, theta: Any) -> None:
            return None

    if model == "UM.FS":
        return maximise_arrow(Held(), ours.optimum.own, np.empty(0), np.empty(0)).ll
    if model == "UM.RS":
        start = ours.optimum.shared[len(beta) : len(beta) + 1]
        return maximise_arrow(Held(), np.empty(0), start, np.array([-np.inf])).ll
    point = np.concatenate([beta, held])
    return float(np.real(f(np.broadcast_to(point, (1, len(f.D), len(point))))).sum())


@check
def follows_from_the_standard_error(d: Disagreement) -> bool:
    """β and se lie within their tolerances; z, p and limits differ by no more than they allow."""
    expected, result = d.case["expected"], d.result
    if result is None:
        return False
    e, g = (np.asarray(s["se"], dtype=float) for s in (expected, result))
    b = np.asarray(expected["beta"], dtype=float)
    tol = d.case["tol"]
    rel, se_rel = float(tol.get("rel", 1e-5)), float(tol.get("se_rel", 1e-3))
    close = bool((np.abs(e - g) <= se_rel * e).all())
    same = np.abs(b - np.asarray(result["beta"], dtype=float)) <= 10 * rel * np.abs(b)
    if not (close and bool(same.all())):
        return False
    if d.path.startswith("ci"):
        return abs(d.expected - d.got) <= 3 * se_rel * float(e.max()) + 10 * rel * abs(d.expected)
    slack = 2 * se_rel + 20 * rel
    if d.path.startswith(("zval", "QM")) and d.path != "QMp":
        return abs(d.expected - d.got) <= 2 * slack * abs(d.expected)
    z = float(np.abs(b / e).max())
    return abs(math.log(d.expected) - math.log(d.got)) <= 2 * slack * (z * z + z + 1)


@check
def likelihood_ratio_agrees(d: Disagreement) -> bool:
    """The likelihood-ratio form of the same test agrees, so the saturated fits do."""
    expected = _first(d.case["expected"]["QE.LRT"])
    return d.result is not None and abs(_first(d.result["QE.LRT"]) - expected) <= 1e-4 * expected


@check
def selection_lower_at_reference(d: Disagreement) -> bool:
    """At the reference's estimates, integrals done accurately, the likelihood is below ours."""
    expected, result = d.case["expected"], d.result
    if result is None or d.table is None:
        return False
    model = bound_model(d.case, d.table)
    free = np.isnan(model.held)
    delta = np.array([math.nan if x is None else x for x in expected["delta"]], dtype=float)
    delta = np.concatenate([[1.0], delta]) if len(delta) < len(free) else delta
    theta = np.concatenate([np.atleast_1d(expected["beta"]), [expected["tau2"]], delta[free]])
    point = model.evaluate(theta.astype(float))
    return point is None or point.ll <= float(result["ll"]) + 1e-9


@check
def selection_errors_hold(d: Disagreement) -> bool:
    """Second differences of the accurate likelihood at our estimates give our standard errors.

    Those of β, every parameter inside its bounds moving along: to 2e-3, and much more closely than
    the reference's.
    """
    result = d.result
    if result is None or d.table is None or not selection_lower_at_reference(d):
        return False
    model = bound_model(d.case, d.table)
    free = np.isnan(model.held)
    delta = np.array(result["delta"], dtype=float)
    delta = np.concatenate([[1.0], delta]) if len(delta) < len(free) else delta
    theta = np.concatenate([np.atleast_1d(result["beta"]), [result["tau2"]], delta[free]])
    inside = np.flatnonzero(
        (np.arange(len(theta)) < len(np.atleast_1d(result["beta"]))) | (theta > 0)
    )
    step = 2e-3 * np.maximum(np.abs(theta), 0.05)
    hessian = np.array([[_second(model, theta, step, i, j) for j in inside] for i in inside])
    p = len(np.atleast_1d(result["beta"]))
    numeric = np.sqrt(np.diagonal(np.linalg.inv(-hessian))[:p])
    ours = np.abs(numeric / np.asarray(result["se"]) - 1)
    given = [np.nan if x is None else x for x in np.atleast_1d(d.case["expected"]["se"])]
    theirs = np.abs(numeric / np.array(given, dtype=float) - 1)
    # A reference without a standard error cannot be nearer.
    return bool(((ours < 2e-3) & ~(theirs < 5 * ours)).all())


def _second(model: Any, theta: Any, step: Any, i: int, j: int) -> float:
    """∂²ℓ/∂θᵢ∂θⱼ by central differences, extrapolated once."""

    def plain(h: Any) -> float:
        total = 0.0
        for a in (1, -1):
            for b in (1, -1):
                at = theta.copy()
                at[i] += a * h[i]
                at[j] += b * h[j]
                total += a * b * model.evaluate(at).ll
        return total / (4 * h[i] * h[j])

    return (4 * plain(step / 2) - plain(step)) / 3


@check
def one_cluster_decides_a_coefficient(d: Disagreement) -> bool:
    """I − H_jj of some cluster is singular: its inverse in the reference is rounding noise."""
    assert d.table is not None
    columns = d.table["columns"]
    X = moderators(d.case["args"]["mods"], columns, len(columns["yi"])).X
    if "model" in d.case["args"]:
        phi = working_covariance(d.case, columns, X)
    else:
        phi = np.array(columns["vi"], dtype=float)
    W = np.diag(1 / phi) if phi.ndim == 1 else np.linalg.inv(phi)
    H = X @ np.linalg.solve(X.T @ W @ X, X.T @ W)
    cluster = np.array(columns["cluster"])
    return any(
        np.linalg.svd(np.eye(int(rows.sum())) - H[np.ix_(rows, rows)], compute_uv=False)[-1] < 1e-10
        for rows in (cluster == c for c in np.unique(cluster))
    )


@check
def lost_to_cancellation(d: Disagreement) -> bool:
    """The reference takes a p-value as 1 minus a number near 1: absolute error below 4e-16."""
    return abs(d.expected - d.got) <= 4e-16


@check
def tail_of_the_normal(d: Disagreement) -> bool:
    """The p-value differs as its z-value may: relative change of p is about z² times that of z."""
    expected, result = d.case["expected"], d.result
    if result is None:
        return False
    z, ours = _first(expected["zval"]), _first(result["zval"])
    allowed = float(d.case["tol"].get("rel", 1e-6))
    recomputed = 2 * float(special.ndtr(-abs(ours)))
    exact = abs(recomputed - d.got) <= 1e-8 * d.got
    return exact and abs(z - ours) <= allowed * abs(z)
