"""Unpaywall's API and a host of full texts, simulated.

Shapes follow Unpaywall's data format (as read in ropensci/roadoi): `is_oa`, `oa_locations` with
`url_for_pdf`, `license`, `version`, `host_type`; 422 without an e-mail address, 404 for DOIs it
does not know.
"""

from __future__ import annotations

from urllib.parse import unquote

from .corpus import Corpus
from .exchange import Answered, Asked, as_json


class Unpaywall:
    """The service."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def answer(self, asked: Asked) -> Answered:
        """`{DOI}`."""
        if "@" not in asked.get("email"):
            told = "Email address required in API call, see https://unpaywall.org/products/api"
            return as_json({"HTTP_status_code": 422, "error": True, "message": told}, 422)
        entry = self.corpus.by_doi(unquote(asked.path))
        if entry is None:
            return as_json({"HTTP_status_code": 404, "error": True, "message": "unknown DOI"}, 404)
        place = {
            "url": f"{asked.base}/files/{entry.number}.pdf",
            "url_for_pdf": f"{asked.base}/files/{entry.number}.pdf",
            "url_for_landing_page": f"https://doi.org/{entry.doi}",
            "license": entry.license or None, "version": "publishedVersion",
            "host_type": "repository", "evidence": "simulated",
        }  # fmt: skip
        places = [place] if entry.open else []
        return as_json({
            "doi": entry.doi, "is_oa": entry.open, "oa_status": "green" if entry.open else "closed",
            "best_oa_location": places[0] if places else None, "oa_locations": places,
        })  # fmt: skip


class Files:
    """A host of full texts: `{number}.pdf`, a page each."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def answer(self, asked: Asked) -> Answered:
        """A PDF, or an HTML page for what is not there."""
        number = asked.path.removesuffix(".pdf")
        if not any(e.pmid == number for e in self.corpus.entries):
            return Answered(status=404, body=b"<html>not here</html>", kind="text/html")
        body = b"%%PDF-1.4\n%% simulated full text %s\n%%%%EOF\n" % number.encode()
        return Answered(body=body, kind="application/pdf")
