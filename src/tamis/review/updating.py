"""Updating: search everything again, notice what happened, and say what it may change.

An update runs every search of the review by its exact string and keeps what it gives as a new
search; what no search had before is new, however old it is. Then registrations are read anew,
sources are asked for notices about the reports at hand, and new records are linked. Each of these
steps adds nothing when it is repeated, so a killed update is finished by the next one:
`.index/updating/` remembers only since when the digest is to speak.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.model.errors import TamisError
from tamis.model.events import Event, RecordsLinked, SearchRun
from tamis.model.problems import Problem
from tamis.model.state import State
from tamis.review.digesting import Digest, digest_of
from tamis.review.joining import join_new
from tamis.review.noticing import Learned, look_for_notices, register_notices
from tamis.review.searching import Searched, search_one
from tamis.sources.connector import MOST, Connector, Progress, silent
from tamis.sources.http import Client
from tamis.sources.table import connector, meant_by
from tamis.store.lock import locked_folder
from tamis.trials.numbers import canonical

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Registrations asked for in one query.
_BATCH = 100
#: How the query that reads registrations anew begins; see `tamis.sources.ctgov.areas`.
_IDS = "id: "


class ClockBehind(TamisError):
    """This machine's clock is on a day before that of a search in the log."""

    exit_code = 2
    http_status = 409

    def __init__(self, now: str, last: str) -> None:
        super().__init__(
            f"this machine's clock says {now}, but the log holds a search of {last}: what is newer "
            "could not be told from what is older. Set the clock right and update again"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an update did and found.

    Attributes:
        started: When it began, or when the killed update began that it finished.
        resumed: Whether it finished a killed one.
        offline: Whether nobody was asked.
        searched: Each search that was run; registrations read anew are the last.
        by_hand: Sources of the review that can only be searched by export.
        learned: What sources said of the reports at hand.
        digest: What is new, and what it may change.
        problems: What did not work, and what to know.
    """

    started: str
    resumed: bool
    offline: bool
    searched: tuple[Searched, ...]
    by_hand: tuple[str, ...]
    learned: Learned
    digest: Digest
    problems: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """Of the first search that failed; 0 when all went well."""
        failed = (s.exit_code or 1 for s in self.searched if s.error)
        return next(failed, 1 if any(p.severity == "error" for p in self.problems) else 0)


def update(
    review: Review,
    sources: Sequence[str] = (),
    *,
    client: Client | None = None,
    offline: bool = False,
    most: int = MOST,
    retraction_watch: Path | None = None,
    progress: Progress = silent,
) -> Update:
    """Bring a review up to date; nothing is screened, judged or published by it.

    Args:
        review: Which review.
        sources: Names of connectors; every source of the review unless given.
        client: What speaks over the network; one with the user's settings unless given.
        offline: Ask nobody: link, notice and tell from what was recorded.
        most: More hits than this are not fetched.
        retraction_watch: The CSV file of Retraction Watch's data, if it is at hand.
        progress: Told (records, of) as they come in.

    Raises:
        UnknownName: A name that is no connector's.
        LogBusy: Another update of this review is at work.
        ClockBehind: This machine's clock is on a day before the last search's.
        ReadOnly: This is a past version.
    """
    chosen = [connector(name) for name in sources]
    _heed_the_clock(review)
    folder = review.path / ".index" / "updating"
    folder.mkdir(parents=True, exist_ok=True)
    with locked_folder(folder, patience=0.0):
        base = _Base.begin(review, folder)
        speaker = None if offline else client or Client()
        try:
            done = _update(review, chosen, speaker, base, most, retraction_watch, progress)
        finally:
            if speaker is not None and client is None:
                speaker.close()
        base.end()
    return done


def _heed_the_clock(review: Review) -> None:
    """Readings of a register are put in order by their days."""
    last = max((s.at[:10] for s in review.state.searches), default="")
    today = review.now().date().isoformat()
    if today < last:
        raise ClockBehind(today, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """Where the review stood before: the ids of its events then."""

    file: Path
    started: str
    known: frozenset[str]
    resumed: bool

    @classmethod
    def begin(cls, review: Review, folder: Path) -> _Base:
        """Remember where the review stands, unless a killed update did."""
        file = folder / "state.json"
        if file.is_file():
            try:
                told = json.loads(file.read_bytes())
                known = _until(review, told["heads"])
                return cls(file=file, started=str(told["started"]), known=known, resumed=True)
            except (ValueError, KeyError, TypeError):
                file.unlink()  # torn by the kill; then the digest speaks from now on
        started = review.now().isoformat(timespec="seconds")
        beside = file.with_suffix(".tmp")
        beside.write_text(json.dumps({"started": started, "heads": dict(review.folder.heads())}))
        beside.replace(file)
        known = frozenset(e.id for e in review.events)
        return cls(file=file, started=started, known=known, resumed=False)

    def end(self) -> None:
        """Forget it: the update is through."""
        self.file.unlink(missing_ok=True)

    def since(self, review: Review) -> tuple[Event, ...]:
        """The events that came since, in order of their ids."""
        return tuple(
            sorted((e for e in review.events if e.id not in self.known), key=lambda e: e.id)
        )


def _until(review: Review, heads: dict[str, str]) -> frozenset[str]:
    log = review.folder.log
    return frozenset(e.id for w, head in heads.items() for e in log.events_of(w, head))


def _update(
    review: Review,
    chosen: Sequence[Connector],
    client: Client | None,
    base: _Base,
    most: int,
    retraction_watch: Path | None,
    progress: Progress,
) -> Update:
    names = {c.name for c in chosen}
    searched: list[Searched] = []
    if client is not None:
        done = {(e.source, e.query) for e in base.since(review) if isinstance(e, SearchRun)}
        for asked, query in _searches(review, names):
            if (asked.source, query) not in done:
                searched.append(
                    search_one(
                        review, asked, query, client, most=most, keep_same=False, progress=progress
                    )
                )
                review.forget()
    link_registrations(review)
    join_new(review, _came(review, base))
    learned = look_for_notices(
        review, client, retraction_watch=retraction_watch,
        dois=not names or "crossref" in names, pmids=not names or "pubmed" in names,
    )  # fmt: skip
    register_notices(review)
    review.forget()
    return Update(
        started=base.started,
        resumed=base.resumed,
        offline=client is None,
        searched=tuple(searched),
        by_hand=by_hand(review.state),
        learned=learned,
        digest=digest_of(review, base.since(review), base.known),
        problems=tuple(_problems(searched, learned)),
    )


def _came(review: Review, base: _Base) -> frozenset[str]:
    """Records that no search had before."""
    held, came = set[str](), set[str]()
    for run in review.state.searches:
        (held if run.id in base.known else came).update(review.record_ids.get(run.search, ()))
    return frozenset(came - held)


def _searches(review: Review, names: set[str]) -> Iterator[tuple[Connector, str]]:
    """What is asked: searches as they were run, searches as planned, then registrations."""
    ran = [
        (meant_by(s.source), s.query)
        for s in review.state.searches
        if s.route != "previous" and not s.query.startswith(_IDS)
    ]
    planned = [
        (meant_by(p.source), p.query.strip())
        for p in review.protocol.searches
        if p.route != "previous" and not p.reported
    ]
    for asked, query in dict.fromkeys((*ran, *planned)):
        if asked is not None and query.strip() and (not names or asked.name in names):
            yield asked, query
    register = connector("ctgov")
    if not names or register.name in names:
        numbers = registered(review)
        for start in range(0, len(numbers), _BATCH):
            yield register, _IDS + " OR ".join(numbers[start : start + _BATCH])


def registered(review: Review) -> tuple[str, ...]:
    """Every number of ClinicalTrials.gov the review knows: of entries, and of studies."""
    entries = (n for r in review.trials.registrations() for n in r.ids)
    studies = (n for s in review.state.studies for n in s.registrations)
    found = {canonical(n) for n in (*entries, *studies)}
    return tuple(sorted(n for n in found if n.startswith("NCT")))


def by_hand(state: State) -> tuple[str, ...]:
    """Sources that were imported from files and that no connector searches."""
    return tuple(
        dict.fromkeys(
            s.source
            for s in state.searches
            if s.route in ("database", "register") and not meant_by(s.source)
        )
    )


def link_registrations(review: Review) -> tuple[RecordsLinked, ...]:
    """Link register entries that are one register's entry of one number, however they were got."""
    held: dict[str, list[str]] = {}
    for entry in review.trials.registrations():
        held.setdefault(canonical(entry.id), []).append(entry.record)
    home = review.state.reports.of
    made = [
        review.event(
            RecordsLinked, records=tuple(dict.fromkeys(some)), method="exact",
            reason=f"entries of one registration, {number}",
        )
        for number, some in held.items()
        if len({home(r) for r in some}) > 1
    ]  # fmt: skip
    kept = review.append(*_new_links(review, made))
    return tuple(e for e in kept if isinstance(e, RecordsLinked))


def _new_links(review: Review, made: Sequence[RecordsLinked]) -> list[RecordsLinked]:
    """Links nobody made before: what people split stays apart and is not linked again and again."""
    told = {frozenset(e.records) for e in review.events if isinstance(e, RecordsLinked)}
    return [e for e in made if frozenset(e.records) not in told]


def _problems(searched: Sequence[Searched], learned: Learned) -> Iterator[Problem]:
    for one in searched:
        if one.error:
            yield Problem(one.source, one.error, "run `tamis update` again", "error")
        yield from one.problems
    yield from learned.problems
    if learned.unnamed:
        yield Problem(
            "notices",
            f"{len(learned.unnamed)} reports have neither a DOI nor a PubMed number, so nobody "
            "could be asked about them",
            severity="note",
        )
