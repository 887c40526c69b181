"""The trial watch of a review: its registered trials, held against a person and against time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tamis.model.records import Record
from tamis.trials.asking import Asking, asking
from tamis.trials.caveats import Caveat, caveats
from tamis.trials.criteria import Reading
from tamis.trials.local_registry import RegisteredTrial, Registry
from tamis.trials.matching import Match, matches
from tamis.trials.missing import Cell, known_missing
from tamis.trials.normalise import is_registration, registration
from tamis.trials.person import Person
from tamis.trials.questions import Questions, questions
from tamis.trials.radar import Sighting, radar
from tamis.trials.reading import read
from tamis.trials.registration import OPEN, Registration
from tamis.trials.suggestions import Suggestion, suggestions
from tamis.trials.vocabulary import Vocabulary, known, vocabulary

if TYPE_CHECKING:
    from tamis.review.facade import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialCard:
    """Everything about one trial."""

    registration: Registration
    ids: tuple[str, ...]
    history: tuple[Registration, ...]
    reading: Reading
    warnings: tuple[Caveat, ...]


@dataclass(frozen=True, slots=True)
class TrialWatch:
    """The registered trials of one review. Nothing here writes; nothing told is kept."""

    review: Review

    @property
    def vocabulary(self) -> Vocabulary:
        """The protocol's populations and the conditions tamis knows."""
        return vocabulary(self.review.protocol.populations)

    def registry(self) -> Registry:
        """Every registered trial; what several registers and several days say of one is together.

        Numbers that people linked to one study join its registrations, as numbers that a register
        lists do.
        """
        return Registry.of(self.registrations())

    def registrations(self) -> tuple[Registration, ...]:
        """Every record of a register, normalised, as of the day its search was run."""
        linked = self._linked()
        found = []
        for record, seen in self._snapshots():
            made = registration(record, seen, self.review.protocol.facets)
            others = linked.get(made.id, ())
            found.append(replace(made, ids=tuple(dict.fromkeys((*made.ids, *others)))))
        return tuple(found)

    def match(self, person: Person) -> tuple[Match, ...]:
        """What each trial says to a person; see `tamis.trials.matching.match`.

        Raises:
            UnknownName: The person's condition has no name that is known.
        """
        words = self.vocabulary
        known = replace(person, condition=words.resolve(person.condition))
        return matches(known, [t.latest for t in self.registry().trials], words)

    def listed(
        self, condition: str | None = None, *, open_only: bool = False
    ) -> tuple[Registration, ...]:
        """The newest entry of every trial; those that list a condition, those that are open.

        Raises:
            UnknownName: The condition has no name that is known.
        """
        words = self.vocabulary
        wanted = words.resolve(condition) if condition else ""
        found = (t.latest for t in self.registry().trials)
        return tuple(
            r
            for r in found
            if (not open_only or r.status in OPEN)
            and (not wanted or wanted in known(r.conditions, words))
        )

    def card(self, number: str) -> TrialCard:
        """One trial with its history, its eligibility as read, and what to ask about.

        Raises:
            UnknownName: No registered trial of this review has that number.
        """
        trial = self.show(number)
        reading = read(trial.latest.eligibility.text, self.vocabulary)
        return TrialCard(
            registration=trial.latest, ids=trial.ids, history=trial.registrations[1:],
            reading=reading, warnings=caveats(trial.latest, reading),
        )  # fmt: skip

    def show(self, number: str) -> RegisteredTrial:
        """One trial with its history.

        Raises:
            UnknownName: No registered trial of this review has that number.
        """
        from tamis.model.errors import UnknownName

        registry = self.registry()
        found = registry.find(number)
        if found is None:
            raise UnknownName("registered trial", number, [t.id for t in registry.trials])
        return found

    def radar(self, today: str = "") -> tuple[Sighting, ...]:
        """What is overdue, changed, stale or counted twice among the registered trials."""
        return radar(
            self.registry(), today or self.review.day or self.review.today(), self._studies()
        )

    def missing(self) -> tuple[Cell, ...]:
        """Study × outcome: reported, measured but not reported, unknown (ROB-ME)."""
        evidence = self.review.evidence
        return known_missing(evidence.rows, self.review.protocol, self.registry(), self._readings())

    def asking(self) -> Asking:
        """The trials as the published pages show them."""
        # The page depends on what is known, not on the day it is built.
        known = max((e.day for e in self.review.events), default="")
        radar = self.radar(self.review.day or known)
        return asking(self.registry(), self.review.protocol, self.vocabulary, radar)

    def questions(self, number: str = "") -> Questions:
        """What to ask: of any trial, or of one trial with what its entry leaves open."""
        return questions(self.show(number).latest if number else None)

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Registrations that may be one trial: same sponsor number, or same title."""
        return suggestions(self.registry())

    def _snapshots(self) -> Sequence[tuple[Record, str]]:
        """Records of registers with the day each was read, oldest search first."""
        runs = sorted(self.review.state.searches, key=lambda s: (s.run_on or s.day, s.id))
        return [
            (record, run.run_on or run.day)
            for run in runs
            for record in self.review.folder.records(run.search)
            if is_registration(record) and _from_register(record)
        ]

    def _linked(self) -> dict[str, tuple[str, ...]]:
        """Registration number → other registers' numbers that people linked to its study."""
        from tamis.trials.numbers import register_of

        found: dict[str, tuple[str, ...]] = {}
        for study in self.review.state.studies:
            registers = {register_of(n) for n in study.registrations}
            if len(registers) == len(study.registrations) > 1:
                for number in study.registrations:
                    found[number] = tuple(n for n in study.registrations if n != number)
        return found

    def _studies(self) -> tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]:
        """Study id, label, registrations, overlaps."""
        return tuple(
            (r.study, r.label, r.registrations, r.overlaps) for r in self.review.evidence.rows
        )

    def _readings(self) -> frozenset[tuple[str, str]]:
        """(study, outcome) with a value that was read."""
        return frozenset(
            (e.study, e.outcome)
            for e in self.review.state.extractions
            if e.outcome and any(d.value is not None for d in e.data)
        )


def _from_register(record: Record) -> bool:
    """Whether a record is a register's entry and not a publication listed as a registration."""
    return bool(record.extra)
