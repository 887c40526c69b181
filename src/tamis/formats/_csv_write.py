"""`Record` → CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import BinaryIO

from tamis.formats._csv_own import OWN, own_cell, own_record
from tamis.formats._overflow import missing
from tamis.formats._rows import Row
from tamis.model.records import Record


def write(records: Iterable[Record], stream: BinaryIO) -> None:
    """Write UTF-8 CSV under tamis's own headings; a byte-order mark tells Excel the encoding."""
    stream.write(b"\xef\xbb\xbf" + _line(list(OWN)))
    for record in records:
        stream.write(_line(_cells(record)))


def _cells(record: Record) -> list[str]:
    cells = [_portable(own_cell(getattr(record, name))) for name in OWN]
    reread = own_record(OWN, Row(cells, 1, ""), "")
    lost = missing(record, reread)
    if lost:
        pairs = json.dumps([*record.extra, *lost])
        cells[OWN.index("extra")] = pairs
    return cells


def _portable(text: str) -> str:
    """What every reader of CSV gives back: "\\n" line ends, no NUL, no lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufeff", "")
    return text.encode("utf-8", "replace").decode()


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
