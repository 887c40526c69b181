"""Open full texts of reports: where they are, and keeping one by a person's explicit word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tamis.model.errors import UnknownName
from tamis.model.events import Retrieved
from tamis.model.evidence import Document
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.sources.fulltext import Location, download, find_fulltext
from tamis.sources.http import Client
from tamis.sources.http.errors import SourceError
from tamis.store.durable import make_folder, write_whole

if TYPE_CHECKING:
    from tamis.review.facade import Review

FOLDER = "fulltext"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A text that was sought. `kept` is the file it was kept as, relative to the review."""

    report: str
    doi: str
    locations: tuple[Location, ...] = ()
    kept: str = ""
    url: str = ""
    problems: tuple[Problem, ...] = ()


def find(
    review: Review,
    reports: Sequence[str] = (),
    *,
    dois: Sequence[str] = (),
    client: Client | None = None,
) -> tuple[Sought, ...]:
    """Where reports may be read openly; nothing is fetched and nothing is written.

    Args:
        review: Whose reports.
        reports: Ids of reports or of records in them.
        dois: DOIs besides.
        client: What speaks over the network; one with the user's settings unless given.

    Raises:
        UnknownName: An id the review does not hold.
    """
    speaker = client or Client()
    try:
        return tuple(_sought(review, reports, dois, speaker))
    finally:
        if client is None:
            speaker.close()


def keep(
    review: Review,
    reports: Sequence[str] = (),
    *,
    dois: Sequence[str] = (),
    client: Client | None = None,
) -> tuple[Sought, ...]:
    """As `find`, and keep the first PDF that is open as `fulltext/<sha256>.pdf`.

    A report's text that was kept is told of by a `Retrieved` event with the file's digest.
    """
    speaker = client or Client()
    try:
        return tuple(_kept(review, one, speaker) for one in _sought(review, reports, dois, speaker))
    finally:
        if client is None:
            speaker.close()


def _sought(
    review: Review, reports: Sequence[str], dois: Sequence[str], client: Client
) -> Iterator[Sought]:
    every = {r for ids in review.record_ids.values() for r in ids}
    for report in reports:
        members = review.state.reports.members.get(review.state.reports.of(report), ())
        if report not in every:
            raise UnknownName("record or report", report, sorted(every)[:30])
        known = [review.folder.index.record(r).doi for r in members or (report,)]
        doi = next((d for d in known if d), "")
        if not doi:
            problem = Problem(report, "no record of it holds a DOI", "give one with `--doi`")
            yield Sought(report=report, doi="", problems=(problem,))
            continue
        yield _found(client, doi, review.state.reports.of(report))
    for doi in dois:
        yield _found(client, doi, "")


def _found(client: Client, doi: str, report: str) -> Sought:
    found = find_fulltext(client, doi)
    return Sought(report=report, doi=doi, locations=found.locations, problems=found.problems)


def _kept(review: Review, sought: Sought, client: Client) -> Sought:
    problems = list(sought.problems)
    for place in sought.locations:
        if place.kind != "pdf" or not place.free:
            continue
        try:
            data = download(client, place)
        except SourceError as error:
            problems.append(Problem(place.url, str(error)))
            continue
        name = f"{digest(data)}.pdf"
        make_folder(review.path / FOLDER)
        write_whole(review.path / FOLDER / name, data)
        if sought.report:
            review.append(_event(review, sought, place, digest(data)))
        return replace(sought, kept=f"{FOLDER}/{name}", url=place.url, problems=tuple(problems))
    if sought.doi:
        what = "no open PDF could be kept"
        problems.append(Problem(sought.doi, what, "get it through a library"))
    return replace(sought, problems=tuple(problems))


def _event(review: Review, sought: Sought, place: Location, sha256: str) -> Retrieved:
    terms = place.license or "called open access, no licence named"
    document = Document(
        id=f"fulltext-{sha256[:12]}", url=place.url, kind="full text", sha256=sha256,
        note=f"{terms}; found by {place.found_by}",
    )  # fmt: skip
    return review.event(Retrieved, report=sought.report, status="retrieved", document=document)
