"""Publishing: everything a page is drawn from, and the page itself under out/."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tamis import __version__
from tamis.model.errors import NotPublishable, Unbalanced
from tamis.model.events import Published, Stage
from tamis.model.facts import Status
from tamis.model.ids import digest
from tamis.model.naming import slug
from tamis.model.numbers import Ledger
from tamis.model.problems import Problem
from tamis.model.publication import Publication
from tamis.model.records import Record
from tamis.model.results import Change, PageText, ReportStanding
from tamis.review.comparing import news
from tamis.review.concluding import conclude
from tamis.review.releases import Released, keep_texts
from tamis.review.search_checks import checked_searches
from tamis.review.search_report import search_report
from tamis.steps.notices import problems_of
from tamis.store.durable import make_folder
from tamis.store.page_files import CLAIMS, PAGE, read_claims, read_page

if TYPE_CHECKING:
    from tamis.review.evidence import Evidence
    from tamis.review.facade import Review


#: What the folders of sites of released versions begin with.
RELEASED = "released-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSite:
    """What was built: where it lies, how much, and what it rests on."""

    index: Path
    files: int
    numbers: int
    heads: Mapping[str, str]
    release: Published | None = None
    problems: tuple[Problem, ...] = ()


def publication(review: Review, url: str = "") -> Publication:
    """Everything a page is drawn from; `url` is where its site will stand, if that is known."""
    evidence = review.evidence
    day = review.day or max((e.day for e in review.events), default="")
    records = {r.id: r for s in evidence.state.searches for r in review.folder.records(s.search)}
    told = news(review, url)
    return Publication(
        protocol=evidence.protocol,
        as_of=day,
        last_search=max((s.run_on or s.day for s in evidence.state.searches), default=""),
        tamis_version=__version__,
        ledger=Ledger.of(evidence.ledger.values(), told.numbers)
        if told.numbers
        else evidence.ledger,
        flow=evidence.flow,
        text=_text(review, day),
        studies=evidence.rows,
        reports=_reports(evidence, records, review.record_ids),
        records=records,
        members=evidence.state.reports.members,
        documents=evidence.documents,
        analyses=evidence.analyses,
        harms=evidence.harms,
        rob=evidence.rob,
        certainties=evidence.certainties,
        inconsistencies=evidence.inconsistencies,
        claims=tuple(c for c in read_claims(review.side_file(CLAIMS)) if c.checked <= day),
        changes=_changes(evidence),
        publications=evidence.state.publications,
        heads=review.heads(),
        searches=checked_searches(evidence.protocol),
        notices=evidence.notices,
        left_out=evidence.left_out,
        news=told,
        searched=search_report(review) if evidence.state.searches else None,
        conclusions=conclude(review),
    )


def _text(review: Review, day: str) -> PageText:
    """The page's text; a version from before any of it was written has only its title."""
    text = read_page(review.side_file(PAGE), review.protocol.title)
    shown = tuple(s for s in text.sections if s.since <= day and (not s.until or day <= s.until))
    return PageText(
        title=text.title
        if any(s.since for s in shown) or not review.day
        else review.protocol.title,
        summary=text.summary if shown and not review.day else "",
        sections=shown,
        terms=text.terms,
        contact=text.contact,
    )


def _changes(evidence: Evidence) -> tuple[Change, ...]:
    """What differs from the earlier version, for a review that updates one."""
    if evidence.flow.variant != "updated":
        return ()
    count = {b.id: str(b.count) for b in evidence.flow.boxes}
    rows = (
        ("Reports of the earlier version that are still included", "previous", "previous-kept"),
        ("Reports of the earlier version that are no longer eligible", "", "previous-removed"),
        ("Reports of the earlier version that could not be found", "", "previous-not-found"),
        ("Studies kept from the earlier version", "", "kept-studies"),
        ("New studies", "", "new-studies"),
        ("Studies included in all", "", "studies"),
    )
    return tuple(
        Change(what=what, before=count.get(before, ""), now=count[now], number=f"flow/{now}")
        for what, before, now in rows
        if now in count
    )


def _reports(
    evidence: Evidence, records: Mapping[str, Record], held: Mapping[str, tuple[str, ...]]
) -> tuple[ReportStanding, ...]:
    """Every report with where it stands: at full text once it got there."""
    home = evidence.state.reports.of
    study = {home(r): s.study for s in evidence.state.studies for r in s.reports}
    previous = {
        home(r)
        for s in evidence.state.searches
        if s.route == "previous"
        for r in held.get(s.search, ())
    }
    return tuple(
        _report(report, members, evidence.statuses, records, study, report in previous)
        for report, members in evidence.state.reports.members.items()
    )


def _report(
    report: str,
    members: tuple[str, ...],
    statuses: Mapping[Stage, Mapping[str, Status]],
    records: Mapping[str, Record],
    study: Mapping[str, str],
    previous: bool,
) -> ReportStanding:
    early, final = statuses["title-abstract"][report], statuses["full-text"][report]
    at_full = final.standing != "unscreened"
    stage: Stage = "full-text" if at_full else "title-abstract"
    status = final if at_full else early
    best = max((records[m] for m in members), key=lambda r: (bool(r.authors), len(r.title)))
    return ReportStanding(
        report=report, label=best.label, title=best.title, stage=stage, standing=status.standing,
        criterion=status.criterion, reason=status.reason,
        votes=tuple((v.by, v.verdict) for v in status.votes),
        study=study.get(report, ""), previous=previous,
    )  # fmt: skip


def forbidding(review: Review) -> tuple[Problem, ...]:
    """What forbids publishing: errors in the evidence and in the wording."""
    from tamis.review.checking import check

    return tuple(p for p in check(review) if p.severity == "error")


def publish(
    review: Review, *, release: str = "", summary: str = "", url: str = ""
) -> PublishedSite:
    """Build the site under out/site (out/as-of-DAY for a past day, out/released-VERSION).

    The site replaces the one before in one step; it is derived and may be deleted at any time.
    Naming a release also appends a `Published` event with the log heads and digests of all
    numbers, so that `verify` can prove them later; the same release again appends nothing.

    A retracted study forbids nothing: the page then carries a banner and the results without it,
    and `problems` says so.

    Raises:
        Unbalanced: A box of the PRISMA flow does not add up.
        NotPublishable: Something else is wrong; each reason is listed.
    """
    unbalanced = [
        Problem("flow", text, severity="error") for text in review.evidence.flow.unbalanced
    ]
    if unbalanced:
        raise Unbalanced(unbalanced)
    problems = forbidding(review)
    if problems:
        raise NotPublishable(problems)
    view = publication(review, url)
    files = _built(review, view)
    event = _release(review, view, release, summary) if release else None
    if event is not None:
        view = publication(review, url)
        files = _built(review, view)
    place = review.folder.out / _place(review)
    _replace(place, files)
    return PublishedSite(
        index=place / "index.html", files=len(files), numbers=len(view.ledger), heads=view.heads,
        release=event, problems=problems_of(review.evidence.notices),
    )  # fmt: skip


def _built(review: Review, view: Publication) -> Mapping[str, bytes]:
    from tamis.report.site import build

    return build(view, review.trials.asking())


def _place(review: Review) -> str:
    """The name of a site's folder under out/."""
    if isinstance(review, Released):
        return f"{RELEASED}{slug(review.release.version)}"
    return "site" if review.day is None else f"as-of-{review.day}"


def numbers_digest(view: Publication) -> str:
    """A digest of every number as shown."""
    lines = sorted(f"{n.id}\t{n.shown}" for n in view.ledger.values())
    return digest("\n".join(lines).encode())


def texts_digest(review: Review) -> str:
    """A digest of the free text that goes onto the page."""
    files = [review.side_file(name) for name in (CLAIMS, PAGE)]
    return digest(b"\0".join(f.read_bytes() if f.exists() else b"" for f in files))


def _release(review: Review, view: Publication, version: str, summary: str) -> Published | None:
    """Note a release once its page could be built."""
    numbers, texts = numbers_digest(view), texts_digest(review)
    for old in reversed(review.state.publications):
        if (old.version, old.numbers, old.files) == (version, numbers, texts):
            return None
    keep_texts(review, texts)
    event = review.event(
        Published, version=version, heads=tuple(sorted(review.folder.heads().items())),
        numbers=numbers, files=texts, summary=summary,
    )  # fmt: skip
    review.append(event)
    return event


def _replace(place: Path, files: Mapping[str, bytes]) -> None:
    """Put the files where the site lies, never leaving half of it there."""
    new, old = place.with_name(place.name + ".new"), place.with_name(place.name + ".old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, content in files.items():
        make_folder((new / name).parent)
        (new / name).write_bytes(content)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
