"""Notices PubMed keeps with a citation: CommentsCorrections with RefType RetractionIn, ErratumIn,
ExpressionOfConcernIn and the like, and the publication type "Retracted Publication"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tamis.model.events import NoticeKind
from tamis.model.records import Record
from tamis.sources.http.values import Ask, Line
from tamis.sources.notices.values import Notice
from tamis.sources.pubmed.replies import check_records, records_in

#: RefType of the DTD (pubmed_250101) → kind. The "Of" types stand on the notices themselves.
_TYPES: dict[str, NoticeKind] = {
    "RetractionIn": "retraction",
    "PartialRetractionIn": "retraction",
    "RetractedandRepublishedIn": "retraction",
    "ExpressionOfConcernIn": "expression-of-concern",
    "ErratumIn": "correction",
    "CorrectedandRepublishedIn": "correction",
    "UpdateIn": "correction",
}
_DOI = re.compile(r"\b10\.\d{4,9}/\S+")
_BATCH = 200


def from_records(records: Iterable[Record]) -> tuple[Notice, ...]:
    """The notices that records of PubMed carry."""
    return tuple(notice for record in records for notice in _of(record))


def from_pubmed(line: Line, pmids: Sequence[str]) -> tuple[Notice, ...]:
    """Ask PubMed again for citations and take their notices.

    Raises:
        SourceError: PubMed does not answer.
    """
    found: list[Notice] = []
    wanted = list(dict.fromkeys(p for p in pmids if p))
    for start in range(0, len(wanted), _BATCH):
        ids = ",".join(wanted[start : start + _BATCH])
        params = (("db", "pubmed"), ("id", ids), ("retmode", "xml"))
        ask = Ask(what="records", path="efetch.fcgi", params=params, post=True)
        items = records_in(line.ask(ask, check_records))
        found += from_records(r for r in items if isinstance(r, Record))
    return tuple(found)


def _of(record: Record) -> Iterator[Notice]:
    retracted = False
    for name, link in record.extra:
        kind = _TYPES.get(name)
        if kind is None:
            continue
        retracted = retracted or kind == "retraction"
        doi = _DOI.search(link)
        yield Notice(
            kind=kind, source="pubmed", doi=record.doi, pmid=record.pmid, words=name,
            notice_pmid=link if link.isdecimal() else "",
            notice_doi=doi[0].rstrip(".,;") if doi else "",
        )  # fmt: skip
    if "Retracted Publication" in record.publication_types and not retracted:
        yield Notice(
            kind="retraction", source="pubmed", doi=record.doi, pmid=record.pmid,
            words="Retracted Publication",
        )  # fmt: skip
