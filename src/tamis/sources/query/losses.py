"""What a translation could not carry over, as values a person can read and count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tamis.sources.query.place import NOWHERE, Place

#: What happens to the set of records found.
Effect = Literal["broadens", "narrows", "changes", "none"]

LossCode = Literal[
    "term-mapping",
    "phrase",
    "truncation",
    "wildcard",
    "proximity",
    "order",
    "fields",
    "vocabulary",
    "heading",
    "explosion",
    "major",
    "subheading",
    "limit",
    "negation",
    "characters",
    "exactness",
    "line-reference",
    "verbatim",
    "stemming",
    "reading",
]

_OPPOSITE: dict[Effect, Effect] = {
    "broadens": "narrows",
    "narrows": "broadens",
    "changes": "changes",
    "none": "none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One thing the target can't say.

    Attributes:
        code: What kind of thing.
        what: What the source asks and the target can't express, as a clause.
        instead: What was written instead, as a clause.
        effect: What that does to the records found.
        source: The words of the source it is about.
        place: Where they stand.
    """

    code: LossCode
    what: str
    instead: str
    effect: Effect
    source: str = ""
    place: Place = NOWHERE

    def __str__(self) -> str:
        return f"{self.what}: {self.instead} ({self.effect})"


def opposite(effect: Effect) -> Effect:
    """The effect on the whole of a change in what is excluded."""
    return _OPPOSITE[effect]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossGroup:
    """The same loss in several places, for reading."""

    what: str
    instead: str
    effect: Effect
    code: LossCode
    sources: tuple[str, ...]
    places: tuple[Place, ...]


def grouped(losses: tuple[Loss, ...]) -> tuple[LossGroup, ...]:
    """Losses that say the same, together, in the order of their first place."""
    found: dict[tuple[str, str, Effect], list[Loss]] = {}
    for loss in losses:
        found.setdefault((loss.what, loss.instead, loss.effect), []).append(loss)
    return tuple(
        LossGroup(
            what=what,
            instead=instead,
            effect=effect,
            code=those[0].code,
            sources=tuple(dict.fromkeys(loss.source for loss in those if loss.source)),
            places=tuple(loss.place for loss in those),
        )
        for (what, instead, effect), those in found.items()
    )
