"""OpenAlex's API, simulated.

Shapes follow developers.openalex.org: "Page through results" (cursor `*`, `meta.next_cursor` null
on the last page, `per_page` up to 100), "Authentication" (`api_key`), "Errors" (429 when the day's
allowance is spent), and the work object.
"""

from __future__ import annotations

import base64
from typing import Any

from .corpus import Corpus, Entry
from .exchange import Answered, Asked, as_json


class OpenAlex:
    """The service."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def answer(self, asked: Asked) -> Answered:
        """`works` and `works/doi:{DOI}`."""
        if asked.path.startswith("works/"):
            doi = asked.path.partition("doi:")[2].removeprefix("https://doi.org/")
            one = self.corpus.by_doi(doi)
            missing = {"error": "Not Found", "message": "Work not found"}
            return as_json(work(one, asked.base)) if one else as_json(missing, 404)
        if asked.path != "works":
            return as_json({"error": "Not Found", "message": "no such entity"}, 404)
        size = asked.whole("per_page", 25)
        if not 1 <= size <= 100:
            return as_json({"error": "Invalid", "message": "per_page must be 1 to 100"}, 400)
        cursor = asked.get("cursor")
        start = 0 if cursor == "*" else int(base64.b64decode(cursor)[5:])
        found = self.corpus.found(asked.get("search") + asked.get("filter"))
        page = found[start : start + size]
        more = start + size < len(found)
        following = base64.b64encode(b"next %d" % (start + size)).decode() if more else None
        if asked.fault == "cursor-back":
            following = base64.b64encode(b"next %d" % min(start, size)).decode()
        meta = {"count": len(found), "per_page": size, "next_cursor": following}
        results = [work(e, asked.base) for e in page]
        return as_json({"meta": meta, "results": results}, X_RateLimit_Remaining="9999")


def work(entry: Entry, base: str) -> dict[str, Any]:
    """A work."""
    words: dict[str, list[int]] = {}
    for at, word in enumerate(entry.abstract.split()):
        words.setdefault(word, []).append(at)
    place = {
        "is_oa": entry.open, "landing_page_url": f"https://doi.org/{entry.doi}",
        "pdf_url": f"{base}/files/{entry.number}.pdf" if entry.open else None,
        "license": entry.license if entry.open else None, "version": "publishedVersion",
        "source": {"display_name": "Journal of simulated studies", "issn": ["1234-5679"]},
    }  # fmt: skip
    return {
        "id": f"https://openalex.org/W{entry.number}", "doi": f"https://doi.org/{entry.doi}",
        "title": entry.title, "display_name": entry.title,
        "publication_year": entry.published.year, "publication_date": entry.published.isoformat(),
        "ids": {"pmid": f"https://pubmed.ncbi.nlm.nih.gov/{entry.pmid}"}, "type": "article",
        "authorships": [{"raw_author_name": f"A. {entry.author}"}],
        "primary_location": place, "locations": [place], "abstract_inverted_index": words,
        "is_retracted": any(n.kind == "retraction" for n in entry.notices),
    }  # fmt: skip
