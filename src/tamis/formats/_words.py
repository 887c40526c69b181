"""Word lists written as text."""

from __future__ import annotations


def words(text: str, separator: str | None = None) -> frozenset[str]:
    """The words of a text, parted at spaces or at `separator`."""
    return frozenset(" ".join(part.split()) for part in text.split(separator) if part.strip())
