"""The value that describes a platform's search language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.sources.query.tree import Platform, Vocabulary
from tamis.sources.query.wilds import NO_SIGNS, Signs

OperatorKind = Literal["and", "or", "not", "near"]

#: All operators alike, from left to right.
LEFT_TO_RIGHT: tuple[frozenset[OperatorKind], ...] = (
    frozenset({"near"}),
    frozenset({"and", "or", "not"}),
)


def order(*levels: str) -> tuple[frozenset[OperatorKind], ...]:
    """`order("near", "not", "and", "or")`: tightest first."""
    kinds: dict[str, OperatorKind] = {"and": "and", "or": "or", "not": "not", "near": "near"}
    return tuple(frozenset({kinds[level]}) for level in levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A platform's language.

    Attributes:
        name: The platform.
        label: Its name for people.
        levels: Operators that bind tightest first; within a level, from left to right.
        words: What bare words side by side mean: one thing for the platform to map, a phrase, or
            words joined by AND.
        upper_case: Operators count in capitals only.
        signs: Wildcards.
        tags: Field tag in lower case → neutral names.
        default: What an untagged term is looked for in.
        offset: Words between = the number of a proximity operator − `offset`.
        bare_near: The number meant by a proximity operator without one.
        vocabulary: Whose headings these are.
        reference: What stands before a line's number where one line cites another, if any can.
        documents: Addresses of what the above follows.
    """

    name: Platform
    label: str
    levels: tuple[frozenset[OperatorKind], ...]
    words: Literal["mapped", "phrase", "and"]
    upper_case: bool = False
    signs: Signs = NO_SIGNS
    tags: Mapping[str, tuple[str, ...]]
    default: tuple[str, ...]
    offset: int = 0
    bare_near: int = 0
    vocabulary: Vocabulary = "mesh"
    reference: str | None = "#"
    documents: tuple[str, ...] = ()
