"""Fitting multilevel and multivariate meta-analyses (the class of models of `rma.mv`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import OutOfRange, TooFewStudies, UnknownOption
from tamis.stats.multilevel.assembly import assemble, boundary_cautions
from tamis.stats.multilevel.inputs import (
    Column,
    Floats,
    Ints,
    checked_rank,
    design,
    numbers,
    variances,
)
from tamis.stats.multilevel.model import prepare
from tamis.stats.multilevel.result import MultilevelFit
from tamis.stats.multilevel.rows import complete, kept
from tamis.stats.multilevel.search import ascend
from tamis.stats.multilevel.terms import Intercepts, Term

Method = Literal["REML", "ML"]


def multilevel(
    yi: Column,
    V: Column,
    *,
    random: Sequence[Term] = (),
    X: Column | None = None,
    names: Sequence[str] | None = None,
    method: Method = "REML",
    test: Literal["z", "t"] = "z",
    dfs: Literal["residual", "contain"] = "residual",
    level: float = 0.95,
) -> MultilevelFit:
    """Fit y = Xβ + Σ Z u + e with e ~ N(0, V) known and u ~ N(0, G(θ)) estimated.

    Args:
        yi: Effects, shape (k,).
        V: Their sampling variances (k,) or covariance (k, k).
        random: Random effects, from `intercepts`, `nested` and `structured`; none gives an
            equal-effects model.
        X: Design matrix (k, p), with its intercept column if there is to be one; default: a
            column of ones.
        names: Names of the p coefficients.
        method: Restricted or ordinary maximum likelihood.
        test: Standard normal or t tests and intervals.
        dfs: With t: k − p, or containment degrees of freedom.
        level: Coverage of the intervals.

    Returns:
        The fit; rows with missing values are left out, with a caution.

    Raises:
        StatsError: Lengths differ, variances are negative or V is not positive definite with no
            random effect to make up for it, moderators are singular, or there are too few effects.

    Source: Berkey et al. 1998, Stat Med 17:2537 (multivariate); Konstantopoulos 2011, Res Synth
    Methods 2:61 (three levels); Harville 1977 (REML). Follows metafor's `rma.mv`.
    """
    _check_options(method, test, dfs, level)
    usable, labels, cautions = _usable(yi, V, X, names, random)
    y, cov, matrix, terms, rows = usable
    k, p = matrix.shape
    if k < max(p, 1) or (k == p and method == "REML" and terms):
        raise TooFewStudies("yi", f"{k} effects for {p} coefficients", "more effects")
    checked_rank(matrix)
    terms, held = _single_levels(terms)
    model = prepare(y, cov, matrix, terms)
    point, converged = ascend(model, y, cov, matrix, reml=method == "REML")
    notes = (*cautions, *held, *boundary_cautions(model, point, converged))
    options = (method, test, dfs, level)
    return assemble(model, point, (y, cov, matrix), labels, options, converged, notes, rows)


def _usable(
    yi: Column,
    V: Column,
    X: Column | None,
    names: Sequence[str] | None,
    random: Sequence[Term],
) -> tuple[
    tuple[Floats, Floats, Floats, tuple[Term, ...], Ints], tuple[str, ...], tuple[Caution, ...]
]:
    """Read columns; return effects, V, X, terms and row numbers of the complete rows."""
    y = numbers(yi, "yi")
    cov = variances(V, len(y))
    matrix, labels = design(X, len(y), names)
    rows, cautions = complete(y, cov, matrix)
    terms = kept(random, rows, len(y))
    cov = cov[rows] if cov.ndim == 1 else cov[np.ix_(rows, rows)]
    return (y[rows], cov, matrix[rows], terms, rows), labels, cautions


def _check_options(method: str, test: str, dfs: str, level: float) -> None:
    for name, value, allowed in (
        ("method", method, ("REML", "ML")),
        ("test", test, ("z", "t")),
        ("dfs", dfs, ("residual", "contain")),
    ):
        if value not in allowed:
            raise UnknownOption(name, repr(value), ", ".join(allowed))
    if not 0 < level < 1:
        raise OutOfRange("level", f"{level:g}", "between 0 and 1")


def _single_levels(terms: tuple[Term, ...]) -> tuple[tuple[Term, ...], tuple[Caution, ...]]:
    """Hold at zero the variance of a factor with one level: it is confounded with the mean."""
    out: list[Term] = []
    notes = []
    for term in terms:
        if isinstance(term, Intercepts) and len(term.labels) == 1 and term.sigma2 is None:
            out.append(replace(term, sigma2=0.0))
            text = f"{term.name!r} has a single level, so its variance was held at zero."
            notes.append(Caution("parameter-fixed", text))
        else:
            out.append(term)
    return tuple(out), tuple(notes)
