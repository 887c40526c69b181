"""Columns in: lists, NumPy arrays, polars or pandas series become checked float arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tamis.stats.errors import LengthMismatch, NotFinite, StatsError

Vector: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]
#: Row numbers, and marks on rows.
Index: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]
#: What a caller may hand in as a column.
Column: TypeAlias = "Iterable[float | None] | NDArray[Any] | Any"

#: A moderator whose part outside its predecessors is smaller than this is a combination of them.
RANK_TOLERANCE = 1e-7


def vector(argument: str, values: Column) -> Vector:
    """A one-dimensional float array; None, null and NaN become NaN.

    Raises:
        StatsError: The values are not numbers, or not one column.
    """
    if type(values) is np.ndarray and values.dtype == np.float64 and values.ndim == 1:
        return values
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    elif not isinstance(values, np.ndarray):
        values = [values] if isinstance(values, (int, float)) else list(values)
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        try:
            array = np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)
        except (TypeError, ValueError):
            raise StatsError(
                argument, "values that are not numbers", "a column of numbers"
            ) from None
    if array.ndim != 1:
        raise StatsError(argument, f"an array of shape {array.shape}", "one column of numbers")
    return array


def same_length(**columns: Vector | None) -> int:
    """The common length of the columns given.

    Raises:
        LengthMismatch: Two of them differ.
    """
    lengths = {name: len(c) for name, c in columns.items() if c is not None}
    first, k = next(iter(lengths.items()))
    for name, n in lengths.items():
        if n != k:
            raise LengthMismatch(name, f"{n} values", f"{k}, as in `{first}`")
    return k


def refuse_infinite(argument: str, values: Vector) -> None:
    """Infinity is no missing value.

    Raises:
        NotFinite: A value is infinite.
    """
    at = np.flatnonzero(np.isinf(values))
    if at.size:
        raise NotFinite(
            argument, f"infinity in row {at[0] + 1}", "finite numbers, or NaN if missing"
        )


def read_only(values: Vector) -> Vector:
    """The same array, no longer writable."""
    values.setflags(write=False)
    return values
