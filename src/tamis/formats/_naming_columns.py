"""Columns as a person names them, over what was guessed."""

from __future__ import annotations

from collections.abc import Sequence

from tamis.formats._columns import heading
from tamis.model.columns import EXTRA, FIELDS, Columns
from tamis.model.errors import UnknownName


def named(names: Sequence[str], fields: Sequence[str], given: Columns) -> list[str]:
    """Fields for the columns: those that were given, and the guesses that do not contradict them.

    Args:
        names: Headings.
        fields: Field by guess, or "" for an extra.
        given: Field by heading or number.

    Raises:
        UnknownName: There is no such column, or no such field.
    """
    told: dict[int, str] = {}
    for column, field in given.items():
        if field not in FIELDS:
            raise UnknownName("field", field, FIELDS)
        told[_place(names, column)] = "" if field == EXTRA else field
    taken = set(told.values())
    return [
        told.get(i, "" if field in taken else field)  # a field that was given is no other column's
        for i, field in enumerate(fields)
    ]


def _place(names: Sequence[str], column: str) -> int:
    if column in names:
        return names.index(column)
    alike = [i for i, name in enumerate(names) if heading(name) == heading(column) != ""]
    if alike:
        return alike[0]
    if column.isdecimal() and 1 <= int(column) <= len(names):
        return int(column) - 1
    raise UnknownName("column", column, [name for name in names if name] or ["1"])
