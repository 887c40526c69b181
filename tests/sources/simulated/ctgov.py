"""ClinicalTrials.gov's API, version 2, simulated.

Shapes follow the API's OpenAPI description, version 2.0.5: `/version`, `/studies` with `pageSize`
up to 1000, `totalCount` when `countTotal` is set and no token is given, `nextPageToken`. A token is
good once, which is stricter than anything promised: ctrdata's authors found that tokens can't be
used later.
"""

from __future__ import annotations

import secrets
from typing import Any

from .corpus import Corpus, Entry
from .exchange import Answered, Asked, as_json, as_text


class ClinicalTrials:
    """The service."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._tokens: dict[str, tuple[int, tuple[tuple[str, str], ...]]] = {}

    def answer(self, asked: Asked) -> Answered:
        """`version`, `studies` and `studies/{NCT}`."""
        if asked.path == "version":
            return as_json({"apiVersion": "2.0.5", "dataTimestamp": "2026-11-19T09:00:05"})
        if asked.path.startswith("studies/NCT"):
            number = asked.path.removeprefix("studies/")
            found = next((e for e in self.corpus.found("") if e.nct == number), None)
            return (
                as_json(study(found)) if found else as_text(f"NCT number {number} not found", 404)
            )
        return self._studies(asked) if asked.path == "studies" else as_text("not found", 404)

    def _studies(self, asked: Asked) -> Answered:
        size = asked.whole("pageSize", 10)
        if size > 1000:
            return as_text("pageSize must be at most 1000", 400)
        same = tuple(p for p in asked.params if p[0] != "pageToken")
        token, start = asked.get("pageToken"), 0
        if token:
            start, before = self._tokens.pop(token, (-1, ()))
            if start < 0 or before != same:
                return as_text("pageToken is not valid", 400)
        query = " ".join(v for n, v in asked.params if n.startswith("query."))
        found = self.corpus.found(query)
        told: dict[str, Any] = {}
        if not token and asked.get("countTotal") == "true":
            told["totalCount"] = len(found)
        told["studies"] = [study(e) for e in found[start : start + size]]
        if start + size < len(found):
            told["nextPageToken"] = secrets.token_urlsafe(9)
            self._tokens[told["nextPageToken"]] = start + size, same
        return as_json(told)


def study(entry: Entry) -> dict[str, Any]:
    """A study."""
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": entry.nct, "briefTitle": entry.title,
                "orgStudyIdInfo": {"id": f"SIM-{entry.number}"},
            },
            "statusModule": {
                "overallStatus": entry.status,
                "startDateStruct": {"date": entry.published.isoformat()},
                "studyFirstPostDateStruct": {"date": entry.published.isoformat()},
                "lastUpdatePostDateStruct": {"date": entry.updated.isoformat()},
            },
            "descriptionModule": {"briefSummary": entry.abstract},
            "conditionsModule": {"conditions": ["Simulated condition"]},
            "designModule": {
                "studyType": "INTERVENTIONAL", "phases": ["PHASE2"],
                "enrollmentInfo": {"count": entry.enrollment, "type": "ACTUAL"},
            },
            "outcomesModule": {
                "primaryOutcomes": [{"measure": entry.outcome, "timeFrame": "6 months"}]
            },
        },
        "hasResults": False,
    }  # fmt: skip
