"""`Review`: the one door to a review folder, for Python, the command line and the web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamis.model.events import (
    Certified,
    Event,
    SampleDrawn,
    Stage,
    StudyLinked,
    Verdict,
)
from tamis.model.problems import Problem
from tamis.model.results import Analysis
from tamis.review.opened import Opened

if TYPE_CHECKING:
    from tamis.learn.queue import Shown
    from tamis.learn.values import Document
    from tamis.model.changes import EvidenceDiff
    from tamis.model.conclusions import Conclusion
    from tamis.model.numbers import Number
    from tamis.model.publication import Publication
    from tamis.model.search_report import PrismaS
    from tamis.review.agreeing import PairAgreement
    from tamis.review.certifying import Kept
    from tamis.review.deduping import Deduped
    from tamis.review.extracting import Told
    from tamis.review.importing import Imported
    from tamis.review.offers import OfferCheck
    from tamis.review.previewing import Preview
    from tamis.review.progress import ScreeningProgress
    from tamis.review.publishing import PublishedSite
    from tamis.review.ranking import Desk
    from tamis.review.releases import Released
    from tamis.review.replaying import Replayed
    from tamis.review.screening import Waiting
    from tamis.review.searching import Searched
    from tamis.review.status import Summary
    from tamis.review.study_suggestions import StudySuggestion
    from tamis.review.sufficing import Enough
    from tamis.review.texts import Added
    from tamis.review.trials import TrialWatch
    from tamis.review.updating import Update
    from tamis.steps.merging import Merged


class Review(Opened):
    """A review folder, opened, and everything that can be done with it.

    Args:
        folder: The folder, or its protocol.toml.
        by: Whose log new events go to; `default_writer()` unless given.
        day: Show the review as it stood on that day (YYYY-MM-DD); it can't be changed then.
        clock: What gives the time of new events.

    Raises:
        NotAReview: There is no protocol.toml.
    """

    def status(self) -> Summary:
        """Where the review stands, in counts."""
        from tamis.review.status import summarise

        return summarise(self)

    def as_released(self, version: str) -> Released:
        """The same review as a version was released; see `tamis.review.releases`."""
        from tamis.review.releases import as_released

        return as_released(self, version)

    # ---- the chain ---------------------------------------------------------------------------

    def import_files(self, files: Iterable[Path | str], **how: Any) -> tuple[Imported, ...]:
        """Import export files; see `tamis.review.importing.import_files`."""
        from tamis.review.importing import import_files

        return import_files(self, files, **how)

    def preview(self, file: Path | str, **how: Any) -> Preview:
        """What a file would bring; see `tamis.review.previewing.preview`."""
        from tamis.review.previewing import preview

        return preview(self, Path(file), **how)

    def search(self, sources: Sequence[str] = (), **how: Any) -> tuple[Searched, ...]:
        """Search sources over the network; see `tamis.review.searching.search`."""
        from tamis.review.searching import search

        self._writable()
        return search(self, sources, **how)

    def update(self, sources: Sequence[str] = (), **how: Any) -> Update:
        """Search everything again and notice what happened; see `tamis.review.updating.update`."""
        from tamis.review.updating import update

        self._writable()
        return update(self, sources, **how)

    def replay(self, search: str) -> Replayed:
        """Read a search again from its replies; see `tamis.review.replaying`."""
        from tamis.review.replaying import replay

        return replay(self, search)

    def search_report(self) -> PrismaS:
        """How the literature was searched; see `tamis.review.search_report`."""
        from tamis.review.search_report import search_report

        return search_report(self)

    def dedupe(self, **how: Any) -> Deduped:
        """Link duplicate records; see `tamis.review.deduping.dedupe`."""
        from tamis.review.deduping import dedupe

        return dedupe(self, **how)

    def screen(
        self,
        report: str,
        verdict: Verdict,
        *,
        stage: Stage = "title-abstract",
        criterion: str | None = None,
        note: str = "",
        labels: Iterable[str] = (),
        shown: Shown | None = None,
        request: str = "",
    ) -> tuple[Event, ...]:
        """Judge a report; see `tamis.review.screening.screen`."""
        from tamis.review.screening import screen

        self._writable()
        return screen(
            self, report, verdict, stage=stage, criterion=criterion, note=note,
            labels=tuple(labels), shown=shown, request=request,
        )  # fmt: skip

    def adjudicate(
        self,
        report: str,
        verdict: Verdict,
        *,
        stage: Stage = "title-abstract",
        criterion: str | None = None,
        note: str = "",
        request: str = "",
    ) -> tuple[Event, ...]:
        """Settle a conflict between reviewers; see `tamis.review.screening.adjudicate`."""
        from tamis.review.screening import adjudicate

        self._writable()
        return adjudicate(
            self, report, verdict, stage=stage, criterion=criterion, note=note, request=request
        )

    def undo(self, event: str, *, reason: str = "", request: str = "") -> tuple[Event, ...]:
        """Take back an event of one's own; see `tamis.review.undoing.undo`."""
        from tamis.review.undoing import undo

        self._writable()
        return undo(self, event, reason, request)

    def see_score(
        self, report: str, shown: Shown, *, stage: Stage = "title-abstract", request: str = ""
    ) -> tuple[Event, ...]:
        """Note that this writer asked for a score before deciding."""
        from tamis.review.screening import see_score

        self._writable()
        return see_score(self, report, shown, stage, request)

    def desk(self, stage: Stage = "title-abstract", **how: Any) -> Desk:
        """The ranked queues of a stage, to be held as long as people screen; see `Desk`."""
        from tamis.review.ranking import Desk

        return Desk(self, stage, **how)

    def progress(self, stage: Stage = "title-abstract") -> ScreeningProgress:
        """How far the screening is, with what is estimated to be missing; from the log alone."""
        from tamis.review.progress import progress

        return progress(self, stage)

    def certify(
        self,
        stage: Stage = "title-abstract",
        *,
        rule: str = "thinning",
        target: float = 0.95,
        confidence: float = 0.95,
    ) -> tuple[Certified, bool]:
        """Ask a stopping rule and keep its answer; see `tamis.review.certifying.keep`."""
        from tamis.review.certifying import keep

        self._writable()
        return keep(self, stage, rule, target, confidence)

    def draw(
        self, size: int, stage: Stage = "title-abstract", *, seed: int | None = None
    ) -> SampleDrawn:
        """Draw reports at random from those nobody judged; see `tamis.review.certifying.draw`."""
        from tamis.review.certifying import draw

        self._writable()
        return draw(self, stage, size, seed)

    def agreements(self, stage: Stage = "title-abstract", **how: Any) -> tuple[PairAgreement, ...]:
        """How far each two reviewers agree; see `tamis.review.agreeing.agreements`."""
        from tamis.review.agreeing import agreements

        return agreements(self, stage, **how)

    def enough(self, stage: Stage = "title-abstract") -> Enough:
        """What the reports still missing could do to each pooled result."""
        from tamis.review.sufficing import enough

        return enough(self, stage)

    def certificates(self, stage: Stage | None = None) -> tuple[Kept, ...]:
        """The certificates that were kept, oldest first, and whether each still stands."""
        from tamis.review.certifying import kept

        return kept(self, stage)

    def ranker_documents(self, stage: Stage = "title-abstract") -> tuple[Document, ...]:
        """One document per report, merged from its records, as a ranker reads them.

        At full text, only the reports that got there.
        """
        from tamis.review.learning import documents

        return documents(self, stage)

    def waiting(self, stage: Stage = "title-abstract") -> tuple[Waiting, ...]:
        """The reports this writer has still to judge."""
        from tamis.review.screening import waiting

        return waiting(self, stage)

    def link(self, records: Iterable[str], reason: str = "") -> tuple[Event, ...]:
        """Judge records to be one report."""
        from tamis.review.deduping import link_records

        return link_records(self, tuple(records), reason)

    def split(
        self, records: Iterable[str], reason: str = "", relation: str = ""
    ) -> tuple[Event, ...]:
        """Judge records to be different reports, related or not; this outweighs any link."""
        from tamis.review.deduping import split_records

        return split_records(self, tuple(records), reason, relation)

    def suggest_studies(self) -> tuple[StudySuggestion, ...]:
        """Reports and registrations that may be one study; see `tamis.review.study_suggestions`."""
        from tamis.review.study_suggestions import suggestions

        return suggestions(self)

    def accept_study(self, number: int) -> StudyLinked:
        """Judge what a suggestion names to be one study."""
        from tamis.review.study_suggestions import accept

        return accept(self, number)

    def record_entries(self, source: Path | str) -> tuple[Event, ...]:
        """Record studies, readings, judgements … from a TOML file; see `tamis.review.entries`."""
        from tamis.review.entries import record_entries

        return record_entries(self, Path(source))

    def add_fulltext(self, report: str, file: Path | str, **how: Any) -> Added:
        """Keep a report's full text; see `tamis.review.texts.add`."""
        from tamis.review.texts import add

        self._writable()
        return add(self, report, Path(file), **how)

    def read_value(self, told: Told, *, request: str = "") -> tuple[Event, ...]:
        """Append one value that was read; see `tamis.review.extracting.read_value`."""
        from tamis.review.extracting import read_value

        self._writable()
        return read_value(self, told, request=request)

    def settle(self, told: Told, *, reason: str = "", request: str = "") -> tuple[Event, ...]:
        """End a difference between readers; see `tamis.review.reconciling.settle`."""
        from tamis.review.reconciling import settle

        self._writable()
        return settle(self, told, reason=reason, request=request)

    def analyse(self, outcome: str, comparison: str | None = None) -> tuple[Analysis, ...]:
        """The analyses of an outcome; see `tamis.review.analysing.analyses`."""
        from tamis.review.analysing import analyses

        return analyses(self, outcome, comparison)

    def conclude(
        self, outcome: str | None = None, comparison: str | None = None, **how: Any
    ) -> tuple[Conclusion, ...]:
        """What the next trial would have to show; see `tamis.review.concluding.conclude`."""
        from tamis.review.concluding import conclude

        return conclude(self, outcome, comparison, **how)

    def readings(self, study: str | None = None) -> tuple[Number, ...]:
        """Every value that was read, with its words; of one study when it is named."""
        from tamis.review.analysing import readings

        return readings(self, study)

    def spoken(self, analyses: Iterable[Analysis]) -> list[dict[str, Any]]:
        """Analyses as plain values, with sentences written out."""
        from tamis.review.analysing import spoken

        return spoken(self, analyses)

    def plain(self, text: str) -> str:
        """A sentence with its references to numbers and studies written out."""
        from tamis.report.language import plain

        shown = {n.id: n.shown for n in self.evidence.ledger.values()}
        return plain(text, shown, self.evidence.labels())

    def shown(self, numbers: Mapping[str, str]) -> dict[str, str]:
        """Numbers as a page shows them."""
        return {name: self.evidence.ledger[id_].shown for name, id_ in numbers.items()}

    def grade(self, *, confirm: bool = False, reason: str = "") -> tuple[Event, ...]:
        """Confirm the proposed ratings that nobody has judged yet."""
        from tamis.review.grading import confirm_proposals

        return confirm_proposals(self, reason) if confirm else ()

    def publication(self) -> Publication:
        """Everything a page is drawn from."""
        from tamis.review.publishing import publication

        return publication(self)

    def publish(self, *, release: str = "", summary: str = "", url: str = "") -> PublishedSite:
        """Build the site under out/; see `tamis.review.publishing.publish`."""
        from tamis.review.publishing import publish

        return publish(self, release=release, summary=summary, url=url)

    def diff(self, a: str, b: str = "now", *, sentences: bool = True) -> EvidenceDiff:
        """What differs between two days or versions; see `tamis.review.comparing.compare`."""
        from tamis.review.comparing import compare

        return compare(self, a, b, sentences=sentences)

    @property
    def trials(self) -> TrialWatch:
        """The registered trials: matched, watched, asked about; see `tamis.review.trials`."""
        from tamis.review.trials import TrialWatch

        return TrialWatch(self)

    def offer(self, text: str) -> OfferCheck:
        """Read an offer beside this review; nothing is kept. See `tamis.review.offers`."""
        from tamis.review.offers import check_offer

        return check_offer(text, self)

    def check(self) -> tuple[Problem, ...]:
        """Read everything over: sources that contradict themselves, wording that overclaims."""
        from tamis.review.checking import check

        return check(self)

    def verify(self) -> tuple[Problem, ...]:
        """Prove that nothing was changed and that every published number still derives."""
        from tamis.review.verifying import verify

        return verify(self)

    def history(
        self, *, writer: str | None = None, kind: str | None = None, about: str | None = None
    ) -> tuple[Event, ...]:
        """Events, newest first; by one writer, of one kind, about one thing.

        Raises:
            UnknownName: There is no such writer or kind.
        """
        from tamis.review.history import history

        return history(self, writer, kind, about)

    def export(self, file: Path | str) -> None:
        """Pack the review into one file."""
        from tamis.store.durable import write_whole
        from tamis.store.export import export

        packed = BytesIO()
        export(self.folder, packed)
        write_whole(Path(file), packed.getvalue())

    def merged(self) -> tuple[Merged, ...]:
        """Every report as one citation, each value with the record that gave it."""
        from tamis.review.merging import merged

        return merged(self)

    def write_citations(self, file: Path | str) -> int:
        """Write every report to a RIS, NBIB, BibTeX, CSV or CSL-JSON file; see `merging`."""
        from tamis.review.merging import write_citations

        return write_citations(self, Path(file))

    @classmethod
    def unpack(cls, file: Path | str, folder: Path | str) -> Review:
        """Unpack what `export` packed."""
        from tamis.store.export import import_review

        with Path(file).open("rb") as stream:
            import_review(stream, folder)
        return cls(folder)
