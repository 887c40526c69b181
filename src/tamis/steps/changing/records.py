"""Records that a source now gives otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tamis.model.records import Record

#: What of a record a reader would want to know of.
FIELDS = (
    "title", "authors", "year", "journal", "doi", "pmid", "registry_ids", "abstract",
    "publication_types",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One field of one record that a source now gives otherwise."""

    record: str
    label: str
    field: str
    was: str
    now: str


def record_changes(before: Mapping[str, Record], now: Iterable[Record]) -> tuple[RecordChange, ...]:
    """Compare records with what the review held under the same id.

    Case, punctuation and spaces do not count, nor does a field that was empty or now is: sources
    fill and drop fields without anything having happened.

    Args:
        before: The records the review held, by id.
        now: What a source gave since.
    """
    found: dict[tuple[str, str], RecordChange] = {}
    for record in now:
        old = before.get(record.id)
        if old is None:
            continue
        for name in FIELDS:
            was, is_ = _text(old, name), _text(record, name)
            if was and is_ and _folded(was) != _folded(is_):
                found[record.id, name] = RecordChange(
                    record=record.id, label=record.label, field=name.replace("_", " "),
                    was=was, now=is_,
                )  # fmt: skip
    return tuple(found.values())


def _text(record: Record, name: str) -> str:
    value = getattr(record, name)
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def _folded(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
