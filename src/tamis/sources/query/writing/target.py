"""What a platform can say, as a value that adapting reads and rendering obeys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tamis.sources.query.dialects.dialect import Dialect
from tamis.sources.query.tree import LimitKind, Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """How far subject headings can be said."""

    vocabulary: Vocabulary
    explode: bool = True
    major: bool = True
    subheadings: bool = True
    qualifiers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How far proximity can be said.

    Attributes:
        ordered: "any" distance in order, "adjacent" words only, or "none".
        groups: Parts may be OR groups (and nearness within nearness).
        nested: Nearness may stand within nearness.
        wilds: Parts may be truncated.
        phrases: Parts may be phrases.
        fields: Field sets it works in; None is all of them.
    """

    ordered: Literal["any", "adjacent", "none"]
    groups: bool = True
    nested: bool = True
    wilds: bool = True
    phrases: bool = True
    fields: frozenset[tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A platform to write for.

    Attributes:
        dialect: Its language.
        tags: Tags that may be written → the fields each looks in, best first.
        joined: Several tags are one list behind a term (`.ti,ab.`), not a term each.
        group_tags: A tag may govern a bracket.
        widest: The tag for everything, where fields can't be matched at all.
        untagged: Field set that is written without a tag.
        headings: Subject headings, or None.
        heading_field: Fields a heading becomes words in, where there are no headings.
        species: Records are indexed with the species studied.
        near: Proximity, or None.
        limits: Kinds of limit it can say.
        top_only: Kinds of limit that are set beside the whole query, not inside it.
        inside: Kinds of date that can be said of one year, month or day within a query too.
        unary_not: NOT may stand without a left side.
        exact: It has a form for words that are not to be folded or stemmed.
        mapped: It maps untagged words itself.
        forbidden: Characters that mean something even in quotation marks, replaced by a space.
        quotable: Characters that mean nothing once a word is in quotation marks.
        truncated_tags: Tags that only truncated words may have, since whole words under them are
            headings, types or subheadings.
        longest: Most words between that a proximity operator can ask for.
    """

    dialect: Dialect
    tags: Mapping[str, tuple[str, ...]]
    joined: bool = False
    group_tags: bool = True
    widest: str
    untagged: tuple[str, ...] | None = None
    headings: Headings | None = None
    heading_field: tuple[str, ...] = ()
    species: bool = True
    near: Nearness | None = None
    limits: frozenset[LimitKind] = frozenset()
    top_only: frozenset[LimitKind] = frozenset()
    inside: frozenset[LimitKind] = frozenset()
    unary_not: bool = False
    exact: bool = False
    mapped: bool = False
    forbidden: str = ""
    quotable: str = ""
    truncated_tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 255
