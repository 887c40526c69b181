"""Extraction for pages and API alike: studies, forms with what was read, values, differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tamis.model.errors import TamisError
from tamis.model.events import Event, Extracted
from tamis.model.evidence import Datum, DatumState, Span
from tamis.model.ids import new_id
from tamis.model.showing import show
from tamis.review import Review, extracting, reconciling, suggesting
from tamis.review.extracting import Place, Told
from tamis.review.reconciling import Reader
from tamis.steps import forms
from tamis.steps.conversions import Derived, derived
from tamis.steps.forms import Blank, Group
from tamis.steps.studies import merge_studies
from tamis.steps.suggesting import Suggestion
from tamis.web import fulltexts
from tamis.web.fulltexts import Words
from tamis.web.people import Person
from tamis.web.rooms import Room

Short = Annotated[str, Field(max_length=200)]
Act = Annotated[str, Field(max_length=60, description="Sent again, nothing is doubled")]


class SayWhy(TamisError):
    """One of the readers ends a difference without saying that the other agrees."""

    exit_code = 2
    http_status = 422

    def __init__(self) -> None:
        super().__init__(
            "you read this study yourself: say what you two agreed on and why (the reason), "
            "or leave it to a third person"
        )


class Where(BaseModel):
    """Where a value belongs: a study's characteristic (all empty), or a result."""

    model_config = ConfigDict(extra="forbid")

    outcome: Short = ""
    timepoint: Short = ""
    population: Short = ""
    arm: Short = ""
    name: Annotated[str, Field(min_length=1, max_length=60)]


class Value(Where):
    """A value as a person read it, with the words it rests on."""

    value: Annotated[str, Field(max_length=2000, description="As typed; empty if not given")] = ""
    state: DatumState = "reported"
    unit: Annotated[str, Field(max_length=60)] = ""
    formula: Annotated[str, Field(max_length=500)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    words: Words | None = None
    suggested_by: Annotated[str, Field(max_length=40, description="Rule that proposed it")] = ""
    act: Act = ""


class Settlement(Where):
    """The end of a difference: one reader's value is taken, or another one is given."""

    take: Annotated[str, Field(max_length=100, description="Whose value is taken")] = ""
    value: Annotated[str, Field(max_length=2000)] = ""
    state: DatumState = "reported"
    unit: Annotated[str, Field(max_length=60)] = ""
    words: Words | None = None
    reason: Annotated[str, Field(max_length=2000)] = ""
    act: Act = ""


class NewStudy(BaseModel):
    """Reports that are one study."""

    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, Field(min_length=1, max_length=120)]
    reports: Annotated[tuple[Short, ...], Field(min_length=1, max_length=100)]
    treated: Short = ""
    control: Short = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyLine:
    """A study in a list, who reads it, and how many values this person read."""

    study: str
    label: str
    reports: tuple[str, ...]
    own: int
    readers: tuple[Reader, ...]
    revealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A blank with this person's value, and others' where they may be seen.

    `event` is the event to undo; empty when the value was recorded together with others.
    """

    blank: Blank
    own: Datum | None
    event: str
    others: Mapping[str, Datum]

    @property
    def typed(self) -> str:
        """The value as it stands in an input."""
        value = self.own.value if self.own else None
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledGroup:
    """A group of blanks, filled, and the values that follow from this person's."""

    group: Group
    rows: tuple[Filled, ...]
    derived: tuple[Derived, ...]


def studies(review: Review) -> tuple[StudyLine, ...]:
    """Every study, those this writer has not read first."""
    own: dict[str, int] = {}
    for event in review.state.extractions:
        if event.by == review.by:
            own[event.study] = own.get(event.study, 0) + len(event.data)
    return tuple(
        StudyLine(
            study=s.id,
            label=s.label,
            reports=s.reports,
            own=own.get(s.id, 0),
            readers=reconciling.readers(review, s.id),
            revealed=reconciling.revealed(review, s.id),
        )
        for s in merge_studies(review.state)
    )


def unstudied(review: Review) -> tuple[str, ...]:
    """Reports that got to full text and belong to no study."""
    taken = {review.state.reports.of(r) for s in merge_studies(review.state) for r in s.reports}
    return tuple(r for r in fulltexts.wanted(review) if r not in taken)


def places(review: Review, study: str) -> tuple[tuple[str, str, str], ...]:
    """(outcome, timepoint, population) of what this writer may see of a study, in order."""
    seen = reconciling.visible(review, study)
    return tuple(dict.fromkeys((e.outcome, e.timepoint, e.population) for e in seen if e.outcome))


def form(
    review: Review, study: str, outcome: str = "", timepoint: str = "", population: str = ""
) -> tuple[FilledGroup, ...]:
    """The form of a study's characteristics, or of one result.

    Raises:
        UnknownName: The study or outcome is not known.
    """
    known = extracting.the_study(review, study)
    if not outcome:
        groups: tuple[Group, ...] = (forms.characteristics(review.protocol),)
    else:
        asked = review.protocol.outcome(outcome)
        if asked is None:
            from tamis.model.errors import UnknownName

            raise UnknownName("outcome", outcome, (o.id for o in review.protocol.outcomes))
        groups = forms.results(asked, extracting.arms(known), [(timepoint, population)])
    seen = reconciling.visible(review, study)
    return tuple(_filled(review, study, group, seen) for group in groups)


def _filled(review: Review, study: str, group: Group, seen: tuple[Extracted, ...]) -> FilledGroup:
    place: Place = (study, group.outcome, group.timepoint, group.population, group.arm)
    said: dict[str, dict[str, tuple[Datum, str]]] = {}
    for event in seen:
        if (event.study, event.outcome, event.timepoint, event.population, event.arm) == place:
            for datum in event.data:
                alone = event.id if len(event.data) == 1 else ""
                said.setdefault(datum.name, {})[event.by] = (datum, alone)
    asked = {b.name for b in group.blanks}
    extra = tuple(Blank(name=n, label=n, main=False) for n in said if n not in asked)
    rows = []
    for blank in (*group.blanks, *extra):
        readings = said.get(blank.name, {})
        mine, event_id = readings.get(review.by, (None, ""))
        others = {by: d for by, (d, _) in readings.items() if by != review.by}
        rows.append(Filled(blank=blank, own=mine, event=event_id, others=others))
    numbers = {
        r.blank.name: float(r.own.value)
        for r in rows
        if r.own and isinstance(r.own.value, int | float) and r.own.state == "reported"
    }
    have = {r.blank.name for r in rows if r.own and r.own.value is not None}
    found = tuple(d for d in derived(numbers) if d.name not in have) if group.outcome else ()
    return FilledGroup(group=group, rows=tuple(rows), derived=found)


#: Names of a result that a suggestion may fill.
TAKES = forms.NUMBERS | {"printed.p"}


def offered(review: Review, document: str, outcome: str) -> tuple[Suggestion, ...]:
    """Suggestions for a form, each value once; those that fit the form first.

    Raises:
        UnknownName: There is no such document.
        UnreadableText: Its file is not here, or can't be read.
    """
    once: dict[object, Suggestion] = {}
    for one in suggesting.suggestions(review, document):
        once.setdefault((one.rule, one.values), one)
    fits = [s for s in once.values() if bool(s.field) != bool(outcome)]
    return (*fits, *(s for s in once.values() if s not in fits))


def keep(room: Room, visitor: Person, study: str, told: Value) -> tuple[Event, ...]:
    """Append a value this person read."""
    with room.lock:
        review = room.review(visitor.writer)
        return review.read_value(_told(review, study, told), request=told.act or act())


def _told(review: Review, study: str, told: Value) -> Told:
    spans = (_span(review, study, told, told.words),) if told.words else ()
    said = suggesting.note(told.suggested_by) if told.suggested_by else ""
    return Told(
        study=study, name=told.name, value=told.value, state=told.state, outcome=told.outcome,
        timepoint=told.timepoint, population=told.population, arm=told.arm, unit=told.unit,
        formula=told.formula, note="; ".join(n for n in (said, told.note) if n), spans=spans,
    )  # fmt: skip


def _span(review: Review, study: str, told: Value, words: Words) -> Span:
    """The words of a value; those it rested on before stay as they were."""
    place: Place = (study, told.outcome, told.timepoint, told.population, told.arm)
    before = extracting.own(review, place).get(told.name)
    for old in before.spans if before and not words.page else ():
        if (old.document, old.quote) == (words.document, words.quote.strip()):
            return old
    return fulltexts.span(review, words)


def settle(room: Room, visitor: Person, study: str, told: Settlement) -> tuple[Event, ...]:
    """End a difference.

    Raises:
        SayWhy: A reader of the study gives no reason.
        UnknownName: The reader whose value is taken has none.
    """
    with room.lock:
        review = room.review(visitor.writer)
        reconciling.require_revealed(review, study)
        reader = any(r.by == visitor.writer for r in reconciling.readers(review, study))
        if reader and not told.reason.strip():
            raise SayWhy
        kind = "consensus" if reader else "settled by a third person"
        reason = ": ".join(n for n in (kind, told.reason.strip()) if n)
        return review.settle(
            _settlement(review, study, told), reason=reason, request=told.act or act()
        )


def _settlement(review: Review, study: str, told: Settlement) -> Told:
    if not told.take:
        fields = told.model_dump(exclude={"take", "reason", "words"})
        return _told(review, study, Value(**fields, words=told.words))
    place: Place = (study, told.outcome, told.timepoint, told.population, told.arm)
    found = next(
        (c for c in reconciling.comparison(review, study)
         if c.place == place and c.name == told.name),
        None,
    )  # fmt: skip
    if found is None or told.take not in found.readings:
        from tamis.model.errors import UnknownName

        raise UnknownName("reader of this value", told.take, found.readings if found else ())
    datum = found.readings[told.take]
    return Told(
        study=study, name=told.name, value="" if datum.value is None else str(datum.value),
        state=datum.state, outcome=told.outcome, timepoint=told.timepoint,
        population=told.population, arm=told.arm, unit=datum.unit, formula=datum.formula,
        note=datum.note, spans=datum.spans,
    )  # fmt: skip


def finish(room: Room, visitor: Person, study: str) -> tuple[Event, ...]:
    """Say that this person has read a study."""
    with room.lock:
        return extracting.finish(room.review(visitor.writer), study, act())


def make(room: Room, visitor: Person, told: NewStudy) -> str:
    """Make a study of reports; gives its id."""
    with room.lock:
        review = room.review(visitor.writer)
        return extracting.make_study(
            review, told.label, told.reports, (told.treated, told.control)
        ).study


def act() -> str:
    """An id for an act that came without one."""
    return new_id(datetime.now(UTC))


def shown(datum: Datum) -> str:
    """A value as people read it."""
    if datum.value is None:
        return {"not-reported": "not reported", "not-readable": "not readable"}.get(
            datum.state, datum.state
        )
    return " ".join(p for p in (show(datum.value), datum.unit) if p)
