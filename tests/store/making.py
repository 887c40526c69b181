"""Small events, records and reviews for the tests of the store."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tamis.model.events import (
    Event,
    Extracted,
    ProtocolAmended,
    Published,
    RecordsLinked,
    Screened,
    SearchRun,
)
from tamis.model.evidence import Datum, Span
from tamis.model.ids import new_id, record_id
from tamis.model.records import Record
from tamis.store.folder import ReviewFolder
from tamis.store.starter import starter

AT = "2026-01-02T03:04:05Z"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HASH = "a" * 64


def ulid(number: int) -> str:
    return new_id(MOMENT, entropy=number.to_bytes(10))


def common(number: int, by: str = "anna", **more: Any) -> dict[str, Any]:
    return {"id": ulid(number), "at": AT, "by": by, "protocol": HASH, **more}


def screened(number: int, by: str = "anna", **more: Any) -> Screened:
    said = {"report": "r1", "stage": "title-abstract", "verdict": "include", **more}
    return Screened(**common(number, by), **said)


def linked(number: int, by: str = "anna", *records: str, **more: Any) -> RecordsLinked:
    return RecordsLinked(**common(number, by), records=records, **more)


def extracted(number: int, value: float | int | str | None = 1.5, by: str = "anna") -> Extracted:
    span = Span(document="d1", quote="the mean was 1.5", locator="table 2")
    return Extracted(
        **common(number, by), study="s1", data=(Datum(name="mean", value=value, spans=(span,)),)
    )


def search_run(number: int, search: str = "2026-01-02-pubmed", **more: Any) -> SearchRun:
    said = {"source": "pubmed", "query": "gravel AND rivers", **more}
    return SearchRun(**common(number), search=search, **said)


def published(number: int, heads: tuple[tuple[str, str], ...]) -> Published:
    return Published(**common(number), version="1", heads=heads, numbers="n", files="f")


def record(number: int, **more: Any) -> Record:
    said = {"title": f"Title {number}", "source": "pubmed", "source_id": str(number), **more}
    return Record(id=record_id(said["source"], said["source_id"]), **said)


def review(path: Path, title: str = "Gravel in rivers") -> ReviewFolder:
    """A review whose starter protocol is adopted."""
    folder = ReviewFolder.init(path, starter(title))
    folder.append("anna", [adoption(folder, 1)])
    return folder


def adoption(folder: ReviewFolder, number: int, **more: Any) -> ProtocolAmended:
    adopted = folder.protocols.hash()
    said = {"protocol": adopted, "previous": folder.protocols.adopted() or "", **more}
    return ProtocolAmended(
        id=ulid(number), at=AT, by="anna", adopted=adopted, reason="as agreed", **said
    )


def under(folder: ReviewFolder, *events: Event) -> list[Event]:
    """The same events under the review's own protocol."""
    return [dataclasses.replace(e, protocol=folder.protocols.hash()) for e in events]
