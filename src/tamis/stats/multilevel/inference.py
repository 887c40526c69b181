"""Tests, intervals and fit statistics that follow from coefficients and their covariance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tamis.stats.multilevel.inputs import Floats, Ints
from tamis.stats.multilevel.terms import Intercepts, Term


def chi2_tail(x: float, df: float) -> float:
    """Return P(χ²_df > x)."""
    if df == 1 and x > 37**2:
        return float(two_sided(np.array([x**0.5]), None)[0])
    return float(special.gammaincc(df / 2, max(x, 0.0) / 2)) if df > 0 else 1.0


def f_tail(x: float, df1: float, df2: float) -> float:
    """Return P(F > x) on df1 and df2 degrees of freedom."""
    return float(special.fdtrc(df1, df2, max(x, 0.0)))


def two_sided(statistic: Floats, ddf: Floats | None) -> Floats:
    """Return two-sided p-values from the normal (ddf None) or t distributions."""
    size = np.abs(statistic)
    if ddf is None:
        # far out, erfc has underflowed where the logarithm of the tail still holds digits
        far = 2 * np.exp(np.minimum(special.log_ndtr(-size), 0.0))
        return np.asarray(np.where(size > 37, far, special.erfc(size / np.sqrt(2))))
    return np.asarray(2 * special.stdtr(ddf, -size))


def critical(level: float, ddf: Floats | None) -> Floats:
    """Return the upper (1 − level)/2 point of the normal or t distributions."""
    tail = (1 - level) / 2
    if ddf is None:
        return np.asarray(-special.ndtri(tail))
    return np.asarray(-special.stdtrit(ddf, tail))


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Statistics, p-values and intervals of coefficients."""

    se: Floats
    statistic: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats


def coefficients(beta: Floats, vb: Floats, ddf: Floats | None, level: float) -> Coefficients:
    """Test each coefficient and put an interval round it."""
    se = np.sqrt(np.maximum(np.diag(vb), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = beta / se
    half = critical(level, ddf) * se
    return Coefficients(se, statistic, two_sided(statistic, ddf), beta - half, beta + half)


def tested(X: Floats) -> Ints:
    """Return the coefficients of the omnibus test: all but an intercept, or all there are."""
    constant = (X == 1).all(axis=0)
    rest = np.flatnonzero(~constant)
    return rest if constant.any() and len(rest) else np.arange(X.shape[1])


@dataclass(frozen=True, slots=True)
class Omnibus:
    """A Wald-type test of several coefficients at once."""

    statistic: float
    df: tuple[int, int | None]
    pval: float


def omnibus(beta: Floats, vb: Floats, which: Ints, ddf: Floats | None) -> Omnibus:
    """Test that the coefficients `which` are all zero: χ², or F with the least ddf of them."""
    b, m = beta[which], len(which)
    if m == 1:
        Q = float(b[0] / vb[which[0], which[0]] * b[0])
    else:
        Q = float(b @ np.linalg.solve(vb[np.ix_(which, which)], b))
    if ddf is None:
        return Omnibus(Q, (m, None), chi2_tail(Q, m))
    least = int(ddf[which].min())
    return Omnibus(Q / m, (m, least), f_tail(Q / m, m, least))


def contained(X: Floats, terms: Sequence[Term]) -> Floats:
    """Return containment degrees of freedom, shape (p,).

    For each column of X: the fewest levels of any random factor within whose levels the column is
    constant (the number of rows when there is none), minus p, and at least 1. This is the inner-
    outer rule of Pinheiro & Bates (2000, section 2.4.2) in the form metafor documents as
    ``dfs="contain"``.
    """
    k, p = X.shape
    factors: list[Ints] = []
    for term in terms:
        if isinstance(term, Intercepts):
            factors.append(term.codes)
        else:
            factors.append(term.outer)
            inner = term.inner.reshape(k, -1)
            both = np.column_stack([inner, term.outer])
            factors.append(np.unique(both, axis=0, return_inverse=True)[1].reshape(-1))
    ddf = np.full(p, float(k))
    for codes in factors:
        q = int(codes.max()) + 1
        for j in range(p):
            low, high = np.full(q, np.inf), np.full(q, -np.inf)
            np.minimum.at(low, codes, X[:, j])
            np.maximum.at(high, codes, X[:, j])
            if (low == high).all():
                ddf[j] = min(ddf[j], q)
    return np.asarray(np.maximum(ddf - p, 1.0))
