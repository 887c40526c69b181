"""Times as people and programs read them."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(at: float | None) -> str:
    """Seconds since 1970 as ISO 8601 in UTC, to the minute; "" for never."""
    return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%MZ")
