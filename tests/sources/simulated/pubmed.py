"""PubMed's E-utilities, simulated.

Shapes follow "The E-utilities in depth" (NBK25499), the document types eSearch_020511 and
pubmed_250101, and issues 4189 and 4353 of biopython/biopython for what is beyond 9,999: `retmax`
is clipped with "Restrictions achieved. start and count adjusted to …", `retstart` over 9998 is
refused (by ESearch in JSON with a raw line end in a string, by EFetch with status 400), and a page
of EFetch that reaches over the end is clamped without a word. `datetype=edat` restricts by Entrez
date, `pdat` by date of publication.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import date
from xml.sax.saxutils import escape

from .corpus import Corpus, Entry, Notice
from .exchange import Answered, Asked, as_json, as_text

LIMIT = 9_999
_UNDATED = re.compile(
    r'\((?P<query>.*)\) NOT \("1800/01/01"\[edat\] : "3000/12/31"\[edat\]\)', re.DOTALL
)
_UNKNOWN = re.compile(r'"[^"]*zzz[^"]*"(?:\[[^\]]*\])?')
_REFUSED = (
    "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998. For PubMed, ESearch "
    "can only retrieve the first 9,999 records matching the query."
)


class PubMed:
    """The service, with its history server."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._history: dict[tuple[str, str], list[str]] = {}
        self._texts: dict[Entry, str] = {}

    def answer(self, asked: Asked) -> Answered:
        """Dispatch by the tool's name."""
        if asked.fault == "forget":
            self._history.clear()
        if asked.get("db") != "pubmed":
            return as_json({"error": "Invalid db name specified"}, 400)
        if asked.path == "esearch.fcgi":
            return self._search(asked)
        return self._fetch(asked) if asked.path == "efetch.fcgi" else as_text("no such tool", 404)

    def _search(self, asked: Asked) -> Answered:
        term = asked.get("term")
        if not term.strip():
            return as_json({"esearchresult": {"ERROR": "Empty term and query_key - nothing todo"}})
        found = self._found(term, asked)
        start, most = asked.whole("retstart", 0), asked.whole("retmax", 20)
        if start > LIMIT - 1:
            told = json.dumps({"esearchresult": {"ERROR": _REFUSED}})
            return as_text(told.replace("\\n", "\n"), kind="application/json")
        head = {"header": {"type": "esearch", "version": "0.3"}}
        if asked.get("rettype") == "count":
            return as_json(head | {"esearchresult": {"count": str(len(found))}})
        kept = min(most, LIMIT - start)
        ids = [e.pmid for e in found[start : start + kept]]
        inner: dict[str, object] = {
            "count": str(len(found)), "retmax": str(len(ids)), "retstart": str(start),
        }  # fmt: skip
        if asked.get("usehistory") == "y":
            inner |= self._remembered([e.pmid for e in found])
        inner |= {"idlist": ids, "translationset": [], "querytranslation": _translated(term)}
        inner |= _warned(term, start, most, len(found))
        return as_json(head | {"esearchresult": inner})

    def _found(self, term: str, asked: Asked) -> list[Entry]:
        undated = _UNDATED.fullmatch(term)
        if undated:
            return [e for e in self.corpus.found(undated["query"]) if e.entered is None]
        found = self.corpus.found(term)
        if not asked.get("mindate") or not asked.get("maxdate"):
            return found  # one without the other is ignored, as is documented
        begins, ends = _day(asked.get("mindate")), _day(asked.get("maxdate"))
        if asked.get("datetype", "pdat") == "pdat":
            return [e for e in found if begins <= e.published <= ends]
        return [e for e in found if e.entered is not None and begins <= e.entered <= ends]

    def _remembered(self, ids: list[str]) -> dict[str, object]:
        place = ("MCID_" + secrets.token_hex(12), "1")
        self._history[place] = ids
        return {"querykey": place[1], "webenv": place[0]}

    def _fetch(self, asked: Asked) -> Answered:
        start, most = asked.whole("retstart", 0), asked.whole("retmax", 20)
        if asked.get("WebEnv"):
            ids = self._history.get((asked.get("WebEnv"), asked.get("query_key")))
            if ids is None:
                return _error("Unable to obtain query #1")
            if start > LIMIT - 1:
                return _error(_REFUSED)
            wanted = ids[start : min(start + most, LIMIT)]
        else:
            wanted = [i for i in asked.get("id").split(",") if i]
        with self.corpus.lock:
            by_pmid = {e.pmid: e for e in self.corpus.entries} if len(wanted) > 50 else None
            there = [
                by_pmid.get(i) if by_pmid is not None
                else next((e for e in self.corpus.entries if e.pmid == i), None)
                for i in wanted
            ]  # fmt: skip
        body = "".join(self._text(e) for e in there if e is not None)
        head = (
            '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
            '1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
        )
        return as_text(
            f"{head}<PubmedArticleSet>\n{body}</PubmedArticleSet>", kind="text/xml; charset=UTF-8"
        )

    def _text(self, entry: Entry) -> str:
        if entry not in self._texts:
            self._texts[entry] = article(entry)
        return self._texts[entry]


_TYPES = {
    "retraction": "RetractionIn",
    "expression_of_concern": "ExpressionOfConcernIn",
    "correction": "ErratumIn",
}


def _related(notice: Notice) -> str:
    doi = f". doi: {notice.doi}" if notice.doi else ""
    pmid = f'<PMID Version="1">{notice.pmid}</PMID>' if notice.pmid else ""
    return (
        f'<CommentsCorrections RefType="{_TYPES[notice.kind]}"><RefSource>J Simul. '
        f"{notice.on.year};1:1{doi}</RefSource>{pmid}</CommentsCorrections>"
    )


def article(entry: Entry) -> str:
    """A <PubmedArticle>."""
    notices = "".join(map(_related, entry.notices))
    related = f"<CommentsCorrectionsList>{notices}</CommentsCorrectionsList>\n" if notices else ""
    retracted = any(n.kind == "retraction" for n in entry.notices)
    kind = '<PublicationType UI="D016428">Journal Article</PublicationType>' + (
        '<PublicationType UI="D016441">Retracted Publication</PublicationType>' * retracted
    )
    return f"""<PubmedArticle>
<MedlineCitation Status="PubMed-not-MEDLINE" Owner="NLM"><PMID Version="1">{entry.pmid}</PMID>
<DateRevised><Year>{entry.updated:%Y}</Year><Month>{entry.updated:%m}</Month>\
<Day>{entry.updated:%d}</Day></DateRevised>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">1234-5679</ISSN>
<JournalIssue CitedMedium="Print"><Volume>1</Volume><Issue>2</Issue>
<PubDate><Year>{entry.published:%Y}</Year><Month>{entry.published:%b}</Month></PubDate>\
</JournalIssue>
<Title>Journal of simulated studies</Title><ISOAbbreviation>J Simul</ISOAbbreviation>
</Journal><ArticleTitle>{escape(entry.title)}.</ArticleTitle>
<Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">{entry.doi}</ELocationID>
<Abstract><AbstractText>{escape(entry.abstract)}</AbstractText></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>{entry.author}</LastName>\
<ForeName>A</ForeName><Initials>A</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>{kind}</PublicationTypeList></Article>
<MedlineJournalInfo><Country>England</Country><MedlineTA>J Simul</MedlineTA>\
<NlmUniqueID>1</NlmUniqueID>
</MedlineJournalInfo>{related}</MedlineCitation>
<PubmedData><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">{entry.pmid}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>
"""


def _translated(term: str) -> str:
    return f'"{term}"[All Fields]' if re.fullmatch(r"\w+", term) else term


def _warned(term: str, start: int, most: int, count: int) -> dict[str, object]:
    said = []
    if start + most > LIMIT:
        said.append(f"Restrictions achieved. start and count adjusted to {start}, {LIMIT - start}")
    if count == 0:
        said.append("No items found.")
    unknown = _UNKNOWN.findall(term)
    if not said and not unknown:
        return {}
    return {
        "warninglist": {
            "phrasesignored": [], "quotedphrasesnotfound": unknown, "outputmessages": said,
        }
    }  # fmt: skip


def _day(text: str) -> date:
    year, month, day = (*map(int, text.split("/")), 1, 1)[:3]
    return date(year, month, day)


def _error(said: str) -> Answered:
    return as_text(f"<eFetchResult>\n<ERROR>{said}</ERROR>\n</eFetchResult>\n", 400, "text/xml")
