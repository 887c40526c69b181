"""From columns to checked data: what is refused, what is left out with a caution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import (
    LengthMismatch,
    NegativeVariance,
    OutOfRange,
    StatsError,
    TooFewStudies,
)
from tamis.stats.models.columns import (
    Column,
    Index,
    Matrix,
    Vector,
    read_only,
    refuse_infinite,
    same_length,
    vector,
)

#: Largest over smallest variance beyond which weights hardly fit into a double.
EXTREME_RATIO = 1e7
#: Effects and variances beyond this, or variances below its inverse, overflow when multiplied.
LARGEST = 1e60


@dataclass(frozen=True, slots=True)
class Data:
    """Effects and variances in use.

    Attributes:
        yi, vi: Shape (k,), read-only.
        X: Moderators, shape (k, p), or None for an intercept alone.
        weights: Shape (k,), or None.
        rows: Index of each study in the columns as given.
        cautions: What was left out or changed.
        factors: Q and R of X, where known.
    """

    yi: Vector
    vi: Vector
    X: Matrix | None
    weights: Vector | None
    rows: Index
    cautions: tuple[Caution, ...]
    factors: tuple[Matrix, Matrix] | None = None


def check(
    yi: Column,
    vi: Column,
    *,
    X: Matrix | None = None,
    weights: Column | None = None,
    negative_variances: Literal["refuse", "as-zero"] = "refuse",
) -> Data:
    """Check columns and leave out studies with missing values, stating so.

    Raises:
        LengthMismatch: Columns differ in length.
        NotFinite: A value is infinite.
        OutOfRange: A value is so large, or a variance so small, that products overflow.
        NegativeVariance: A variance is below 0 and `negative_variances` is "refuse".
        TooFewStudies: No study is left.
    """
    y, v = vector("yi", yi), vector("vi", vi)
    if len(v) == 1 and len(y) > 1:
        raise LengthMismatch("vi", "1 value", f"{len(y)}, as in `yi`")
    w = None if weights is None else vector("weights", weights)
    same_length(yi=y, vi=v, weights=w)
    # Products are the quickest sums; what is missing or infinite makes them unequal to themselves.
    with np.errstate(over="ignore"):
        total = float(y.dot(y)) + float(v.dot(v)) + (0.0 if X is None else float(np.vdot(X, X)))
    ordinary = total < LARGEST and w is None and y.size
    if ordinary and float(v.min()) > 1.0 / LARGEST:
        return Data(read_only(y.copy()), read_only(v.copy()), X, None, np.arange(len(y)), _ratio(v))
    return _with_gaps(y, v, X, w, negative_variances)


def check_positive(yi: Column, vi: Column) -> Data:
    """As `check`, for what divides by the variances.

    Raises:
        As `check`; StatsError: A variance is 0.
    """
    data = check(yi, vi)
    zero = np.flatnonzero(data.vi == 0.0)
    if zero.size:
        row = int(data.rows[zero[0]]) + 1
        raise StatsError("vi", f"a sampling variance of 0 in row {row}", "positive variances")
    return data


def _with_gaps(y: Vector, v: Vector, X: Matrix | None, w: Vector | None, negative: str) -> Data:
    for name, column in (("yi", y), ("vi", v), ("weights", w)):
        if column is not None:
            refuse_infinite(name, column)
            _refuse_scale(name, column)
    usable = ~(np.isnan(y) | np.isnan(v))
    if X is not None:
        usable &= ~np.isnan(X).any(axis=1)
    if w is not None:
        usable &= ~np.isnan(w)
    rows = np.flatnonzero(usable)
    cautions: list[Caution] = []
    if rows.size < y.size:
        cautions.append(_omitted(y.size, rows))
    if rows.size == 0:
        raise TooFewStudies("yi", "no study with both an effect and a variance", "at least 1")
    y, v = y[rows].copy(), v[rows].copy()
    v, more = _variances(v, rows, negative)
    w = None if w is None else w[rows].copy()
    if w is not None and (w < 0).any():
        raise OutOfRange("weights", "a negative weight", "weights of 0 or more")
    X = None if X is None else X[rows]
    return Data(read_only(y), read_only(v), X, w, rows, (*cautions, *more, *_ratio(v)))


def _refuse_scale(name: str, column: Vector) -> None:
    size = np.abs(column)
    beyond = size > LARGEST
    if name != "yi":
        beyond |= (size > 0.0) & (size < 1.0 / LARGEST)
    at = np.flatnonzero(beyond)
    if at.size:
        least = "" if name == "yi" else f"0, or from {1 / LARGEST:g} "
        allowed = f"{least}up to {LARGEST:g}: other units"
        raise OutOfRange(name, f"{column[at[0]]:g} in row {at[0] + 1}", allowed)


def _omitted(n: int, rows: Index) -> Caution:
    missing = sorted(set(range(n)) - set(rows.tolist()))
    which = ", ".join(str(i + 1) for i in missing[:10]) + (" …" if len(missing) > 10 else "")
    plural = "studies were" if len(missing) > 1 else "study was"
    return Caution(
        "studies-omitted", f"{len(missing)} {plural} left out for missing values: row {which}"
    )


def _variances(v: Vector, rows: Index, negative: str) -> tuple[Vector, list[Caution]]:
    out: list[Caution] = []
    below = np.flatnonzero(v < 0)
    if below.size:
        row = int(rows[below[0]]) + 1
        if negative != "as-zero":
            raise NegativeVariance(
                "vi", f"{v[below[0]]:g} in row {row}", "variances of 0 or more, or NaN if missing"
            )
        out.append(Caution("zero-variance", f"{below.size} negative variances were taken as 0"))
        v = np.maximum(v, 0.0)
    zero = np.flatnonzero(v == 0)
    if zero.size:
        where = ", ".join(str(int(rows[i]) + 1) for i in zero[:10])
        out.append(
            Caution(
                "zero-variance",
                f"Row {where} has a sampling variance of 0; Q, I² and H² cannot be computed",
            )
        )
    return v, out


def _ratio(v: Vector) -> tuple[Caution, ...]:
    low, high = float(v.min()), float(v.max())
    if low > 0 and high / low > EXTREME_RATIO:
        return (
            Caution(
                "variance-ratio-extreme",
                f"The largest sampling variance is {high / low:.1g} times the smallest; "
                "check the units and whether standard errors were entered as variances",
            ),
        )
    return ()
