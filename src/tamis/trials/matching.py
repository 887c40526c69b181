"""A person held against a registered trial: what speaks for asking, what keeps out, what is open.

The answer is never "eligible": only the people who run a trial can say that. A statement that
keeps somebody out decides; everything else is open or fits as far as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tamis.trials.caveats import Caveat, caveats
from tamis.trials.criteria import Criterion, Reading
from tamis.trials.fitting import Bearing, bearing
from tamis.trials.person import Person
from tamis.trials.reading import read
from tamis.trials.registration import Registration
from tamis.trials.structured import structured
from tamis.trials.vocabulary import Vocabulary, known

Verdict = Literal["may fit", "excluded by", "not stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A statement and how it bears on the person; `why` in words."""

    bearing: Bearing
    kind: str
    sentence: str
    start: int
    end: int
    source: Literal["eligibility text", "register field"]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What one trial says to one person.

    `grounds` holds every statement that bears on them, those that keep out first. `open` names
    what was not told or not stated. `why` says in a sentence what the verdict rests on.
    """

    id: str
    ids: tuple[str, ...]
    title: str
    verdict: Verdict
    why: str
    sentence: str
    grounds: tuple[Ground, ...]
    open: tuple[str, ...]
    lists_condition: bool
    status: str
    status_words: str
    seen: str
    page_date: str
    link: str
    source_urls: tuple[str, ...]
    text_state: str
    warnings: tuple[Caveat, ...]


def match(person: Person, registration: Registration, words: Vocabulary) -> Match:
    """Hold a person against a registration.

    Args:
        person: Its `condition` is an id of `words`; see `Vocabulary.resolve`.
        registration: As a register had it.
        words: The conditions to know by name.

    Returns:
        "excluded by" with the sentence, "may fit" where the register names the condition or asks
        for it and no statement keeps the person out, "not stated" otherwise.
    """
    reading = read(registration.eligibility.text, words)
    fields = tuple(structured(registration))
    grounds = tuple(_grounds(person, reading, fields, words))
    listed = tuple(known(registration.conditions, words))
    verdict, why, sentence = _verdict(person, registration, reading, grounds, listed, words)
    return Match(
        id=registration.id,
        ids=registration.ids,
        title=registration.title or registration.short_title,
        verdict=verdict,
        why=why,
        sentence=sentence,
        grounds=grounds,
        open=tuple(dict.fromkeys(_open(grounds, reading, registration))),
        lists_condition=person.condition in listed,
        status=registration.status,
        status_words=registration.status_words,
        seen=registration.seen,
        page_date=registration.page_date,
        link=registration.url,
        source_urls=registration.source_urls,
        text_state=registration.eligibility.state,
        warnings=caveats(registration, reading),
    )


_ORDER: dict[Bearing, int] = {"against": 0, "open": 1, "fits": 2}


def _grounds(
    person: Person, reading: Reading, fields: Iterable[Criterion], words: Vocabulary
) -> Iterator[Ground]:
    made = [
        *(_ground(person, c, reading, words, "eligibility text") for c in reading.criteria),
        *(_ground(person, c, reading, words, "register field") for c in fields),
    ]
    yield from sorted((g for g in made if g), key=lambda g: _ORDER[g.bearing])


def _ground(
    person: Person,
    criterion: Criterion,
    reading: Reading,
    words: Vocabulary,
    source: Literal["eligibility text", "register field"],
) -> Ground | None:
    found = bearing(person, criterion, reading, words)
    if found is None:
        return None
    how, why = found
    return Ground(
        bearing=how, kind=criterion.kind, sentence=" ".join(criterion.sentence.split()),
        start=criterion.start, end=criterion.end, source=source, why=why,
    )  # fmt: skip


def _verdict(
    person: Person,
    registration: Registration,
    reading: Reading,
    grounds: tuple[Ground, ...],
    listed: tuple[str, ...],
    words: Vocabulary,
) -> tuple[Verdict, str, str]:
    against = [g for g in grounds if g.bearing == "against"]
    if against:
        return "excluded by", against[0].why, against[0].sentence
    about = [g for g in grounds if g.kind == "diagnosis"]
    fits = [g for g in about if g.bearing == "fits"]
    if fits and not [g for g in about if g.bearing == "open"]:
        return "may fit", fits[0].why, fits[0].sentence
    named = next((c for c in registration.conditions if person.condition in
                  {m.condition for m in words.mentions(c)}), "")  # fmt: skip
    if named:
        return (
            "may fit",
            f"the register lists {words.label(person.condition)} as a condition",
            named,
        )
    if about:
        return "not stated", about[0].why, about[0].sentence
    label = words.label(person.condition)
    asked = ", ".join(words.label(c) for c in listed) or "; ".join(registration.conditions)
    listed_words = f"lists {asked}" if asked else "lists no condition"
    if any(c in words.lineage(person.condition) for c in listed) and reading.criteria:
        return (
            "may fit",
            f"{listed_words}, which includes {label}",
            "; ".join(registration.conditions),
        )
    why = reading.why or f"the text does not say whether {label} is let in"
    return "not stated", f"{listed_words}; {why}", ""


def _open(
    grounds: tuple[Ground, ...], reading: Reading, registration: Registration
) -> Iterator[str]:
    if reading.why:
        yield reading.why
    if registration.eligibility.state in ("excerpts", "outline") and reading.criteria:
        yield "only part of the register's text is held"
    yield from (g.why for g in grounds if g.bearing == "open")


#: Verdicts in the order in which people want to read them.
VERDICTS: tuple[Verdict, ...] = ("may fit", "not stated", "excluded by")


def matches(
    person: Person, registrations: Iterable[Registration], words: Vocabulary
) -> tuple[Match, ...]:
    """Hold a person against many registrations: what may fit first, then in the given order."""
    found = [match(person, r, words) for r in registrations]
    return tuple(sorted(found, key=lambda m: VERDICTS.index(m.verdict)))
