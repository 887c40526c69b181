"""The whole conversion: facts and decisions to searches and events, in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tamis.model.events import Event, ProtocolAmended, SearchRun
from tamis.model.ids import digest
from tamis.store.protocol_file import parse
from tools.als.appraisal import gradings, judgements
from tools.als.decisions import FOLDER, decisions
from tools.als.extraction import extract, say
from tools.als.facts import Collection
from tools.als.linking import link_records, link_studies
from tools.als.proposals import evidence_of, proposals
from tools.als.records import Search, searches
from tools.als.screening import COLLECTION, EARLIER, TEAM, Earlier, documents, screen
from tools.als.scribe import Scribe

#: The earlier review's protocol, as far as it reported one.
EARLIER_PROTOCOL = FOLDER / "protocol-2022.toml"
EARLIER_SEARCH_DAY = "2022-08-21"
SEARCH_DAY = "2026-11-20"
_CHANGES = (
    "PLS is asked as a question of its own.",
    "Cells, route, source and number of doses are sorted by a tree of terms.",
    "Outcomes and smallest important differences are set beforehand, each with whose choice it is.",
    "Every exclusion names a criterion; studies of other diseases and treatments sold outside"
    " studies have one each.",
    "Studies, reports and registrations are kept apart, so that participants are counted once.",
    "The limit of ten years on publication is dropped, because small early trials matter for harm.",
    "Risk of bias and certainty are judged; uncontrolled changes over time never speak of benefit.",
    "The review is kept as a living one.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What is to be written: searches with their events, and all other events, oldest first.

    `release_at` is the moment after the last event.
    """

    searches: tuple[tuple[Search, SearchRun], ...]
    events: tuple[Event, ...]
    release_at: datetime


def build(collection: Collection, protocol: bytes) -> Built:
    """Convert everything. The same facts, decisions and protocol give the same values."""
    earlier_hash = digest(EARLIER_PROTOCOL.read_bytes())
    scribe = Scribe(protocol=digest(protocol), earlier_protocol=earlier_hash)
    found = searches(collection)
    query = _reported_query()
    runs = tuple((s, scribe.stamp(f"search {s.id}", _run(s, query))) for s in found)
    ids = {key: record.id for s in found for key, record in s.records.items()}
    studies = decisions("studies")["study"]
    _adopt(scribe, digest(protocol), earlier_hash)
    before = Earlier(scribe, ids, collection)
    link_records(scribe, ids, collection)
    documents(scribe, ids, collection)
    screen(scribe, ids, before)
    link_studies(scribe, ids, collection, studies, before)
    extract(scribe, collection, studies)
    judgements(scribe)
    ungraded = evidence_of((*(run for _, run in runs), *scribe), found, parse(protocol))
    say(scribe, ungraded)
    gradings(scribe, proposals(ungraded))
    return Built(searches=runs, events=tuple(scribe), release_at=scribe.next_moment())


def _run(search: Search, query: str) -> SearchRun:
    earlier = search.route == "previous"
    return SearchRun(
        id="", at="", protocol="",
        by=EARLIER if earlier else COLLECTION,
        dated=EARLIER_SEARCH_DAY if earlier else None,
        note=search.note,
        search=search.id,
        source=search.source,
        route=search.route,  # type: ignore[arg-type]
        query=query if earlier else "",
        platform="MEDLINE (PubMed), Cochrane Library, Scopus" if earlier else "stored pages",
        run_on=EARLIER_SEARCH_DAY if earlier else SEARCH_DAY,
        reported_total=157 if earlier else None,
    )  # fmt: skip


def _reported_query() -> str:
    return str(decisions(EARLIER_PROTOCOL.stem)["searches"][0]["query"])


def _adopt(scribe: Scribe, now: str, before: str) -> None:
    first = ProtocolAmended(
        id="", at="", by=EARLIER, protocol="", dated=EARLIER_SEARCH_DAY,
        previous="", adopted=before,
        reason="What the earlier review reported of its methods; it names no protocol.",
    )  # fmt: skip
    scribe.write("protocol 1", first)
    second = ProtocolAmended(
        id="", at="", by=TEAM, protocol="",
        previous=before, adopted=now,
        reason="An update with a protocol of its own: the earlier version's flow does not add up, "
        "it judged no risk of bias, and it was silent on PLS.",
        changes=_CHANGES,
    )  # fmt: skip
    scribe.write("protocol 2", second)
