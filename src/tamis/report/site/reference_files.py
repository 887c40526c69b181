"""Included reports for reference managers and citation processors, written by `tamis.formats`."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

from tamis.formats import write
from tamis.model.records import Record


def ris(records: Iterable[Record]) -> bytes:
    """The records as RIS, without their abstracts."""
    return _written("ris", records)


def csl_json(records: Iterable[Record]) -> bytes:
    """The records as CSL-JSON."""
    return _written("csl-json", records)


def _written(name: str, records: Iterable[Record]) -> bytes:
    stream = io.BytesIO()
    write([replace(r, abstract="", raw="", extra=()) for r in records], name, stream)
    return stream.getvalue()
