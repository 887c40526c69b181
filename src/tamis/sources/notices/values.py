"""A notice about an article, as one source tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tamis.model.events import NoticeKind

#: What Crossref, Retraction Watch and PubMed call them → what the review calls them.
KINDS: dict[str, NoticeKind] = {
    "retraction": "retraction",
    "partial retraction": "retraction",
    "retracted and republished in": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "expression of concern": "expression-of-concern",
    "concern": "expression-of-concern",
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "addendum": "correction",
    "clarification": "correction",
    "update": "correction",
    "new version": "correction",
    "new edition": "correction",
    "reinstatement": "reinstatement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Somebody says that something happened to an article after it was published.

    `doi` and `pmid` are the article's, `notice_doi` and `notice_pmid` the notice's own; `on` is
    the day it bears (YYYY-MM-DD, or as much of it as is known); `words` is what the source calls
    it, word for word; `source` says who told of it.
    """

    kind: NoticeKind
    source: str
    doi: str = ""
    pmid: str = ""
    notice_doi: str = ""
    notice_pmid: str = ""
    on: str = ""
    words: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """The notice's own identifier, for `Noticed.notice`."""
        return self.notice_doi or (f"PMID {self.notice_pmid}" if self.notice_pmid else "")


def kind_of(words: str) -> NoticeKind | None:
    """What the review calls it; None for what is no notice (a comment, a review)."""
    return KINDS.get(" ".join(words.replace("_", " ").replace("-", " ").lower().split()))


def grouped(found: Iterable[Notice]) -> dict[tuple[str, NoticeKind], tuple[Notice, ...]]:
    """Notices of one kind about one article, told by whomever; by (DOI or PMID, kind).

    Notices that share a DOI or a PMID are about the same article.
    """
    every = sorted(found, key=lambda n: (n.doi, n.pmid, n.source, n.on))
    doi_of = {n.pmid: n.doi.lower() for n in every if n.pmid and n.doi}
    groups: dict[tuple[str, NoticeKind], list[Notice]] = {}
    for one in every:
        article = one.doi.lower() or doi_of.get(one.pmid, "") or one.pmid
        groups.setdefault((article, one.kind), []).append(one)
    return {about: tuple(some) for about, some in groups.items()}
