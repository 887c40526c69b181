"""Anchors and file names made from ids, so that no two ids share one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping

_LONGEST = 80


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, safe as a file name and as an HTML id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return words[:_LONGEST].strip("-") or "x-" + _short_digest(text)


def unique_slugs(ids: Iterable[str], prefix: str = "") -> Mapping[str, str]:
    """Give every id its own slug, whatever order they come in.

    Ids whose slugs would be equal each get a short digest, so adding one never renames the
    others that were already alone.
    """
    wanted: dict[str, list[str]] = {}
    for name in dict.fromkeys(ids):
        wanted.setdefault(slug(name), []).append(name)
    return {
        name: prefix + (base if len(names) == 1 else f"{base}-{_short_digest(name)}")
        for base, names in wanted.items()
        for name in names
    }


def _short_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
