"""tamis's own table: one column for each field of a record, lists as JSON where they need it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from tamis.formats._draft import BLANK, NAMES, frozen, split_fields
from tamis.formats._rows import Row
from tamis.model.records import Record

#: The columns, in order; `id` is written for people and other tools and derived again on reading.
OWN = ("id", *NAMES)
_GUARDED = re.compile(r"'+[=+@\t-]")
_RISKY = re.compile(r"'*[=+@\t-]")


def is_own(cells: Sequence[str]) -> bool:
    """Whether these are the headings of a table tamis wrote."""
    return tuple(cell.replace("\ufeff", "") for cell in cells) == OWN


def own_cell(value: object) -> str:
    """A field as a cell; what a spreadsheet would run as a formula is led by an apostrophe."""
    if isinstance(value, tuple):
        plain = all(isinstance(v, str) and _fits_list(v) for v in value)
        text = "; ".join(map(str, value)) if plain else json.dumps(value, ensure_ascii=False)
    else:
        text = "" if value is None else str(value)
    return f"'{text}" if _RISKY.match(text) else text


def _fits_list(item: object) -> bool:
    text = str(item)
    return bool(text) and text == text.strip() and ";" not in text and not text.startswith("[")


def own_record(headings: Sequence[str], row: Row, source: str) -> Record:
    """A row back as a record; a cell that was edited into another type is kept as extra."""
    values = BLANK.copy()
    extra: list[tuple[str, str]] = []
    for name, cell in zip(OWN, row.cells, strict=False):
        text = cell[1:] if _GUARDED.match(cell) else cell
        if name == "extra":
            extra.extend(_pairs(text))
        elif name == "year":
            values["year"] = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None
        elif name != "id":
            values[name] = _items(text) if isinstance(BLANK.get(name), tuple) else text
    values["extra"] = tuple(extra)
    rest, kept = split_fields(tuple(extra))
    values |= {"extra": rest} | kept
    return frozen(values, source, "", row.raw, "csv")


def _items(text: str) -> tuple[str, ...]:
    if text.startswith("["):
        try:
            decoded = json.loads(text)
        except (ValueError, RecursionError):
            decoded = None
        if isinstance(decoded, list) and all(isinstance(v, str) for v in decoded):
            return tuple(decoded)
    return tuple(part for part in text.split("; ") if part)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        decoded = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return [("extra", text)]
    if not isinstance(decoded, list):
        return [("extra", text)]
    return [
        (str(p[0]), str(p[1])) if isinstance(p, list) and len(p) == 2 else ("extra", str(p))
        for p in decoded
    ]
