"""One citation of several records: the best value of each field, and which record gave it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace

from tamis.model.records import Record

#: Fields whose values are put together instead of chosen between.
TOGETHER = (
    "registry_ids", "keywords", "mesh", "publication_types", "urls", "notes", "issn", "isbn",
)  # fmt: skip
#: Fields that stay with the record they came from.
_OWN = frozenset({"id", "source", "source_id", "extra", "raw"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A value of the merged citation and where it stands.

    Attributes:
        field: Field of `Record`.
        value: What was kept; of a field that is put together, one of its values.
        record, source, source_id: The record that gave it.
        others: Differing values that other records give, each as (value, record).
    """

    field: str
    value: str
    record: str
    source: str
    source_id: str
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A report as one citation: `record` for reading, `kept` for tracing every value of it."""

    report: str
    record: Record
    kept: tuple[Kept, ...]
    records: tuple[str, ...]


def merge(report: str, records: Iterable[Record]) -> Merged:
    """Merge the records of one report, whatever order they come in.

    Title and abstract: the fullest that is not cut off. Authors: the longest list. Other fields:
    what most records say; among equals the record with the most fields filled, then the smaller id.

    Raises:
        ValueError: There is no record.
    """
    held = sorted(records, key=lambda r: (-_filled(r), r.id))
    if not held:
        raise ValueError(f"report '{report}' has no record to merge")
    chosen: dict[str, object] = {}
    kept: list[Kept] = []
    for name in (f.name for f in fields(Record) if f.name not in _OWN):
        if name in TOGETHER:
            chosen[name] = _together(name, held, kept)
        elif (giver := _giver(name, held)) is not None:
            chosen[name] = getattr(giver, name)
            kept.append(_kept(name, chosen[name], giver, held))
    record = replace(held[0], id=report, extra=(), raw="", **chosen)  # type: ignore[arg-type]
    return Merged(
        report=report, record=record, kept=tuple(kept), records=tuple(sorted(r.id for r in held))
    )


def _filled(record: Record) -> int:
    return sum(bool(getattr(record, f.name)) for f in fields(Record) if f.name not in _OWN)


def _giver(name: str, held: Sequence[Record]) -> Record | None:
    """The record whose value of a field is kept; None where no record has one."""
    having = [r for r in held if getattr(r, name)]
    if not having:
        return None
    if name in _FULLEST:
        return max(having, key=lambda r: (_FULLEST[name](getattr(r, name)), -held.index(r)))
    votes = Counter(_key(getattr(r, name)) for r in having)
    return max(having, key=lambda r: (votes[_key(getattr(r, name))], -held.index(r)))


def _key(value: object) -> str:
    return " ".join(str(value).casefold().split())


def _text(value: object) -> tuple[bool, bool, int]:
    """Whole texts before cut ones, mixed case before capitals, long before short."""
    text = str(value).rstrip()
    return not text.endswith(("…", "...")), not text.isupper(), len(text)


def _people(value: object) -> tuple[int, int]:
    """Long lists before short, given names before initials."""
    names = value if isinstance(value, tuple) else ()
    return len(names), sum(len(n) for n in names)


_FULLEST: dict[str, Callable[[object], tuple[int, ...]]] = {
    "title": _text,
    "abstract": _text,
    "authors": _people,
}


def _together(name: str, held: Sequence[Record], kept: list[Kept]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for record in held:
        for value in getattr(record, name):
            if _key(value) not in found:
                found[_key(value)] = value
                kept.append(_kept(name, value, record, ()))
    return tuple(found.values())


def _kept(name: str, value: object, giver: Record, held: Sequence[Record]) -> Kept:
    others = {
        _key(other): (_plain(other), r.id)
        for r in reversed(held)
        if (other := getattr(r, name)) and _key(other) != _key(value)
    }
    return Kept(
        field=name,
        value=_plain(value),
        record=giver.id,
        source=giver.source,
        source_id=giver.source_id,
        others=tuple(sorted(others.values())),
    )


def _plain(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)
