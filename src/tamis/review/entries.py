"""Entries: studies, readings, judgements and the like, written by hand in a TOML file.

    [[documents]]                     # what was read
    id = "smith2020"
    report = "r1f…"                   # optional: the report it is the text of
    kind = "full text"

    [[studies]]
    study = "smith-2020"
    label = "Smith 2020"
    reports = ["r1f…"]

    [[readings]]
    study = "smith-2020"
    outcome = "pain"
    timepoint = "6 months"
    arm = "treated"
    values.mean = { value = 2.1, document = "smith2020", quote = "2.1 (SD 0.4)" }

    [[judgements]]
    study = "smith-2020"
    outcome = "pain"
    instrument = "rob-2"
    domain = "randomisation"
    answers = { "1.1" = "Y", "1.2" = "NI", "1.3" = "N" }

    [[ratings]]
    comparison = "all"
    outcome = "pain"
    domain = "imprecision"
    rating = -1
    reason = "…"

Each entry becomes an event. An entry that says what its writer said before adds nothing; one that
says something else supersedes it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tamis import instruments
from tamis.model.errors import InvalidFile, UnknownName
from tamis.model.events import Answer, Event, Extracted, Graded, Judged, Retrieved, StudyLinked
from tamis.model.evidence import Datum, Document
from tamis.steps import appraisal

if TYPE_CHECKING:
    from tamis.review.facade import Review

TABLES = ("documents", "studies", "readings", "judgements", "ratings")
_FRAME = ("id", "at", "by", "protocol", "supersedes", "dated")
_KEYS: dict[type[Event], tuple[str, ...]] = {
    StudyLinked: ("study",),
    Extracted: ("study", "outcome", "timepoint", "population", "arm"),
    Judged: ("study", "outcome", "timepoint", "population", "instrument", "domain"),
    Graded: ("comparison", "outcome", "domain"),
}


def record_entries(review: Review, source: Path) -> tuple[Event, ...]:
    """Append the entries of a TOML file, all or none.

    Raises:
        InvalidFile: The file is no TOML, or an entry does not fit; nothing was written.
    """
    try:
        told = tomllib.loads(source.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidFile(source, [str(error)]) from error
    unknown = [name for name in told if name not in TABLES]
    if unknown:
        raise InvalidFile(source, [f"no table '{n}'; known: {', '.join(TABLES)}" for n in unknown])
    events: list[Event] = []
    wrong: list[str] = []
    for place, kind, entry in _entries(told):
        try:
            event = _event(review, kind, entry)
        except (msgspec.ValidationError, UnknownName, TypeError) as error:
            wrong.append(f"{place}: {error}")
            continue
        if event is not None:
            events.append(event)
    if wrong:
        raise InvalidFile(source, wrong)
    return review.append(*events)


def _entries(told: dict[str, Any]) -> Iterator[tuple[str, type[Event], dict[str, Any]]]:
    kinds = dict(zip(TABLES, (Retrieved, StudyLinked, Extracted, Judged, Graded), strict=True))
    for table in TABLES:
        for number, entry in enumerate(told.get(table, ()), 1):
            yield f"{table} {number}", kinds[table], dict(entry)


def _event(review: Review, kind: type[Event], entry: dict[str, Any]) -> Event | None:
    """The event an entry asks for; None when it was said before."""
    told = _SHAPES[kind](review, entry) if kind in _SHAPES else entry
    allowed = {f.name for f in fields(kind)} - set(_FRAME)
    for name in told:
        if name not in allowed:
            raise UnknownName("key", name, allowed)
    frame = {"id": "", "at": "", "by": review.by, "protocol": ""}
    wanted = msgspec.convert({**frame, **told}, kind)
    if isinstance(wanted, Extracted):
        return _extracted(review, wanted)
    before = _before(review, wanted)
    if before is not None and _says(before) == _says(wanted):
        return None
    values = {f.name: getattr(wanted, f.name) for f in fields(kind) if f.name not in _FRAME}
    supersedes = before.id if before is not None else None
    return review.event(kind, **values, supersedes=supersedes)


def _extracted(review: Review, wanted: Extracted) -> Event | None:
    """A reading with what its writer has not said yet; a later value replaces the earlier."""
    said = {
        d.name: d
        for e in review.state.extractions
        if e.by == wanted.by and all(getattr(e, k) == getattr(wanted, k) for k in _KEYS[Extracted])
        for d in e.data
    }
    data = tuple(d for d in wanted.data if said.get(d.name) != d)
    if not data:
        return None
    names = [f.name for f in fields(Extracted) if f.name not in (*_FRAME, "data")]
    return review.event(Extracted, data=data, **{n: getattr(wanted, n) for n in names})


def _before(review: Review, wanted: Event) -> Event | None:
    """The standing event of this writer about the same thing."""
    if isinstance(wanted, Retrieved):
        pool: tuple[Event, ...] = tuple(
            e for e in review.state.retrievals
            if (e.document and wanted.document and e.document.id == wanted.document.id)
            or (not wanted.document and not e.document and e.report == wanted.report)
        )  # fmt: skip
    else:
        state = review.state
        every = (*state.studies, *state.judgements, *state.gradings)
        keys = _KEYS[type(wanted)]
        pool = tuple(
            e for e in every
            if type(e) is type(wanted)
            and all(getattr(e, k) == getattr(wanted, k) for k in keys)
        )  # fmt: skip
    return next((e for e in reversed(pool) if e.by == review.by), None)


def _says(event: Event) -> tuple[object, ...]:
    return tuple(getattr(event, f.name) for f in fields(event) if f.name not in _FRAME)


def _document(review: Review, entry: dict[str, Any]) -> dict[str, Any]:
    own = {f.name for f in fields(Document)}
    around: dict[str, Any] = {k: entry.pop(k) for k in ("report", "status", "reason") if k in entry}
    for name in entry:
        if name not in own:
            raise UnknownName("key", name, own | set(around))
    if "report" in around:
        from tamis.review.screening import resolve

        around["report"] = resolve(review, around["report"])
    return {**around, "document": entry} if entry else around


def _study(review: Review, entry: dict[str, Any]) -> dict[str, Any]:
    from tamis.review.screening import resolve

    return {**entry, "reports": [resolve(review, r) for r in entry.get("reports", ())]}


def _reading(review: Review, entry: dict[str, Any]) -> dict[str, Any]:
    known = {o.id for o in review.protocol.outcomes}
    if entry.get("outcome") and entry["outcome"] not in known:
        raise UnknownName("outcome", entry["outcome"], known)
    span = ("document", "quote", "locator", "verbatim")
    own = {f.name for f in fields(Datum)} - {"name", "spans"}
    data = []
    for name, told in entry.pop("values", {}).items():
        value = dict(told) if isinstance(told, dict) else {"value": told}
        for key in value:
            if key not in own and key not in span:
                raise UnknownName(f"key of value '{name}'", key, own | set(span))
        words = {k: value.pop(k) for k in span if k in value}
        data.append({"name": name, **value, "spans": [words] if words else []})
    return {**entry, "data": data}


def _judgement(review: Review, entry: dict[str, Any]) -> dict[str, Any]:
    tool = instruments.instrument(entry.get("instrument", ""))
    answers = [
        a if isinstance(a, dict) else {"question": q, "answer": a}
        for q, a in dict(entry.get("answers", {})).items()
    ]
    proposed = ""
    if entry.get("domain") != appraisal.OVERALL:
        given = (Answer(question=a["question"], answer=a["answer"]) for a in answers)
        proposed = appraisal.propose(tool, entry.get("domain", ""), given)
    told = {**entry, "answers": answers, "proposed": proposed}
    told.setdefault("judgement", proposed)
    if told["judgement"] not in tool.judgements:
        raise UnknownName(f"{tool.name} judgement", str(told["judgement"]), tool.judgements)
    return told


_SHAPES = {
    Retrieved: _document,
    StudyLinked: _study,
    Extracted: _reading,
    Judged: _judgement,
}
