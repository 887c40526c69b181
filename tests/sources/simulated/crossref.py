"""Crossref's REST API, simulated.

Shapes follow Crossref's documentation ("REST API", "Deep paging with cursors", "Retraction Watch"):
the envelope with `message`, `total-results`, `items`, `next-cursor`; `updated-by` on a work and
`update-to` on its notice; `X-Rate-Limit-Limit` and `-Interval`. The cursor stays the same from page
to page while the server keeps the place (community.crossref.org, topic 3289).
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import unquote

from .corpus import Corpus, Entry, Notice
from .exchange import Answered, Asked, as_json, as_text


class Crossref:
    """The service."""

    def __init__(self, corpus: Corpus, limit: str = "50", interval: str = "1s") -> None:
        self.corpus = corpus
        self.limit = {"x_rate_limit_limit": limit, "x_rate_limit_interval": interval}
        self._places: dict[str, int] = {}

    def answer(self, asked: Asked) -> Answered:
        """`works` and `works/{DOI}`."""
        if asked.path.startswith("works/"):
            one = self.corpus.by_doi(unquote(asked.path.removeprefix("works/")))
            if one is None:
                return as_text("Resource not found.", 404)
            return as_json({"status": "ok", "message-type": "work", "message": work(one)})
        if asked.path != "works":
            return as_text("Resource not found.", 404)
        found = self._found(asked)
        rows, cursor = asked.whole("rows", 20), asked.get("cursor")
        if rows > 1000:
            return as_json({"status": "failed", "message": [{"message": "rows too high"}]}, 400)
        start = 0
        if cursor and cursor != "*":
            if cursor not in self._places:
                return as_json({"status": "failed", "message": [{"message": "cursor gone"}]}, 404)
            start = self._places[cursor]
        items = found[start : start + rows]
        message: dict[str, Any] = {"total-results": len(found), "items-per-page": rows}
        if cursor:
            name = secrets.token_urlsafe(12) if cursor == "*" else cursor
            self._places[name] = start + rows
            message["next-cursor"] = name
        message["items"] = items
        envelope = {"status": "ok", "message-type": "work-list", "message": message}
        return as_json(envelope, **self.limit)

    def _found(self, asked: Asked) -> list[dict[str, Any]]:
        query = " ".join(v for n, v in asked.params if n.startswith("query"))
        entries = self.corpus.found(query)
        wanted: dict[str, set[str]] = {}
        for part in asked.get("filter").split(","):
            name, _, value = part.partition(":")
            wanted.setdefault(name, set()).add(value.lower())
        if "updates" in wanted:
            told = [
                (e, n) for e in entries for n in e.notices if e.doi.lower() in wanted["updates"]
            ]
            return [notice(e, n) for e, n in told if n.doi]
        if "doi" in wanted:
            entries = [e for e in entries if e.doi.lower() in wanted["doi"]]
        return [work(e) for e in entries]


def work(entry: Entry) -> dict[str, Any]:
    """A work, with what has happened to it."""
    told: dict[str, Any] = {
        "DOI": entry.doi, "type": "journal-article", "title": [entry.title],
        "container-title": ["Journal of simulated studies"], "short-container-title": ["J Simul"],
        "author": [{"family": entry.author, "given": "A", "sequence": "first"}],
        "issued": {"date-parts": [[entry.published.year, entry.published.month]]},
        "is-referenced-by-count": 0, "reference-count": 0, "URL": f"https://doi.org/{entry.doi}",
    }  # fmt: skip
    if entry.notices:
        told["updated-by"] = [
            {"DOI": n.doi, "type": n.kind, "source": n.by, "label": n.kind.capitalize(),
             "updated": {"date-parts": [[n.on.year, n.on.month, n.on.day]]}}
            for n in entry.notices
        ]  # fmt: skip
    return told


def notice(entry: Entry, told: Notice) -> dict[str, Any]:
    """The notice itself, a work of its own."""
    day = {"date-parts": [[told.on.year, told.on.month, told.on.day]]}
    return {
        "DOI": told.doi, "type": "journal-article", "title": [f"{told.kind}: {entry.title}"],
        "issued": day, "is-referenced-by-count": 0, "reference-count": 0,
        "update-to": [{"DOI": entry.doi, "type": told.kind, "source": told.by, "updated": day}],
    }  # fmt: skip
