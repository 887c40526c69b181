"""What a format has no place for, written beside the record so that reading gives it back.

A writer renders a record in the format's own words, reads that back with the format's own reader
and asks `missing` what was lost; those fields are added as (key, JSON) pairs that `split_fields`
puts back. Writing and reading is therefore the identity on every field but `raw`.
"""

from __future__ import annotations

import json

from tamis.formats._draft import FIELD, NAMES
from tamis.model.records import Record


def missing(record: Record, reread: Record | None) -> tuple[tuple[str, str], ...]:
    """Pairs for every field of `record` that `reread` does not give back."""
    pairs = []
    for name in NAMES:
        value = getattr(record, name)
        if reread is None or value != getattr(reread, name):
            pairs.append((FIELD + name, json.dumps(value)))
    return tuple(pairs)


def packed_pair(key: str, value: str) -> str:
    """One pair as a line of ASCII that no text convention can change."""
    return json.dumps([key, value])


def unpacked_pair(text: str) -> tuple[str, str] | None:
    """The pair in a line written by `packed_pair`, or None."""
    if not text.startswith('["'):
        return None
    try:
        pair = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
        return pair[0], pair[1]
    return None
