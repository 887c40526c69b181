"""Registrations that may be one trial though they share no registration number; people decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from tamis.trials.local_registry import RegisteredTrial, Registry
from tamis.trials.numbers import register_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Two trials that may be one: `why` and the words they share."""

    one: str
    other: str
    why: Literal["the same sponsor's number", "the same title"]
    words: str


#: Fewer letters and digits than this name no protocol ("1", "A-2").
_SHORTEST = 5
#: Share of the words of both titles that must be the same.
_ALIKE = 0.85
_WORD = re.compile(r"[a-z0-9]{3,}")


def suggestions(registry: Registry) -> tuple[Suggestion, ...]:
    """Pairs worth a look, the sponsor's own number before titles."""
    return (*_by_protocol(registry), *_by_title(registry))


def _by_protocol(registry: Registry) -> Iterator[Suggestion]:
    held: dict[str, list[str]] = {}
    printed: dict[str, str] = {}
    for trial in registry.trials:
        for number in {n for r in trial.registrations for n in r.protocol_numbers}:
            key = re.sub(r"[\W_]+", "", number).upper()
            if len(key) >= _SHORTEST and any(c.isdigit() for c in key):
                held.setdefault(key, []).append(trial.id)
                printed[key] = number
    for key, trials in sorted(held.items()):
        for one, other in combinations(trials, 2):
            yield Suggestion(
                one=one, other=other, why="the same sponsor's number", words=printed[key]
            )


def _by_title(registry: Registry) -> Iterator[Suggestion]:
    """Trials of different registers with nearly the same words in their titles."""
    words = [(t, frozenset(_WORD.findall(t.latest.title.lower()))) for t in registry.trials]
    by_word: dict[str, list[int]] = {}
    for place, (_, own) in enumerate(words):
        for word in own:
            by_word.setdefault(word, []).append(place)
    pairs = {
        pair
        for places in by_word.values()
        if len(places) <= 50  # a word of many titles tells nothing
        for pair in combinations(places, 2)
    }
    for i, j in sorted(pairs):
        (one, left), (other, right) = words[i], words[j]
        alike = len(left & right) / max(1, len(left | right))
        if alike >= _ALIKE and len(left | right) >= 5 and _apart(one, other):
            yield Suggestion(
                one=one.id, other=other.id, why="the same title", words=one.latest.title
            )


def _apart(one: RegisteredTrial, other: RegisteredTrial) -> bool:
    """Whether they stand in different registers: a register lists a trial once."""
    return not {register_of(i) for i in one.ids} & {register_of(i) for i in other.ids} - {""}
