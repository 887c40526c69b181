"""Setting claims beside what a review found, and named trials beside what registers say.

Nothing of an effect is worded here: sentences arrive made from certainty × effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tamis.instruments.red_flags import RedFlags, red_flags
from tamis.offers.folding import fold
from tamis.offers.values import Reading, TrialMention

_TOKEN = re.compile(r"[a-z0-9]{4,}", re.ASCII)
#: How many outcomes one claim is set beside, and how many approaches of each.
MOST_OUTCOMES = 3
MOST_APPROACHES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """What a review found for one approach and one outcome.

    `words` are the words that name the approach (see `words_of`), `people` the names of the people
    it was asked about where they are not the review's usual ones. `state` is "graded",
    "not-pooled", "not-reported" or "not-studied"; `certainty` is how sure a graded result is;
    `sentence` is the review's own wording, `place` where it is explained.
    """

    label: str
    words: tuple[str, ...]
    state: str
    certainty: str
    sentence: str
    people: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOutcome:
    """An outcome of the review: `about` holds its folded names, `rank` 0 is critical."""

    id: str
    label: str
    about: str
    rank: int
    approaches: tuple[Approach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTrial:
    """A registered trial: all its numbers, and what is known of it as sentences."""

    numbers: tuple[str, ...]
    label: str
    says: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a review can set beside an offer. `title` says whose review."""

    title: str = ""
    outcomes: tuple[KnownOutcome, ...] = ()
    trials: tuple[KnownTrial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the review found about one thing that is claimed.

    `concept` is "" where the claim calls the outcome by its own name. `matched` says that the
    approaches were named in the text; otherwise they are those the review knows most about, and
    `others` counts the rest.
    """

    concept: str
    outcome: KnownOutcome
    approaches: tuple[Approach, ...]
    matched: bool
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAnswer:
    """A number named in the text; `known` is None when no entry of it is held."""

    mention: TrialMention
    known: KnownTrial | None


def words_of(text: str, instrument: RedFlags | None = None) -> tuple[str, ...]:
    """The words of a name by which it is recognised, folded."""
    tool = instrument or red_flags()
    found = dict.fromkeys(_TOKEN.findall(fold(text, tool).text))
    return tuple(w for w in found if w not in tool.common)


def answers(text: str, reading: Reading, known: Known) -> tuple[Answer, ...]:
    """What the review found about each thing the offer claims, once each, in the text's order.

    Where the text names an approach, outcomes that were asked of that approach are kept alone.
    """
    tool = red_flags()
    folded = fold(text, tool).text
    said = frozenset(_TOKEN.findall(folded))
    every = list({a.label: a for o in known.outcomes for a in o.approaches}.values())
    named = frozenset(a.label for a in _named(_for_people(every, folded), said))
    found: list[Answer] = []
    for concept in dict.fromkeys(c for claim in reading.claims for c in claim.concepts):
        words = next(c.outcomes for c in tool.concepts if c.id == concept)
        about = [o for o in known.outcomes if any(w in o.about for w in words)]
        made = [_answer(concept, o, named, folded) for o in sorted(about, key=lambda o: o.rank)]
        made = [a for a in made if a.approaches]
        found += ([a for a in made if a.matched] or made)[:MOST_OUTCOMES]
    met = {a.outcome.id for a in found}
    named_outcomes = _outcomes_named(reading, known, tool)
    found += [_answer("", o, named, folded) for o in named_outcomes if o.id not in met]
    return tuple(a for a in found if a.approaches)


def _outcomes_named(reading: Reading, known: Known, tool: RedFlags) -> list[KnownOutcome]:
    """Outcomes that a claim about nothing the instrument knows calls by a word of their own."""
    other = (c.words for c in reading.claims if not c.concepts)
    words = {w for said in other for w in _TOKEN.findall(said)} - tool.common
    return [o for o in known.outcomes if words & set(_TOKEN.findall(o.about))]


def _answer(concept: str, outcome: KnownOutcome, names: frozenset[str], folded: str) -> Answer:
    asked = _for_people(outcome.approaches, folded)
    named = [a for a in asked if a.label in names]
    pool = named or sorted(asked, key=_standing)
    shown = tuple(pool[:MOST_APPROACHES])
    return Answer(
        concept=concept, outcome=outcome, approaches=shown, matched=bool(named),
        others=len(asked) - len(shown),
    )  # fmt: skip


def _for_people(approaches: Sequence[Approach], folded: str) -> list[Approach]:
    """Those about the people the text names, else those about the review's usual people."""
    named = [a for a in approaches if any(_there(p, folded) for p in a.people)]
    return named or [a for a in approaches if not a.people]


def _there(name: str, folded: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded) is not None


def _named(approaches: Sequence[Approach], said: frozenset[str]) -> list[Approach]:
    """Approaches whose telling words stand in the text; a word many share tells nothing."""
    few = max(1, len(approaches) // 3)
    counts: dict[str, int] = {}
    for approach in approaches:
        for word in approach.words:
            counts[word] = counts.get(word, 0) + 1
    scores = [sum(w in said and counts[w] <= few for w in a.words) for a in approaches]
    best = max(scores, default=0)
    return [a for a, s in zip(approaches, scores, strict=True) if best and s == best]


def _standing(approach: Approach) -> int:
    order = ("graded", "not-pooled", "not-reported", "not-studied")
    return order.index(approach.state) if approach.state in order else len(order)


def trial_answers(mentions: Iterable[TrialMention], known: Known) -> tuple[TrialAnswer, ...]:
    """What is known of each named trial."""
    home = {_plain(n): t for t in reversed(known.trials) for n in t.numbers}
    return tuple(TrialAnswer(mention=m, known=home.get(_plain(m.number))) for m in mentions)


def _plain(number: str) -> str:
    return re.sub(r"[^0-9A-Z]|EUDRACT|EUCTR|EUCT|NUMBER", "", number.upper())
