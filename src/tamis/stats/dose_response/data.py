"""Reading dose–response tables: one row per dose group, the reference group among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.dose_response.covariance import Design, covariance
from tamis.stats.errors import LengthMismatch, MissingArgument, NegativeVariance, OutOfRange
from tamis.stats.multilevel.inputs import Column, Floats, Ints, finite, label, levels, numbers


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One study's dose–response data.

    Attributes:
        name: The study.
        reference: Its reference dose.
        dose: Its other doses (d,).
        log_rr: Log relative risks against the reference (d,).
        V: Their covariance (d, d).
    """

    name: str
    reference: float
    dose: Floats
    log_rr: Floats
    V: Floats


def read_curves(
    study: Column,
    dose: Column,
    log_rr: Column,
    se: Column,
    *,
    cases: Column | None,
    size: Column | None,
    design: Column | None,
) -> tuple[Curve, ...]:
    """Read rows of dose groups; the one whose standard error is missing or 0 is the reference.

    Without counts the relative risks are taken as uncorrelated, which is wrong but may be all that
    can be done.

    Raises:
        StatsError: Lengths differ, a study has no or two reference groups, or no other group.
    """
    codes, names = levels(study, "study")
    k = len(codes)
    doses = finite(dose, "dose", k)
    y, s = numbers(log_rr, "log_rr"), numbers(se, "se")
    if len(y) != k or len(s) != k:
        raise LengthMismatch("log_rr, se", f"{len(y)} and {len(s)} entries", str(k))
    if (s < 0).any():
        raise NegativeVariance("se", "a negative standard error", "zero or more")
    counted = cases is not None or size is not None
    if counted and (cases is None or size is None or design is None):
        raise MissingArgument("cases, size, design", "some of the three", "all of them, or none")
    events = finite(cases, "cases", k) if counted else np.zeros(k)
    members = finite(size, "size", k) if counted else np.zeros(k)
    kinds = _kinds(design, k) if counted else [""] * k
    out = []
    for j, name in enumerate(names):
        rows = np.flatnonzero(codes == j)
        out.append(_curve(label(name), rows, doses, y, s, (events, members, kinds), counted))
    return tuple(out)


def _kinds(design: Column, k: int) -> list[str]:
    if isinstance(design, str):
        return [design] * k
    kinds = [str(v) for v in (design.to_list() if hasattr(design, "to_list") else list(design))]
    if len(kinds) != k:
        raise LengthMismatch("design", f"{len(kinds)} entries", str(k))
    return kinds


def _curve(
    name: str,
    rows: Ints,
    dose: Floats,
    y: Floats,
    s: Floats,
    counts: tuple[Floats, Floats, list[str]],
    counted: bool,
) -> Curve:
    blank = np.isnan(s[rows]) | (s[rows] == 0)
    if blank.sum() != 1 or len(rows) < 2:
        raise OutOfRange(
            f"study {name!r}",
            f"{int(blank.sum())} reference groups among {len(rows)} doses",
            "one group with a missing standard error, and others",
        )
    base, rest = rows[blank][0], rows[~blank]
    if np.isnan(y[rest]).any():
        raise OutOfRange(f"study {name!r}", "a missing relative risk", "one per dose")
    V = np.diag(s[rest] ** 2)
    if counted:
        events, members, kinds = counts
        order = np.concatenate([[base], rest])
        kind: Design = kinds[int(base)]  # type: ignore[assignment]
        V = covariance(y[rest], s[rest] ** 2, events[order], members[order], kind)
    return Curve(name, float(dose[base]), dose[rest], y[rest], V)
