"""Europe PMC results: JSON of its web service (`search`, `format=json`), `lite` or `core`.

Field names follow the service's reference guide. A record is named by its collection and its id
there ("MED/30012345", "PPR/PPR12345"), which is what makes it unique in Europe PMC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats import _clean
from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft, text_field
from tamis.formats._json import Items, Json, dig, objects, text, texts
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_ENVELOPE = re.compile(r'"(hitCount|nextCursorMark|resultList)"\s*:')
_RESULT = re.compile(r'"(authorString|pubYear|isOpenAccess|inEPMC|firstPublicationDate)"\s*:')


class EuropePMC:
    """Reader of Europe PMC results."""

    name = "europepmc"
    suffixes = (".json", ".jsonl")

    def sniff(self, head: bytes) -> float:
        """Sure of the envelope or of several of Europe PMC's own field names."""
        found = head_text(head)
        if found.lstrip()[:1] not in ("{", "["):
            return 0.0
        if len(set(_ENVELOPE.findall(found))) > 1:
            return 0.96
        return 0.9 if len(set(_RESULT.findall(found))) > 1 else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the results; see `tamis.model.ports.Reader`."""
        for item in Items(Text(stream, file)):
            if isinstance(item, Problem):
                yield item
            elif not (text(item.value.get("source")) and text(item.value.get("id"))):
                if "hitCount" not in item.value:  # a page without results
                    what = "an item without Europe PMC's source and id"
                    yield Problem(file, what, "left out", line=item.line)
            else:
                yield record_of(item.value, source)


def name_of(result: Json) -> str:
    """Its name in Europe PMC."""
    return f"{text(result.get('source'))}/{text(result.get('id'))}"


def record_of(result: Json, source: str) -> Record:
    """Map a result."""
    preprint = text(result.get("source")) == "PPR"
    draft = Draft(kind="preprint" if preprint else "article", own_id=name_of(result))
    draft.title = text_field(text(result.get("title")))
    draft.abstract = _clean.paragraphs(_clean.plain(text(result.get("abstractText"))))
    draft.doi, draft.pmid = _clean.doi(text(result.get("doi"))), text(result.get("pmid"))
    draft.pmcid = _clean.pmcid(text(result.get("pmcid")))
    draft.language = text(result.get("language"))
    draft.pages = _clean.tidy_pages(text(result.get("pageInfo")))
    year = text(result.get("pubYear"))
    draft.year = int(year) if year.isdecimal() else None
    draft.date = text(result.get("firstPublicationDate"))
    draft.publisher = text(dig(result, "bookOrReportDetails", "publisher"))
    _authors(draft, result)
    _journal(draft, result)
    draft.publication_types.extend(texts(dig(result, "pubTypeList", "pubType")))
    draft.keywords.extend(texts(dig(result, "keywordList", "keyword")))
    for heading in objects(dig(result, "meshHeadingList", "meshHeading")):
        star = "*" if text(heading.get("majorTopic_YN")) == "Y" else ""
        draft.mesh.append(star + text(heading.get("descriptorName")))
    _links(draft, result)
    raw = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    return draft.finished(source, raw, "europepmc")


def _authors(draft: Draft, result: Json) -> None:
    for author in objects(dig(result, "authorList", "author")):
        family, given = text(author.get("lastName")), text(author.get("firstName"))
        given = given or text(author.get("initials"))
        whole = text(author.get("collectiveName")) or text(author.get("fullName"))
        draft.authors.append(f"{family}, {given}" if family and given else family or whole)
    draft.authors = [a for a in draft.authors if a]
    if not draft.authors:
        draft.keep("authors", text(result.get("authorString")))


def _journal(draft: Draft, result: Json) -> None:
    journal = dig(result, "journalInfo", "journal")
    draft.journal = text_field(text(dig(journal, "title")))
    draft.journal_abbreviation = text(dig(journal, "isoabbreviation"))
    draft.issn.extend(
        _clean.issns(" ".join((text(dig(journal, "issn")), text(dig(journal, "essn")))))
    )
    draft.volume = text(dig(result, "journalInfo", "volume"))
    draft.issue = text(dig(result, "journalInfo", "issue"))


def _links(draft: Draft, result: Json) -> None:
    draft.registry_ids.extend(
        _clean.registry_ids(draft.abstract, *texts(dig(result, "dbCrossReferenceList", "dbName")))
    )
    for link in objects(dig(result, "commentCorrectionList", "commentCorrection")):
        draft.keep(text(link.get("type")) or "related", text(link.get("id")))
    draft.keep("open-access", "yes" if text(result.get("isOpenAccess")) == "Y" else "")
    draft.keep("license", text(result.get("license")))
    for name in draft.publication_types:
        if "preprint" in name.casefold():
            draft.kind = "preprint"


FORMAT = EuropePMC()
