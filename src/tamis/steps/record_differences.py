"""Two records side by side: every field, and the words in which they differ."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from tamis.model.records import Record

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
#: Words beyond which a text is compared as a whole: the comparison costs their square.
_LONGEST = 1500

Part = tuple[str, bool]  # words, whether they differ


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of two records. `same` ignores case, punctuation and spacing.

    Attributes:
        field: Its name, in words.
        a: What the first record says, cut into parts; empty when it says nothing.
        b: What the second says.
        same: Whether both say the same.
    """

    field: str
    a: tuple[Part, ...]
    b: tuple[Part, ...]
    same: bool

    @property
    def missing(self) -> bool:
        """Whether only one of the two says anything."""
        return bool(self.a) != bool(self.b)


_FIELDS: tuple[tuple[str, Callable[[Record], str]], ...] = (
    ("title", lambda r: r.title),
    ("authors", lambda r: "; ".join(r.authors)),
    ("year", lambda r: str(r.year or "")),
    ("journal", lambda r: r.journal or r.journal_abbreviation),
    ("volume", lambda r: r.volume),
    ("issue", lambda r: r.issue),
    ("pages", lambda r: r.pages),
    ("DOI", lambda r: r.doi),
    ("PubMed", lambda r: r.pmid),
    ("registrations", lambda r: ", ".join(r.registry_ids)),
    ("kind", lambda r: ", ".join((r.kind, *r.publication_types))),
    ("language", lambda r: r.language),
    ("abstract", lambda r: r.abstract),
    ("source", lambda r: f"{r.source} {r.source_id}".strip()),
)


def record_differences(a: Record, b: Record) -> tuple[FieldRow, ...]:
    """Every field that at least one of two records fills, in a fixed order."""
    told = ((name, say(a), say(b)) for name, say in _FIELDS)
    return tuple(_row(name, left, right) for name, left, right in told if left or right)


def _row(name: str, left: str, right: str) -> FieldRow:
    same = _folded(left) == _folded(right)
    if same or not left or not right:
        return FieldRow(
            field=name,
            a=((left, False),) if left else (),
            b=((right, False),) if right else (),
            same=same,
        )
    ours, theirs = _WORD.findall(left), _WORD.findall(right)
    if max(len(ours), len(theirs)) > _LONGEST:
        return FieldRow(field=name, a=((left, True),), b=((right, True),), same=False)
    matcher = SequenceMatcher(None, [w.lower() for w in ours], [w.lower() for w in theirs], False)
    codes = matcher.get_opcodes()
    return FieldRow(
        field=name,
        a=_parts([(ours[i:j], tag != "equal") for tag, i, j, _, _ in codes]),
        b=_parts([(theirs[i:j], tag != "equal") for tag, _, _, i, j in codes]),
        same=False,
    )


def _parts(pieces: list[tuple[list[str], bool]]) -> tuple[Part, ...]:
    return tuple(("".join(words), differs) for words, differs in pieces if words)


def _folded(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
