"""The query tree: what a search asks for, whichever database it was written for.

    Strategy ── Line ── node
                         ├── Term        words, a phrase, truncation, fields
                         ├── Near        parts within so many words of each other
                         ├── And, Or     two or more parts
                         ├── Not         `keep` without `drop`
                         ├── Heading     a descriptor of MeSH, Emtree or CINAHL
                         ├── Qualifier   a floating subheading
                         ├── Limit       dates, language, publication type, humans …
                         ├── LineRef     the result of another line
                         └── Verbatim    kept word for word, since no reading is known

The tree has two kinds of attributes. **What is asked** takes part in `==`: words, wildcards,
fields, distances, explosion. **How it was written** does not (`compare=False`): the `place` in the
source, the operator's spelling, brackets, the field tag. So two texts that ask the same give equal
trees, and a linter can still point at the character that troubles it.

Everything is neutral. Distances are *words allowed between* (Ovid's `adj3` and Embase's `NEAR/3`
are 2, Scopus's `W/2` is 2), wildcards are how many characters they may stand for, fields are the
names in `fields.py` and not a platform's tags. An operator that was not written (`lung cancer` in
Cochrane's search manager means lung AND cancer) is an `Operator` with empty text.

Mixed operators without brackets show as a group whose `bracketed` is False inside a group of
another kind; its shape already follows the platform's own order of operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tamis.sources.query.place import NOWHERE, Oddity, Place

Platform = Literal[
    "pubmed",
    "ovid",  # MEDLINE on Ovid: headings are MeSH
    "ovid-embase",  # Embase on Ovid: headings are Emtree
    "embase",  # Embase.com
    "cochrane",
    "scopus",
    "wos",
    "ebsco",  # CINAHL on EBSCOhost
    "europepmc",
    "ctgov",
    "openalex",
]
Vocabulary = Literal["mesh", "emtree", "cinahl"]
LimitKind = Literal[
    "date",
    "entry-date",
    "language",
    "publication-type",
    "humans",
    "animals",
    "age",
    "sex",
    "abstract",
    "subset",
    "other",
]


@dataclass(frozen=True, slots=True)
class Wild:
    """A sign that stands for characters, before character `at` of the term's text.

    `least` and `most` count the characters it may stand for; `most` None is any number. `*` of
    PubMed is (0, None), `?` of Scopus (1, 1), `$` of Web of Science (0, 1), `$3` of Ovid (0, 3).
    """

    at: int
    least: int = 0
    most: int | None = None
    sign: str = field(default="*", compare=False)


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as it was written; empty text where the platform supplies it."""

    text: str
    place: Place = NOWHERE

    @property
    def implied(self) -> bool:
        """Nothing was written between the two operands."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Tag:
    """A field tag as it was written: `[tiab]`, `.ti,ab.`, `TITLE-ABS-KEY`."""

    text: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words to look for in some fields.

    Attributes:
        text: The words without quotation marks and without wildcards.
        wilds: The wildcards, in order.
        phrase: The words have to stand side by side, in order. A single word is no phrase.
        exact: The platform is asked not to stem or fold (`{}` of Scopus).
        mapped: The platform may map the words to headings and synonyms of its own choosing
            (PubMed's automatic term mapping).
        fields: Names of `fields.py`, sorted; empty is the platform's default.
        quoted: Quotation marks were written.
        tag: The field tag that governs the term, perhaps that of a group around it.
    """

    text: str
    wilds: tuple[Wild, ...] = ()
    phrase: bool = False
    exact: bool = False
    mapped: bool = False
    fields: tuple[str, ...] = ()
    quoted: bool = field(default=False, compare=False)
    tag: Tag | None = field(default=None, compare=False)
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def words(self) -> tuple[str, ...]:
        """The text, cut at spaces."""
        return tuple(self.text.split())

    @property
    def truncated_right(self) -> bool:
        """A wildcard ends a word."""
        return any(w.at >= len(self.text) or self.text[w.at] == " " for w in self.wilds)

    @property
    def truncated_left(self) -> bool:
        """A wildcard begins a word."""
        return any(w.at == 0 or self.text[w.at - 1] == " " for w in self.wilds)

    @property
    def wild_inside(self) -> bool:
        """A wildcard stands inside a word."""
        text = self.text
        return any(
            0 < w.at < len(text) and text[w.at] != " " and text[w.at - 1] != " " for w in self.wilds
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Parts with at most `between` words between neighbours, in either order unless `ordered`."""

    parts: tuple[Node, ...]
    between: int
    ordered: bool = False
    operators: tuple[Operator, ...] = field(default=(), compare=False)
    bracketed: bool = field(default=False, compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """Records found by every part."""

    parts: tuple[Node, ...]
    operators: tuple[Operator, ...] = field(default=(), compare=False)
    bracketed: bool = field(default=False, compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Records found by any part."""

    parts: tuple[Node, ...]
    operators: tuple[Operator, ...] = field(default=(), compare=False)
    bracketed: bool = field(default=False, compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Records of `keep` that `drop` does not find; `keep` None is everything in the database."""

    keep: Node | None
    drop: Node
    operators: tuple[Operator, ...] = field(default=(), compare=False)
    bracketed: bool = field(default=False, compare=False)
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def parts(self) -> tuple[Node, ...]:
        """Both sides, in the order they are written."""
        return (self.drop,) if self.keep is None else (self.keep, self.drop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A subject heading.

    Attributes:
        text: The descriptor as written.
        explode: With everything below it in the tree.
        major: Only where it is a main topic.
        subheadings: Qualifiers attached to it, in lower case; any of them will do.
        quoted: Quotation marks were written.
    """

    text: str
    vocabulary: Vocabulary = "mesh"
    explode: bool = True
    major: bool = False
    subheadings: tuple[str, ...] = ()
    quoted: bool = field(default=False, compare=False)
    tag: Tag | None = field(default=None, compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifier:
    """A subheading attached to any heading: PubMed `therapy[sh]`, Ovid `th.fs.`."""

    text: str
    vocabulary: Vocabulary = "mesh"
    tag: Tag | None = field(default=None, compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A restriction by something other than the topic.

    Attributes:
        kind: What it looks at.
        values: Lower-case values, any of which will do: languages, publication types …
        start: First day, month or year that counts (YYYY, YYYY-MM or YYYY-MM-DD); None is open.
        end: Last one, included; None is open.
        written: The source text of it.
    """

    kind: LimitKind
    values: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    written: str = field(default="", compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRef:
    """The result of the line called `label` (without `#` or `S`)."""

    label: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """Text whose meaning here is unknown; passed on as it stands, with a loss."""

    text: str
    why: str = field(default="", compare=False)
    place: Place = field(default=NOWHERE, compare=False)


Group: TypeAlias = And | Or | Not | Near
Leaf: TypeAlias = Term | Heading | Qualifier | Limit | LineRef | Verbatim
Node: TypeAlias = Group | Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One numbered line of a strategy; the label is empty when lines are not numbered."""

    label: str
    query: Node
    hits: int | None = field(default=None, compare=False)
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A whole search as read from text; what was odd about the text stands beside it."""

    platform: Platform
    lines: tuple[Line, ...]
    oddities: tuple[Oddity, ...] = field(default=(), compare=False)
    text: str = field(default="", compare=False, repr=False)

    def line(self, label: str) -> Line | None:
        """The line with that label (the first, if a strategy repeats it)."""
        return next((line for line in self.lines if line.label == label), None)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below; none for a leaf."""
    return node.parts if isinstance(node, And | Or | Not | Near) else ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the text."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(parts_of(here)))


def leaves(node: Node) -> Iterator[Leaf]:
    """Terms, headings, limits, references: everything that holds no other node."""
    for here in walk(node):
        if not isinstance(here, And | Or | Not | Near):
            yield here
