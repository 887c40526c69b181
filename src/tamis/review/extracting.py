"""One value, read by one person: checked against the protocol and appended with its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.model.errors import TamisError, UnknownName
from tamis.model.events import Event, Extracted, StudyLinked
from tamis.model.evidence import Arm, Datum, DatumState, Span
from tamis.model.facts import Study
from tamis.model.naming import slug
from tamis.review.screening import resolve
from tamis.review.texts import mention
from tamis.steps import forms

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: What a reader appends when a study is read: an event without values.
FINISHED = "finished reading this study"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,59}")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?")
_WITHOUT_VALUE = ("not-reported", "not-readable")

Place = tuple[str, str, str, str, str]  # study, outcome, timepoint, population, arm


class NotAReading(TamisError):
    """A value does not fit what the protocol asks for, or has no words to rest on."""

    exit_code = 2
    http_status = 422

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"'{name}' was not kept: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person read, before it is checked.

    `value` is as it was typed; `spans` the words it rests on. A `derived` value has a formula.
    """

    study: str
    name: str
    value: str = ""
    state: DatumState = "reported"
    outcome: str = ""
    timepoint: str = ""
    population: str = ""
    arm: str = ""
    unit: str = ""
    formula: str = ""
    note: str = ""
    spans: tuple[Span, ...] = ()

    @property
    def place(self) -> Place:
        """Where it belongs."""
        return (self.study, self.outcome, self.timepoint, self.population, self.arm)


def read_value(review: Review, told: Told, *, request: str = "") -> tuple[Event, ...]:
    """Append one value of this writer; the same again appends nothing, another one replaces it.

    Raises:
        UnknownName: The study, outcome, arm, term or document is not known.
        NotAReading: The value does not fit its field, or has no words to rest on.
    """
    if earlier := review.folder.log.told(review.by, request):
        return earlier
    datum = check(review, told)
    mine = own(review, told.place).get(told.name)
    if mine == datum:
        return ()
    mentions = [e for s in datum.spans for e in mention(review, s.document)]
    event = review.event(
        Extracted, study=told.study, outcome=told.outcome, timepoint=told.timepoint,
        population=told.population, arm=told.arm, data=(datum,), request=request,
    )  # fmt: skip
    return review.append(*mentions[:1], event)


def check(review: Review, told: Told) -> Datum:
    """What a person read as a datum.

    Raises:
        UnknownName: The study, outcome, arm or term is not known.
        NotAReading: The value does not fit its field, or has no words to rest on.
    """
    study = the_study(review, told.study)
    _known_place(review, told, study)
    if not _NAME.fullmatch(told.name):
        raise NotAReading(told.name, "names are small letters, digits, dots and hyphens")
    value = None if told.state in _WITHOUT_VALUE else _value(review, told)
    if told.state == "derived" and not told.formula:
        raise NotAReading(told.name, "a derived value needs its formula")
    if value is not None and told.state != "derived" and not told.spans:
        raise NotAReading(told.name, "say which words carry it: select them, or find them")
    return Datum(
        name=told.name, value=value, unit=told.unit.strip(), state=told.state, spans=told.spans,
        formula=told.formula, note=" ".join(told.note.split()),
    )  # fmt: skip


def own(review: Review, place: Place) -> dict[str, Datum]:
    """This writer's standing values at a place, by name."""
    return {
        d.name: d
        for e in review.state.extractions
        if e.by == review.by and (e.study, e.outcome, e.timepoint, e.population, e.arm) == place
        for d in e.data
    }


def the_study(review: Review, name: str) -> Study:
    """A study by its id.

    Raises:
        UnknownName: There is none.
    """
    from tamis.steps.studies import merge_studies

    studies = {s.id: s for s in merge_studies(review.state)}
    if name not in studies:
        raise UnknownName("study", name, studies)
    return studies[name]


def arms(study: Study) -> tuple[Arm, ...]:
    """A study's arms; the usual two while nobody has named them."""
    return study.link.arms or forms.USUAL_ARMS


def make_study(
    review: Review, label: str, reports: tuple[str, ...], arm_labels: tuple[str, str] = ("", "")
) -> StudyLinked:
    """Judge reports to be one study, and name it and its arms.

    Args:
        review: The review.
        label: How it is called ("Alder 2018").
        reports: Its reports, or records of them.
        arm_labels: What the treated and the control arm are called; without a control arm the
            second is empty.

    Raises:
        UnknownName: There is no such report.
        NotAReading: The label is empty.
    """
    from tamis.steps.studies import merge_studies

    name = " ".join(label.split())
    if not slug(name):
        raise NotAReading("label", "a study needs a name, such as 'Alder 2018'")
    homes = tuple(dict.fromkeys(resolve(review, r) for r in reports))
    taken = {s.id for s in merge_studies(review.state)}
    id_, number = slug(name)[:60], 2
    while id_ in taken:
        id_, number = f"{slug(name)[:56]}-{number}", number + 1
    treated, control = (" ".join(a.split()) for a in arm_labels)
    named: tuple[Arm, ...] = (Arm(id="treated", label=treated or "Treated"),)
    if control:
        named = (*named, Arm(id="control", label=control, role="control"))
    event = review.event(
        StudyLinked, study=id_, label=name, reports=homes, arms=named, status="completed"
    )
    review.append(event)
    return event


def finish(review: Review, study: str, request: str = "") -> tuple[Event, ...]:
    """Say that this writer has read a study; saying it again appends nothing.

    Raises:
        UnknownName: There is no such study.
    """
    the_study(review, study)
    if earlier := review.folder.log.told(review.by, request):
        return earlier
    if any(
        e.by == review.by and e.study == study and e.note == FINISHED
        for e in review.state.extractions
    ):
        return ()
    return review.append(
        review.event(Extracted, study=study, data=(), note=FINISHED, request=request)
    )


def _known_place(review: Review, told: Told, study: Study) -> None:
    known = {o.id for o in review.protocol.outcomes}
    if told.outcome and told.outcome not in known:
        raise UnknownName("outcome", told.outcome, known)
    able = {a.id for a in arms(study)} | {
        e.arm for e in review.state.extractions if e.study == study.id and e.arm
    }
    if told.arm and told.arm not in able:
        raise UnknownName(f"arm of {study.label}", told.arm, able)
    if told.outcome and not told.timepoint.strip():
        raise NotAReading(told.name, "say at which time it was measured, such as '6 months'")
    if not told.outcome and (told.arm or told.timepoint or told.population):
        raise NotAReading(told.name, "a characteristic belongs to the study, not to an arm or time")


def _value(review: Review, told: Told) -> float | int | str:
    text = " ".join(told.value.split())
    if not text:
        raise NotAReading(told.name, "it is empty; mark it as not reported if the text has none")
    if told.outcome:
        numeric = told.name in forms.NUMBERS
        return number(told.name, text) if numeric else _maybe_number(text)
    blank = next(
        (b for b in forms.characteristics(review.protocol).blanks if b.name == told.name), None
    )
    if blank is None:
        known = [b.name for b in forms.characteristics(review.protocol).blanks]
        raise UnknownName("characteristic", told.name, known)
    if blank.kind == "number":
        return number(told.name, text)
    if blank.kind == "coded":
        codes = [c for c, _ in blank.choices]
        for part in (p.strip() for p in text.split(";")):
            if part not in codes:
                raise UnknownName(f"term of '{told.name}'", part, codes)
    return text


def number(name: str, text: str) -> float | int:
    """A number as people type it; true minus signs and thin spaces are understood.

    Raises:
        NotAReading: It is none, or could be two (1,234 or 1.234).
    """
    plain = re.sub(r"[\s\u2009\u202f]", "", text).replace("−", "-").replace("–", "-")
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", plain) and len(plain.split(",")[0]) < 4:
        whole = plain.replace(",", "")
        if plain.count(",") == 1 and "." not in plain:
            why = f"'{text}' may be {whole} or {plain.replace(',', '.')}; write it without a comma"
            raise NotAReading(name, why)
        plain = whole
    if not _NUMBER.fullmatch(plain.lower()):
        raise NotAReading(name, f"'{text}' is not a number; write it like 3.5 or −3.5")
    value = float(plain)
    return int(value) if value.is_integer() and not re.search("[.e]", plain.lower()) else value


def _maybe_number(text: str) -> float | int | str:
    try:
        return number("", text)
    except NotAReading:
        return text
