"""Identifiers: ULIDs for events, digests for records."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Whole milliseconds by integer arithmetic: a float timestamp times 1000 can fall one short.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def new_id(at: datetime, after: str = "", entropy: bytes | None = None) -> str:
    """Make a ULID for `at` that sorts after the id `after`.

    Args:
        at: The moment of the event, with its time zone; only milliseconds are kept.
        after: The writer's latest id; the new one is greater even within a millisecond.
        entropy: Ten bytes to use in place of chance (reproducible conversions).
    """
    low = int.from_bytes(entropy[:10] if entropy else secrets.token_bytes(10))
    number = ((at - _EPOCH) // _MILLISECOND << 80) | low
    if after:
        number = max(number, _decode(after) + 1)
    return _encode(number)


def record_id(source: str, source_id: str) -> str:
    """Name a record by where it came from, so that importing it twice is importing it once."""
    return "r" + hashlib.sha256(f"{source}\n{source_id}".encode()).hexdigest()[:20]


def digest(data: bytes) -> str:
    """SHA-256 as hex."""
    return hashlib.sha256(data).hexdigest()


def ulid_number(ulid: str) -> int:
    """The 128 bits of a ULID as a number."""
    return _decode(ulid)


def _encode(number: int) -> str:
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def _decode(ulid: str) -> int:
    number = 0
    for letter in ulid:
        number = (number << 5) | _CROCKFORD.index(letter)
    return number
