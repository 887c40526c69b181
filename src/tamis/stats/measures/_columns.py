"""Reading columns: whatever holds numbers becomes float arrays of one length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from tamis.stats.errors import LengthMismatch, MissingArgument, NotFinite, OutOfRange
from tamis.stats.measures._values import BoolArray, FloatArray


def as_column(name: str, values: object) -> FloatArray:
    """Read one column; None becomes NaN.

    Args:
        name: Name for messages.
        values: A number, list, numpy array, or polars or pandas Series.

    Raises:
        OutOfRange: The values are not numbers, or have more than one dimension.
        NotFinite: A value is infinite.
    """
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    try:
        column = np.atleast_1d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError):
        raise OutOfRange(name, f"values of type {type(values).__name__}", "numbers") from None
    if column.ndim != 1:
        raise OutOfRange(name, f"an array of {column.ndim} dimensions", "a single column")
    if np.isinf(column).any():
        raise NotFinite(name, f"infinity in {rows(np.isinf(column))}", "finite numbers or NaN")
    return column


def as_columns(given: Mapping[str, object]) -> dict[str, FloatArray]:
    """Read columns of one table; a single number stands for the whole column.

    Raises:
        LengthMismatch: The columns differ in length.
    """
    columns = {name: as_column(name, values) for name, values in given.items()}
    lengths = {name: column.size for name, column in columns.items() if column.size != 1}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {size}" for name, size in lengths.items())
        raise LengthMismatch("columns", f"lengths {found}", "one length for all columns")
    length = next(iter(lengths.values()), 1)
    return {name: np.broadcast_to(column, (length,)) for name, column in columns.items()}


def rows(where: npt.ArrayLike) -> str:
    """Say which rows are meant, counting from 1."""
    found = np.flatnonzero(np.asarray(where)) + 1
    shown = ", ".join(str(row) for row in found[:5])
    more = f" and {found.size - 5} more" if found.size > 5 else ""
    return f"row{'s' if found.size > 1 else ''} {shown}{more}"


def require(columns: Mapping[str, FloatArray], names: Iterable[str], table: str) -> None:
    """Refuse a table that lacks a column.

    Raises:
        MissingArgument: Names the columns that lack.
    """
    lacking = [name for name in names if name not in columns]
    if lacking:
        given = ", ".join(columns) or "nothing"
        needed = f"the columns of {table}: {', '.join(names)}"
        raise MissingArgument(", ".join(lacking), f"only {given}", needed)


def refuse(name: str, bad: BoolArray, allowed: str) -> None:
    """Refuse rows outside a column's domain; NaN rows never count as bad.

    Raises:
        OutOfRange: At least one row is bad.
    """
    if bad.any():
        raise OutOfRange(name, f"a value outside that in {rows(bad)}", allowed)
