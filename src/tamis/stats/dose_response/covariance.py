"""Covariances of relative risks that share a reference group.

From the published counts or person-times, pseudo-counts are found that reproduce the adjusted
relative risks; the correlation of two log relative risks is then that of crude ones with these
counts, r = s₀/(s_x s_z), where s₀ is the part of the variance the reference group contributes
(Greenland & Longnecker 1992, Am J Epidemiol 135:1301; Orsini, Bellocco & Greenland 2006,
Stata J 6:40). Odds ratios of case-control studies are ratios of odds in the
pseudo-counts, relative risks of cohorts ratios of risks or rates; dosresmeta takes the former for
cumulative incidence too, which gives the covariances of `incidence-rate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, special

from tamis.stats.errors import NotConverged, OutOfRange, UnknownOption
from tamis.stats.multilevel.inputs import Floats

Design = Literal["case-control", "cumulative-incidence", "incidence-rate"]
DESIGNS: tuple[Design, ...] = ("case-control", "cumulative-incidence", "incidence-rate")


@dataclass(frozen=True, slots=True, eq=False)
class PseudoCounts:
    """Counts that give exactly the adjusted relative risks, reference group first.

    Attributes:
        cases: Pseudo-cases (d + 1,).
        size: Persons or person-time, as published (d + 1,).
    """

    cases: Floats
    size: Floats


def pseudo_counts(log_rr: Floats, cases: Floats, size: Floats, design: Design) -> PseudoCounts:
    """Find cases with the published total and sizes that yield the adjusted relative risks.

    Args:
        log_rr: Log relative risks of the d exposed groups (d,).
        cases: Cases, reference group first (d + 1,).
        size: Persons (cases and controls together) or person-time (d + 1,).
        design: What kind of study, and so whether relative risks are odds or rate ratios.

    Raises:
        UnknownOption, OutOfRange, NotConverged: As they say.
    """
    if design not in DESIGNS:
        raise UnknownOption("design", repr(design), ", ".join(DESIGNS))
    if (cases < 0).any() or (size <= 0).any() or cases.sum() <= 0:
        raise OutOfRange("cases, size", "no cases, or groups without members", "positive numbers")
    if design != "incidence-rate" and (cases.sum() >= size.sum()):
        raise OutOfRange("cases", "as many cases as persons", "fewer cases than persons")
    rr = np.concatenate([[0.0], log_rr])
    total = float(cases.sum())
    if design != "case-control":
        weight = np.exp(rr) * size
        return PseudoCounts(total * weight / weight.sum(), size)

    def excess(log_odds: float) -> float:
        return float(size @ special.expit(log_odds + rr)) - total

    try:
        root = optimize.brentq(excess, -60.0 - rr.max(), 60.0 - rr.min(), xtol=1e-13)
    except ValueError as exc:
        raise NotConverged("cases", "no pseudo-counts with these totals", "other counts") from exc
    return PseudoCounts(size * special.expit(root + rr), size)


def covariance(
    log_rr: Floats, variance: Floats, cases: Floats, size: Floats, design: Design
) -> Floats:
    """Return the covariance of a study's log relative risks, shape (d, d).

    Args:
        log_rr: Log relative risks (d,).
        variance: Their published variances (d,), kept on the diagonal.
        cases: Cases, reference group first (d + 1,).
        size: Persons or person-time (d + 1,).
        design: What kind of study.
    """
    found = pseudo_counts(log_rr, cases, size, design)
    share = 1 / found.cases
    if design == "case-control":
        share = share + 1 / (found.size - found.cases)
    elif design == "cumulative-incidence":
        if (found.cases >= found.size).any():
            raise OutOfRange("cases", "a group of which all fall ill", "fewer cases than persons")
        share = share - 1 / found.size
    crude = share[1:] + share[0]
    correlation = share[0] / np.sqrt(np.outer(crude, crude))
    out = correlation * np.sqrt(np.outer(variance, variance))
    np.fill_diagonal(out, variance)
    return np.asarray(out)
