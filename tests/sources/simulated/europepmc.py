"""Europe PMC's RESTful web service, simulated.

Shapes follow its reference guide (as read in ropensci/europepmc and its tests): `hitCount`,
`nextCursorMark`, `resultList.result`; the mark of the last page is the one it was asked with.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from .corpus import Corpus, Entry
from .exchange import Answered, Asked, as_json, as_text

_BY_DOI = re.compile(r'DOI:"?([^"\s)]+)"?', re.IGNORECASE)


class EuropePMC:
    """The service."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def answer(self, asked: Asked) -> Answered:
        """`search` and `searchPOST`."""
        if asked.path not in ("search", "searchPOST"):
            return as_text("not found", 404)
        query = asked.get("query")
        dois = {d.lower() for d in _BY_DOI.findall(query)}
        found = self.corpus.found(query)
        if dois:
            found = [e for e in found if e.doi.lower() in dois]
        size = min(asked.whole("pageSize", 25), 1000)
        mark = asked.get("cursorMark", "*")
        start = 0 if mark == "*" else int(base64.b64decode(mark).partition(b" ")[2])
        page = found[start : start + size]
        following = mark if not page else _mark(start + len(page))
        if asked.fault == "cursor-back":
            following = _mark(0) if start else _mark(len(page))
        told: dict[str, Any] = {
            "version": "6.9",
            "hitCount": len(found),
            "nextCursorMark": following,
        }
        told["request"] = {"queryString": query, "resultType": asked.get("resultType", "lite")}
        told["resultList"] = {"result": [self._result(e, asked.base) for e in page]}
        return as_json(told)

    def _result(self, entry: Entry, base: str) -> dict[str, Any]:
        url = {
            "availability": "Open access", "availabilityCode": "OA", "documentStyle": "pdf",
            "site": "Europe_PMC", "url": f"{base}/files/{entry.number}.pdf",
        }  # fmt: skip
        return {
            "id": entry.pmid, "source": "MED", "pmid": entry.pmid, "doi": entry.doi,
            "title": f"{entry.title}.", "authorString": f"{entry.author} A.",
            "authorList": {"author": [
                {"fullName": f"{entry.author} A", "firstName": "A", "lastName": entry.author,
                 "initials": "A"},
            ]},
            "journalInfo": {"volume": "1", "issue": "2", "journal": {
                "title": "Journal of simulated studies", "isoabbreviation": "J Simul",
                "issn": "1234-5679",
            }},
            "pubYear": str(entry.published.year), "pageInfo": "1-9",
            "abstractText": entry.abstract, "language": "eng",
            "pubTypeList": {"pubType": ["Journal Article"]},
            "isOpenAccess": "Y" if entry.open else "N", "license": entry.license.replace("-", " "),
            "firstPublicationDate": entry.published.isoformat(),
            "fullTextUrlList": {"fullTextUrl": [url] if entry.open else []},
        }  # fmt: skip


def _mark(start: int) -> str:
    return base64.b64encode(b"AoI %d" % start).decode()
