"""Columns in, numpy arrays out: the one place where lists, frames and arrays are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamis.stats.errors import (
    LengthMismatch,
    NegativeVariance,
    NotFinite,
    NotPositiveDefinite,
    NotSymmetric,
    OutOfRange,
    SingularModerators,
    TooFewStudies,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Column = Any  # a list, numpy array, polars or pandas series


def numbers(values: Column, name: str) -> Floats:
    """Read one column as floats; missing values become NaN.

    Raises:
        NotFinite: The column holds something that is no number.
    """
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    try:
        column = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as exc:
        raise NotFinite(name, "entries that are no numbers", "a column of numbers") from exc
    return np.atleast_1d(column)


def finite(values: Column, name: str, length: int | None = None) -> Floats:
    """Read one column of finite floats of a given length."""
    column = numbers(values, name)
    if not column.size:
        raise TooFewStudies(name, "no entries", "at least 1")
    if length is not None and len(column) != length:
        raise LengthMismatch(name, f"{len(column)} entries", f"{length}, as many as effects")
    bad = np.flatnonzero(~np.isfinite(column).reshape(len(column), -1).all(axis=1))
    if bad.size:
        raise NotFinite(name, f"a missing or infinite entry in row {bad[0]}", "finite numbers")
    return column


def counts(values: Column, name: str, length: int | None = None) -> Floats:
    """Read one column of counts or times, each zero or more."""
    column = finite(values, name, length)
    if (column < 0).any():
        row = int(np.flatnonzero(column < 0)[0])
        raise OutOfRange(name, f"{column[row]:g} in row {row}", "zero or more")
    return column


def label(value: object) -> str:
    """Write a factor level the way people do: 11, not 11.0."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def levels(values: Column, name: str = "factor") -> tuple[Ints, tuple[Any, ...]]:
    """Code a factor as 0 … q−1 with its sorted levels (numbers by size, text in C order).

    Raises:
        NotFinite: A level is missing.
    """
    raw = values.to_list() if hasattr(values, "to_list") else np.asarray(values).tolist()
    missing = [i for i, v in enumerate(raw) if v is None or (isinstance(v, float) and v != v)]
    if missing:
        raise NotFinite(name, f"no level in row {missing[0]}", "a level in every row")
    kinds = set(map(type, raw))
    mixed = str in kinds and len(kinds) > 1
    ordered = sorted(set(raw), key=str if mixed else None)
    place = {level: i for i, level in enumerate(ordered)}
    return np.array([place[v] for v in raw], dtype=np.intp), tuple(ordered)


def variances(values: Column, length: int) -> Floats:
    """Read sampling variances, or their matrix, and check what can be checked cheaply.

    Raises:
        NegativeVariance: A variance is below zero.
        LengthMismatch, NotSymmetric: The matrix has the wrong shape.
    """
    V = numbers(values, "V")
    if V.shape not in ((length,), (length, length)):
        found = " × ".join(map(str, V.shape))
        raise LengthMismatch("V", f"shape {found}", f"{length} variances or {length} × {length}")
    diagonal = V if V.ndim == 1 else np.diag(V)
    if (diagonal < 0).any():
        row = int(np.flatnonzero(diagonal < 0)[0])
        raise NegativeVariance("V", f"{diagonal[row]:g} in row {row}", "zero or more")
    if V.ndim == 2 and not np.allclose(V, V.T, rtol=1e-8, atol=0.0, equal_nan=True):
        raise NotSymmetric("V", "V differs from its transpose", "a symmetric matrix")
    return V


def checked_definite(V: Floats) -> None:
    """Refuse a matrix of sampling errors that is not positive definite."""
    if V.ndim == 1:
        if (V <= 0).any():
            row = int(np.flatnonzero(V <= 0)[0])
            raise NotPositiveDefinite("V", f"a zero variance in row {row}", "variances above zero")
        return
    try:
        np.linalg.cholesky(V)
    except np.linalg.LinAlgError as exc:
        raise NotPositiveDefinite("V", "a matrix with a pivot ≤ 0", "a covariance matrix") from exc


def design(moderators: Column | None, k: int, names: Sequence[str] | None) -> tuple[Floats, Any]:
    """Read the design matrix; without one, an intercept.

    Raises:
        LengthMismatch: Rows or names do not fit.
    """
    if moderators is None:
        return np.ones((k, 1)), ("intrcpt",)
    if k == 0:
        raise TooFewStudies("effects", "no study", "at least 1")
    X = numbers(moderators, "X")
    X = X.reshape(len(X), -1)
    if len(X) != k:
        raise LengthMismatch("X", f"{len(X)} rows", f"{k}, as many as effects")
    labels = tuple(names) if names is not None else tuple(f"x{j}" for j in range(X.shape[1]))
    if len(labels) != X.shape[1]:
        raise LengthMismatch("names", f"{len(labels)} names", f"{X.shape[1]}, one per column of X")
    return X, labels


def checked_rank(X: Floats) -> None:
    """Refuse moderators of which one is a combination of the others."""
    scale = np.sqrt((X**2).sum(axis=0))
    if len(scale) == 1 and scale[0] > 0:
        return
    if (scale == 0).any() or np.linalg.matrix_rank(X / np.where(scale > 0, scale, 1)) < X.shape[1]:
        raise SingularModerators(
            "X", f"rank below its {X.shape[1]} columns", "columns none of which repeats the others"
        )
