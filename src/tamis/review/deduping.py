"""Deduping: records of one publication are linked, never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.model.errors import UnknownName
from tamis.model.events import Event, RecordsLinked, RecordsSplit
from tamis.model.records import Record

if TYPE_CHECKING:
    import polars as pl

    from tamis.match import Pair, Relation
    from tamis.review.facade import Review

#: The log of what the linkage model decided; a person's split outweighs it.
MACHINE = "machine-linkage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduped:
    """What linkage found: new links, pairs to ask a person about, records that belong together."""

    records: int
    reports: int
    linked: tuple[RecordsLinked, ...]
    ask: tuple[Pair, ...]
    related: tuple[Relation, ...]


def dedupe(review: Review) -> Deduped:
    """Link duplicates among all records; running it again adds only what is new."""
    from tamis.match import link

    records = {r.id: r for r in review.folder.records()}
    linkage = link(frame(records.values()))
    best = {frozenset((p.a, p.b)): p for p in linkage.pairs}
    home = review.state.reports.of
    links = []
    for cluster in linkage.clusters:
        if len({home(r) for r in cluster}) > 1:
            pairs = [p for pair, p in best.items() if pair <= set(cluster)]
            weakest = min(pairs, key=lambda p: p.score, default=None)
            links.append(
                review.event(
                    RecordsLinked,
                    by=MACHINE,
                    records=cluster,
                    method="model",
                    score=round(weakest.score, 6) if weakest else None,
                    reason="; ".join(weakest.reasons) if weakest else "",
                )
            )
    wanted = {frozenset(e.records) for e in links} - {
        frozenset(e.records) for e in review.events if isinstance(e, RecordsLinked)
    }
    new = tuple(e for e in links if frozenset(e.records) in wanted)
    review.append(*new, writer=MACHINE)
    apart = {p for p in linkage.ask if review.state.reports.of(p.a) != review.state.reports.of(p.b)}
    return Deduped(
        records=len(records),
        reports=len(review.state.reports.members),
        linked=new,
        ask=tuple(p for p in linkage.ask if p in apart),
        related=linkage.related,
    )


def link_records(review: Review, records: tuple[str, ...], reason: str) -> tuple[Event, ...]:
    """Judge records to be one report; nothing is appended when they are already.

    Raises:
        UnknownName: No search holds a record of that id.
    """
    _known(review, records)
    if len({review.state.reports.of(r) for r in records}) == 1:
        return ()
    return review.append(
        review.event(RecordsLinked, records=records, method="person", reason=reason)
    )


def split_records(review: Review, records: tuple[str, ...], reason: str) -> tuple[Event, ...]:
    """Judge records to be different reports; nothing is appended when that was said before.

    Raises:
        UnknownName: No search holds a record of that id.
    """
    _known(review, records)
    for event in review.events:
        if isinstance(event, RecordsSplit) and set(records) <= set(event.records):
            return ()
    return review.append(review.event(RecordsSplit, records=records, reason=reason))


def _known(review: Review, records: tuple[str, ...]) -> None:
    for record in records:
        if record not in review.state.reports.home:
            raise UnknownName("record", record, review.state.reports.home)
    if len(set(records)) < 2:
        raise UnknownName("second record", records[0] if records else "", ())


def frame(records: Iterable[Record]) -> pl.DataFrame:
    """Records as the frame that `tamis.match.link` takes."""
    import polars as pl

    from tamis.match import RECORD_SCHEMA

    def row(r: Record) -> dict[str, object]:
        return {
            "id": r.id, "source": r.source, "title": r.title, "authors": ";".join(r.authors),
            "year": r.year, "journal": r.journal or r.journal_abbreviation, "volume": r.volume,
            "issue": r.issue, "pages": r.pages, "doi": r.doi, "pmid": r.pmid, "pmcid": r.pmcid,
            "isbn": ";".join(r.isbn), "abstract": r.abstract,
            "registry_ids": ";".join(r.registry_ids), "kind": r.kind, "language": r.language,
        }  # fmt: skip

    known = dict(RECORD_SCHEMA.items())
    rows = [{k: v for k, v in row(r).items() if k in known} for r in records]
    return pl.DataFrame(rows, schema={k: known[k] for k in (rows[0] if rows else known)})
