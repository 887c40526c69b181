"""Noticing: what happened to reports and registrations after they were found.

Every word of a source becomes a `Noticed` event of its own, once: its `request` says which notice
it is, so that asking again, or going on after a kill, adds nothing. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.model.events import Noticed
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.review.notice_replies import keeping, settle
from tamis.sources.http import Client
from tamis.sources.notices import Notice, from_records, notices
from tamis.steps.changing import RegisterChange, register_changes

if TYPE_CHECKING:
    from tamis.review.facade import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was noticed: new events, how many reports were asked about, who did not answer."""

    events: tuple[Noticed, ...] = ()
    reports: int = 0
    asked: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def look_for_notices(
    review: Review,
    client: Client | None,
    *,
    dois: bool = True,
    pmids: bool = True,
    retraction_watch: Path | None = None,
) -> Learned:
    """Ask what happened to every report that is included, or still in the running.

    Reports are asked about by the DOIs and PubMed numbers of all their records. Without a client
    only what records already say, and Retraction Watch's file, is used. The replies of Crossref and
    PubMed are kept before anything is made of them.

    Args:
        review: The review; new events are appended to its writer's log.
        client: What speaks over the network.
        dois: Whether Crossref is asked.
        pmids: Whether PubMed is asked.
        retraction_watch: The CSV file Crossref publishes.
    """
    held = _held(review, watched(review))
    by_doi = {r.doi.lower(): report for report, some in held.items() for r in some if r.doi}
    by_pmid = {r.pmid: report for report, some in held.items() for r in some if r.pmid}
    found = list(from_records(r for some in held.values() for r in some))
    asked: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    if client is not None:
        keep = keeping(review)
        told = notices(
            client, dois=sorted(by_doi) if dois else (), pmids=sorted(by_pmid) if pmids else (),
            keep=keep,
        )  # fmt: skip
        settle(review, keep)
        found += told.found
        asked, problems = told.asked, told.problems
    if retraction_watch is not None:
        more, trouble = _from_file(retraction_watch, by_doi, by_pmid)
        found += more
        asked, problems = (*asked, "Retraction Watch"), (*problems, *trouble)
    new = _told(review, found, by_doi, by_pmid)
    named = {*by_doi.values(), *by_pmid.values()}
    return Learned(
        events=new,
        reports=len(held),
        asked=asked,
        unnamed=tuple(sorted(set(held) - named)),
        problems=problems,
    )


def watched(review: Review) -> tuple[str, ...]:
    """Reports that are included, or that got past title and abstract and are not excluded."""
    early = review.evidence.statuses["title-abstract"]
    final = review.evidence.statuses["full-text"]
    return tuple(
        report
        for report, status in final.items()
        if status.standing == "included"
        or (early[report].standing == "included" and status.standing != "excluded")
    )


def _held(review: Review, reports: Iterable[str]) -> Mapping[str, list[Record]]:
    """The newest form of every record of these reports."""
    wanted = dict.fromkeys(reports)
    home = review.state.reports.of
    newest: dict[str, Record] = {}
    for search in review.state.searches:
        for record in review.folder.records(search.search):
            if home(record.id) in wanted:
                newest[record.id] = record
    found: dict[str, list[Record]] = {report: [] for report in wanted}
    for record in newest.values():
        found[home(record.id)].append(record)
    return found


def _from_file(
    path: Path, by_doi: Mapping[str, str], by_pmid: Mapping[str, str]
) -> tuple[tuple[Notice, ...], tuple[Problem, ...]]:
    from tamis.model.errors import InvalidFile
    from tamis.sources.notices import from_retraction_watch

    if not (by_doi or by_pmid):
        return (), ()
    try:
        return from_retraction_watch(path, set(by_doi), set(by_pmid)), ()
    except InvalidFile as error:
        hint = "its notices are not known"
        return (), (Problem("Retraction Watch", str(error), hint, "error"),)


def _told(
    review: Review, found: Sequence[Notice], by_doi: Mapping[str, str], by_pmid: Mapping[str, str]
) -> tuple[Noticed, ...]:
    known = {e.request for e in review.events if e.request}
    made: dict[str, Noticed] = {}
    for notice in found:
        report = by_doi.get(notice.doi.lower()) or by_pmid.get(notice.pmid)
        if not report:
            continue
        # The report's id may change as records join it; what the source names does not.
        article = notice.doi.lower() or notice.pmid
        request = _request(notice.kind, notice.source, article, notice.name or notice.words)
        if request not in known and request not in made:
            made[request] = review.event(
                Noticed, kind=notice.kind, source=notice.source, report=report,
                notice=notice.name, on=notice.on, note=notice.reason or notice.words,
                request=request,
            )  # fmt: skip
    return _append(review, made)


def register_notices(review: Review) -> tuple[Noticed, ...]:
    """Append what registers say otherwise than before, from the searches that were kept."""
    known = {e.request for e in review.events if e.request}
    made: dict[str, Noticed] = {}
    reports = _registrations(review)
    for change in register_changes(review.trials.registrations()):
        request = _request(
            "registry", change.registration, change.field, change.was, change.now, change.seen
        )
        if request not in known and request not in made:
            made[request] = review.event(
                Noticed, kind="registry-change", source=change.register.lower() or "register",
                report=reports.get(change.registration, ""), registration=change.registration,
                notice=f"{change.registration}, seen {change.seen}", on=change.page_date,
                field=change.field, was=change.was, now=change.now, note=_note(change),
                request=request,
            )  # fmt: skip
    return _append(review, made)


def _registrations(review: Review) -> dict[str, str]:
    """Registration number → the report its entry is."""
    home = review.state.reports.of
    return {r.id: home(r.record) for r in review.trials.registrations() if r.record}


def _note(change: RegisterChange) -> str:
    copy = " in a stored copy" if change.copied else ""
    return f"read{copy} on {change.seen_before}, then in the register on {change.seen}"


def _request(*parts: str) -> str:
    return f"notice-{digest(chr(10).join(parts).encode())[:24]}"


def _append(review: Review, made: Mapping[str, Noticed]) -> tuple[Noticed, ...]:
    kept = review.append(*made.values())
    return tuple(e for e in kept if isinstance(e, Noticed))
