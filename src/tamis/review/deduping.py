"""Deduping: records of one publication are linked, never deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from tamis.model.errors import UnknownName
from tamis.model.events import Event, RecordsLinked, RecordsSplit
from tamis.model.records import Record
from tamis.model.reports import group_records
from tamis.model.state import withdrawn

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from tamis.match import Index, Linkage, Pair, Relation
    from tamis.review.facade import Review
    from tamis.review.linkage_cache import Seen

Engine = Literal["here", "spark"]

#: What one record may be to another that it belongs together with.
RELATIONS = (
    "preprint-of", "version-of", "abstract-of", "co-publication-of", "protocol-of",
    "registration-of", "part-of", "update-of", "comment-on", "erratum-of", "retraction-of",
    "related",
)  # fmt: skip

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


def dedupe(
    review: Review, *, engine: Engine = "here", master: str = "local[2]", scratch: str = ""
) -> Deduped:
    """Link duplicates among all records; running it again adds only what is new.

    Records of searches that an earlier run has seen are read from its index, so a new batch costs
    what the batch costs. Two reports known before are then never joined by a new record; that is
    asked instead.

    Args:
        review: Which review.
        engine: "here", or "spark" for all records at once on a Spark cluster.
        master: Spark's master.
        scratch: A folder that all of Spark's workers reach; in `.index/` unless given.
    """
    from tamis.review import linkage_cache

    found = _on_spark(review, master, scratch) if engine == "spark" else _here(review)
    made = _links(review, found.linkage)
    reports, home = _after(review, made)
    review.append(*made, writer=MACHINE)
    # Only now: were the links not written, the next run would have to find them again.
    if found.index is not None:
        linkage_cache.save(_folder(review), found.seen, found.index, found.new)
    return Deduped(
        records=found.records,
        reports=reports,
        linked=made,
        ask=tuple(p for p in found.seen.ask if home(p.a) != home(p.b)),
        related=tuple(r for r in found.seen.related if home(r.a) != home(r.b)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A run: new clusters, all that is open, and the index to keep with its `new` last records."""

    linkage: Linkage
    records: int
    seen: Seen
    index: Index | None = None
    new: int = 0


def _folder(review: Review) -> Path:
    return review.folder.index.path.parent / "linkage"


def _here(review: Review) -> _Found:
    """Link the searches that are new to the index, or all when there is none."""
    from tamis.match import Linkage, link_and_index
    from tamis.review import linkage_cache
    from tamis.review.linkage_cache import Seen

    searches = {s.search: s.digest for s in review.state.searches}
    kept = linkage_cache.load(_folder(review), searches)
    seen, known = kept or (Seen(program=linkage_cache.program()), None)
    fresh = [name for name in searches if name not in seen.searches]
    if kept and not fresh:
        nothing = Linkage(clusters=(), pairs=(), ask=(), related=())
        return _Found(linkage=nothing, records=len(known or ()), seen=seen)
    records = {r.id: r for name in fresh for r in review.folder.records(name)}
    batch = frame(records.values())
    if known is not None:
        batch = batch.join(known.prepared.select("id"), on="id", how="anti")
        known = known.grouped(m for m in review.state.reports.members.values() if len(m) > 1)
    linkage, index = link_and_index(batch, known)
    seen = Seen(
        program=seen.program,
        searches=searches,
        batches=seen.batches + 1,
        ask=(*seen.ask, *linkage.ask),
        related=(*seen.related, *linkage.related),
    )
    return _Found(linkage=linkage, records=len(index), seen=seen, index=index, new=len(batch))


def _on_spark(review: Review, master: str, scratch: str) -> _Found:
    from tamis.match.spark import link_on_spark, session
    from tamis.match.spark.frames import kept, spread
    from tamis.review.linkage_cache import Seen
    from tamis.store.durable import make_folder

    folder = scratch or str((review.folder.index.path.parent / "spark").absolute())
    make_folder(review.folder.index.path.parent)
    records = frame({r.id: r for r in review.folder.records()}.values())
    spark = session(master)
    given = kept(spread(spark, records), folder, "given")
    try:
        linkage = link_on_spark(given, scratch=folder).linkage()
    finally:
        if not scratch:
            shutil.rmtree(folder, ignore_errors=True)
    seen = Seen(program="", ask=linkage.ask, related=linkage.related)
    return _Found(linkage=linkage, records=len(records), seen=seen)


def _after(review: Review, made: tuple[RecordsLinked, ...]) -> tuple[int, Callable[[str], str]]:
    """How many reports there are once the links count, and the report of a record then.

    Only the reports that the links touch are grouped again, not the whole review.
    """
    from tamis.review.duplicates import standing

    known = review.state.reports
    links = [replace(e, records=tuple(known.of(r) for r in e.records)) for e in made]
    splits = [
        replace(e, records=tuple(known.of(r) for r in e.records))
        for e in standing(review)
        if isinstance(e, RecordsSplit)
    ]
    touched = {report for e in links for report in e.records}
    then = group_records(sorted(touched), links, splits)
    count = len(known.members) - len(touched) + len(then.members)
    return count, lambda record: then.of(known.of(record))


def _links(review: Review, linkage: Linkage) -> tuple[RecordsLinked, ...]:
    """Events for the clusters that the review does not hold as one report."""
    best = {frozenset((p.a, p.b)): p for p in linkage.pairs}
    home = review.state.reports.of
    told = {frozenset(e.records) for e in review.events if isinstance(e, RecordsLinked)}
    links = []
    for cluster in linkage.clusters:
        if len({home(r) for r in cluster}) == 1 or frozenset(cluster) in told:
            continue
        inside = (frozenset(pair) for pair in combinations(cluster, 2))
        pairs = [best[pair] for pair in inside if pair in best]
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
    return tuple(links)


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


def split_records(
    review: Review, records: tuple[str, ...], reason: str, relation: str = ""
) -> tuple[Event, ...]:
    """Judge records to be different reports; nothing is appended when that was said before.

    Args:
        review: Which review.
        records: Two or more record ids.
        reason: Why, in a person's words.
        relation: What the first is to the others, of `RELATIONS`, or nothing.

    Raises:
        UnknownName: No search holds a record of that id, or the relation is not known.
    """
    _known(review, records)
    if relation and relation not in RELATIONS:
        raise UnknownName("relation", relation, RELATIONS)
    void = withdrawn(review.events)
    for event in review.events:
        if event.id in void or not isinstance(event, RecordsSplit):
            continue
        if set(records) <= set(event.records) and relation in ("", event.relation):
            return ()
    return review.append(
        review.event(RecordsSplit, records=records, reason=reason, relation=relation)
    )


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
