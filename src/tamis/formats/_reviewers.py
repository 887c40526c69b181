"""Columns that hold one reviewer's decisions: the reviewer's name is in the heading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tamis.formats._decisions import Pairs, decided

_NAMED = re.compile(
    r"(?:decision|vote|screening|inclusion)\s*[:(\[_-]\s*([^)\]]+?)\s*[)\]]?"
    r"|(?:reviewer|screener|rater)[ _-]*([\w.-]+)(?:[ _-]+(?:decision|vote))?"
    r"|([\w .-]+?)(?:'s)?[ _-]+(?:decision|vote)",
    re.IGNORECASE,
)
#: abstrackr's numbers.
_ABSTRACKR = {"1": "include", "-1": "exclude", "0": "maybe"}


def reviewer_columns(names: Sequence[str], tool: str) -> Mapping[int, str]:
    """Column → reviewer."""
    if tool == "abstrackr":
        # After "consensus" each reviewer has "labeled_at" and a column called by their name.
        begin = next((i for i, n in enumerate(names) if n == "consensus"), len(names))
        return {
            i: name
            for i, name in enumerate(names)
            if i > begin and name and name != "labeled_at" and " notes (" not in name
        }
    found = ((i, _NAMED.fullmatch(name.strip())) for i, name in enumerate(names))
    generic = {"final", "screening", "the", "consensus", "team", "overall"}
    return {
        i: who
        for i, m in found
        if m and (who := next(filter(None, m.groups()), "").strip()) and who.lower() not in generic
    }


def reviewer_pairs(columns: Mapping[int, str], cells: Sequence[str]) -> Pairs:
    """The decisions in one row."""
    pairs: list[tuple[str, str]] = []
    for i, who in columns.items():
        cell = cells[i].strip() if i < len(cells) else ""
        found = decided(_ABSTRACKR.get(cell, cell), by=who)
        if found:
            pairs.extend(found)
        elif cell and cell != "o":
            pairs.append((f"decision of {who}", cell))
    return tuple(pairs)
