"""Which of a platform's tags come nearest to a set of fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from tamis.sources.query import fields as f
from tamis.sources.query.fields import field_set
from tamis.sources.query.writing.target import Target

#: A field left out loses records, one too many adds some: leaving out weighs more.
_MISSING, _EXTRA = 3.0, 1.0

#: What writing the same words again under another tag weighs.
_AGAIN = 1.5


@dataclass(frozen=True, slots=True)
class Cover:
    """Tags, the fields they look in together, and how that differs from what was asked."""

    tags: tuple[str, ...]
    fields: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]


#: Fields that hardly decide whether a record is found: no reason to add a tag.
_MINOR = frozenset({f.PUBLICATION_TYPE, f.SECONDARY_ID, f.SUBHEADING, f.ORIGINAL_TITLE})
_HARDLY = 0.02

#: Looking everywhere adds more than any one field.
_EVERYWHERE = 8.0


def cover(
    wanted: tuple[str, ...], target: Target, *, truncated: bool = False, native: bool = True
) -> Cover:
    """The best tags for `wanted`; an exact cover if there is one.

    Args:
        wanted: Neutral field names.
        target: Whose tags.
        truncated: The term is truncated, so tags that only such terms may have count too.
        native: The search was written for this platform. One that was not gets the platform's
            usual wide search for "every field", not a tag that reads references and addresses too.
    """
    table = {**target.tags, **(target.truncated_tags if truncated else {})}
    tags = tuple(table.items())
    return _cover(wanted, tags, target.joined, target.widest, native)


@lru_cache(maxsize=4096)
def _cover(
    wanted: tuple[str, ...],
    tags: tuple[tuple[str, tuple[str, ...]], ...],
    joined: bool,
    widest: str,
    native: bool,
) -> Cover:
    asked = set(wanted)
    table = dict(tags)
    if asked == {f.EVERYTHING}:
        exact = next((tag for tag, names in tags if names == (f.EVERYTHING,)), widest)
        return _as_cover((exact if native else widest,), table, asked)
    near = [tag for tag, names in tags if asked & set(names)]
    best: tuple[float, int, tuple[str, ...]] | None = None
    for size in range(1, min(5, len(near)) + 1):
        for order, chosen in enumerate(combinations(near, size)):
            if size > 1 and "" in chosen:
                continue
            found = {name for tag in chosen for name in table.get(tag, ())}
            everywhere = f.EVERYTHING in found
            extra = _weight(found - asked, _EXTRA)
            extra += _EVERYWHERE if everywhere and f.EVERYTHING not in asked else 0
            missing = _weight(_missing(asked, found), _MISSING)
            again = (size - 1) * (0.1 if joined else _AGAIN)
            score = (extra + missing + again, order, chosen)
            if best is None or score[0] < best[0]:
                best = score
    return _as_cover(best[2] if best else (widest,), table, asked)


def _missing(asked: set[str], found: set[str]) -> set[str]:
    """What is not looked in; "everything" is all but full texts."""
    missing = asked - found
    return missing & {f.FULL_TEXT} if f.EVERYTHING in found else missing


def _weight(names: set[str], each: float) -> float:
    return sum(_HARDLY if name in _MINOR else each for name in names)


def _as_cover(chosen: tuple[str, ...], table: dict[str, tuple[str, ...]], asked: set[str]) -> Cover:
    found = {name for tag in chosen for name in table.get(tag, ())}
    missing = _missing(asked, found)
    return Cover(chosen, field_set(found), field_set(missing), field_set(found - asked))
