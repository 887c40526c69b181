"""A registry query as people write it → the API's parameters.

One expression (Essie syntax) goes to `query.term`. Where every part of a query names a field of the
registry's form ("condition: …; intervention: …", divided by semicolons or lines), each goes to its
search area.
"""

from __future__ import annotations

import re

#: Names of the form's fields and of the API's search areas → the parameter.
AREAS = {
    "condition": "cond", "conditions": "cond", "condition or disease": "cond", "cond": "cond",
    "intervention": "intr", "interventions": "intr", "intervention or treatment": "intr",
    "intervention/treatment": "intr", "intr": "intr",
    "other terms": "term", "terms": "term", "term": "term",
    "title": "titles", "titles": "titles", "title or acronym": "titles",
    "outcome": "outc", "outcomes": "outc", "outcome measure": "outc", "outc": "outc",
    "sponsor": "spons", "sponsor/collaborator": "spons", "spons": "spons",
    "lead sponsor": "lead", "lead": "lead",
    "study id": "id", "study ids": "id", "id": "id",
    "location": "locn", "locn": "locn",
}  # fmt: skip
_PART = re.compile(r"\s*(?:query\.)?([A-Za-z][A-Za-z/ ]{0,40}?)\s*[:=]\s*(.+)", re.DOTALL)


def parameters(query: str) -> tuple[tuple[str, str], ...]:
    """The `query.*` parameters of a query; in the order of its parts."""
    found = [_PART.fullmatch(part) for part in re.split(r"[;\n]", query) if part.strip()]
    parts = [(AREAS.get(m[1].lower().strip(), ""), m[2].strip()) for m in found if m]
    if len(parts) < len(found) or not parts or not all(area for area, _ in parts):
        return (("query.term", " ".join(query.split())),)
    areas: dict[str, list[str]] = {}
    for area, words in parts:
        areas.setdefault(area, []).append(words)
    return tuple(
        (f"query.{area}", words[0] if len(words) == 1 else " AND ".join(f"({w})" for w in words))
        for area, words in areas.items()
    )
