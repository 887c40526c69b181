"""What kind of thing a citation is: one vocabulary, and each format's words for it."""

from __future__ import annotations

#: RIS reference type → kind. Types not listed keep their own name in lower case.
RIS = {
    "JOUR": "article",
    "EJOUR": "article",
    "INPR": "article",
    "ABST": "abstract",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "edited-book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CONF": "conference-paper",
    "CPAPER": "conference-paper",
    "THES": "thesis",
    "RPRT": "report",
    "DATA": "dataset",
    "AGGR": "database",
    "UNPB": "preprint",
    "MANSCPT": "manuscript",
    "ELEC": "webpage",
    "WEB": "webpage",
    "BLOG": "webpage",
    "MGZN": "magazine-article",
    "NEWS": "newspaper-article",
    "PAT": "patent",
    "COMP": "software",
    "STAND": "standard",
    "DICT": "dictionary",
    "ENCYC": "encyclopedia",
    "CTLG": "catalog",
    "SER": "serial",
    "PAMP": "pamphlet",
    "GEN": "other",
}
#: kind → RIS type; the first type of a kind writes it.
TO_RIS = {kind: tag for tag, kind in reversed(RIS.items())} | {
    "conference-paper": "CPAPER",
    "registration": "TRIAL",
}
RIS |= {"TRIAL": "registration"}

#: Words in full, as EndNote, Zotero, Crossref, OpenAlex, CSL, Embase and WoS write them.
_WORDS = {
    "journal article": "article",
    "journal-article": "article",
    "journalarticle": "article",
    "electronic article": "article",
    "article-journal": "article",
    "article": "article",
    "article in press": "article",
    "journal": "article",
    "journal paper": "article",
    "journal-paper": "article",
    "review": "article",
    "j": "article",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "conference-paper",
    "conference": "conference-paper",
    "conference paper": "conference-paper",
    "conference-paper": "conference-paper",
    "conferencepaper": "conference-paper",
    "paper-conference": "conference-paper",
    "proceedings-article": "conference-paper",
    "conference proceedings": "conference-paper",
    "proceedings": "proceedings",
    "conference abstract": "abstract",
    "meeting abstract": "abstract",
    "abstract": "abstract",
    "book": "book",
    "electronic book": "book",
    "monograph": "book",
    "b": "book",
    "edited book": "edited-book",
    "edited-book": "edited-book",
    "book section": "chapter",
    "booksection": "chapter",
    "book-chapter": "chapter",
    "book chapter": "chapter",
    "chapter": "chapter",
    "thesis": "thesis",
    "dissertation": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "report": "report",
    "techreport": "report",
    "preprint": "preprint",
    "posted-content": "preprint",
    "unpublished work": "preprint",
    "unpublished": "preprint",
    "manuscript": "manuscript",
    "dataset": "dataset",
    "data": "dataset",
    "patent": "patent",
    "web page": "webpage",
    "webpage": "webpage",
    "online": "webpage",
    "post-weblog": "webpage",
    "magazine article": "magazine-article",
    "magazinearticle": "magazine-article",
    "article-magazine": "magazine-article",
    "newspaper article": "newspaper-article",
    "newspaperarticle": "newspaper-article",
    "article-newspaper": "newspaper-article",
    "computer program": "software",
    "software": "software",
    "standard": "standard",
    "trial registry record": "registration",
    "clinical trial registration": "registration",
    "generic": "other",
    "document": "other",
    "misc": "other",
    "other": "other",
}


def from_ris(value: str) -> str:
    """Kind of a RIS type, which some tools write in words; the unknown keep their name."""
    value = value.strip()
    return RIS.get(value) or RIS.get(value.upper()) or from_words(value)


def from_words(value: str, default: str = "other") -> str:
    """Kind of a type written in words; unknown words stand, in lower case; none is `default`."""
    value = " ".join(value.split()).lower()
    return _WORDS.get(value, value) if value else default
