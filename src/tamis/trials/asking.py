"""The trials of a review as a page for patients shows them: by condition, then one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tamis.model.protocol import Protocol
from tamis.trials.caveats import Caveat, caveats
from tamis.trials.criteria import Criterion, Reading
from tamis.trials.local_registry import Registry
from tamis.trials.matching import match
from tamis.trials.person import Person
from tamis.trials.questions import GENERAL
from tamis.trials.radar import Sighting
from tamis.trials.reading import read
from tamis.trials.registration import CLOSED, OPEN, Registration
from tamis.trials.vocabulary import Vocabulary, known


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A trial and the sentence of it that speaks of a condition; `why` in words without digits."""

    trial: str
    why: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForCondition:
    """What trials say of one condition.

    `takes` list it or ask for it, `perhaps` leave it open with a reason, `leaves_out` keep it out
    by a sentence, `silent` hold no text that says anything.
    """

    condition: str
    label: str
    takes: tuple[Said, ...]
    perhaps: tuple[Said, ...]
    leaves_out: tuple[Said, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of an entry; `out` says that it stands among what keeps people out."""

    quote: str
    out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One trial: its entry, its other numbers, its statements by kind, what to ask about."""

    registration: Registration
    ids: tuple[str, ...]
    statements: tuple[tuple[str, tuple[Statement, ...]], ...]
    warnings: tuple[Caveat, ...]
    unread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Everything the pages show. `open` may take people, `unclear` does not say, `closed` not."""

    conditions: tuple[ForCondition, ...]
    open: tuple[Card, ...]
    unclear: tuple[Card, ...]
    closed: tuple[Card, ...]
    elsewhere: tuple[Card, ...]
    sightings: tuple[Sighting, ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...] = field(default=GENERAL)

    def __bool__(self) -> bool:
        return bool(self.open or self.unclear or self.closed)


#: Kinds of statements in the order in which people look for them, as headings.
KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Diagnosis", frozenset({"diagnosis", "certainty", "criteria-set", "form", "gene"})),
    ("Age and sex", frozenset({"age", "sex"})),
    ("How long ill", frozenset({"onset", "diagnosed"})),
    ("Function", frozenset({"alsfrs", "alsfrs-item"})),
    ("Breathing", frozenset({"vital-capacity", "ventilation"})),
    ("Feeding tube", frozenset({"feeding-tube"})),
    ("Treatments", frozenset({"riluzole", "edaravone", "cell-therapy", "other-trial"})),
    ("Other", frozenset({"pregnancy", "cognition", "life-expectancy", "fee"})),
)


def asking(
    registry: Registry, protocol: Protocol, words: Vocabulary, sightings: Iterable[Sighting]
) -> Asking:
    """Sort a review's registered trials for its pages.

    Trials whose listed conditions are all outside the review's populations are `elsewhere`.
    """
    latest = [t.latest for t in registry.trials]
    about = [r for r in latest if _about(r, protocol, words)]
    cards = [_card(r, registry, words) for r in about]
    return Asking(
        conditions=tuple(_for(c, about, words) for c in focus(protocol)),
        open=tuple(c for c in cards if c.registration.status in OPEN),
        unclear=tuple(c for c in cards if c.registration.status not in OPEN | CLOSED),
        closed=tuple(c for c in cards if c.registration.status in CLOSED),
        elsewhere=tuple(_card(r, registry, words) for r in latest if r not in about),
        sightings=tuple(sightings),
    )


def focus(protocol: Protocol) -> tuple[str, ...]:
    """Populations that are asked about apart because evidence in others does not carry over."""
    apart = [c.population for c in protocol.comparisons if c.population and c.indirect_from]
    return tuple(dict.fromkeys(apart))


def _about(r: Registration, protocol: Protocol, words: Vocabulary) -> bool:
    people = {t.id for t in protocol.populations}
    listed = set(known(r.conditions, words))
    return not listed or not people or bool(listed & people)


def _for(condition: str, trials: Iterable[Registration], words: Vocabulary) -> ForCondition:
    """Hold somebody of whom only the diagnosis is told against every trial."""
    takes, perhaps, out, silent = [], [], [], []
    for r in trials:
        found = match(Person(condition=condition), r, words)
        about = [g for g in found.grounds if g.kind == "diagnosis"]
        said = Said(trial=r.id, why=found.why, sentence=found.sentence)
        if found.verdict == "may fit":
            takes.append(said)
        elif found.verdict == "excluded by":
            out.append(said)
        elif about:
            perhaps.append(said)
        else:
            silent.append(r.id)
    return ForCondition(
        condition=condition, label=words.label(condition), takes=tuple(takes),
        perhaps=tuple(perhaps), leaves_out=tuple(out), silent=tuple(silent),
    )  # fmt: skip


def _card(r: Registration, registry: Registry, words: Vocabulary) -> Card:
    reading = read(r.eligibility.text, words)
    trial = registry.find(r.id)
    return Card(
        registration=r,
        ids=trial.ids[1:] if trial else (),
        statements=_by_kind(reading),
        warnings=caveats(r, reading),
        unread=reading.why,
    )


def _by_kind(reading: Reading) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
    made = []
    for heading, kinds in KINDS:
        said = dict.fromkeys(_quote(c) for c in reading.criteria if c.kind in kinds)
        if said:
            made.append((heading, tuple(said)))
    return tuple(made)


def _quote(criterion: Criterion) -> Statement:
    """A statement without its bullet."""
    words = " ".join(criterion.sentence.split()).lstrip("-*•● ").strip()
    return Statement(quote=words, out=criterion.section == "exclusion")
