"""Web of Science's two-letter tags, of its tagged and its tab-delimited exports.

After "Web of Science Core Collection Field Tags" (Clarivate), and of the INSPEC and MEDLINE
databases on the same platform.
"""

from __future__ import annotations

from collections.abc import Sequence

from tamis.formats import _clean, _names
from tamis.formats._draft import Draft
from tamis.formats._identity import accession
from tamis.formats._kinds import from_words
from tamis.formats._place import place

_FIELDS = {
    "TI": "title",
    "SO": "journal",
    "JI": "journal_abbreviation",
    "PY": "year",
    "PD": "date",
    "VL": "volume",
    "IS": "issue",
    "BP": "first_page",
    "SP": "first_page",
    "EP": "last_page",
    "PS": "pages",
    "AR": "article_number",
    "DI": "doi",
    "PM": "pmid",
    "AB": "abstract",
    "DE": "keyword_lines",
    "ID": "keyword_lines",
    "SN": "serial",
    "EI": "serial",
    "BN": "serial",
    "PU": "publisher",
    "LA": "language",
    "DT": "publication_types",
}
_KINDS = {"J": "article", "B": "book", "S": "article", "P": "patent", "C": "conference-paper"}
#: Wrapped at a column, so line ends inside mean nothing.
_WRAPPED = frozenset({"TI", "SO", "DE", "ID", "AB", "PU", "DT", "JI", "PA", "FX", "FU", "RP"})


def is_tag_header(names: Sequence[str]) -> bool:
    """Whether headings are tags, as in the tab-delimited export."""
    return len(names) > 10 and {"PT", "AU", "TI", "SO"} <= set(names)


def place_tag(draft: Draft, tag: str, text: str) -> None:
    """Put one tag's text (lines parted by line ends) where it belongs."""
    if tag in _WRAPPED and tag != "AB":
        text = " ".join(text.split())
    if tag == "PT":
        draft.kind = _KINDS.get(text.strip(), from_words(text, "article"))
        draft.keep(tag, "" if text.strip() in _KINDS else text)
    elif tag in ("AF", "AU"):
        _authors(draft, tag, text)
    elif tag == "UT":
        draft.own_id = accession(text) or text.strip()
    elif tag == "AN" and not draft.own_id:
        draft.own_id = accession(text, numeric=True)
        draft.keep(tag, "" if draft.own_id else text)
    elif tag in ("PN", "SU") and text.strip():
        draft.keep(tag, text)
    else:
        if tag == "DT" and "meeting abstract" in text.lower():
            draft.kind = "abstract"
        place(draft, _FIELDS.get(tag, ""), text, tag)


def _authors(draft: Draft, tag: str, text: str) -> None:
    """AF, full names, over AU, initials."""
    lines = [part for line in text.split("\n") for part in line.split(";")]
    names = [name for line in lines if (name := _names.person(_clean.plain(line)))]
    if tag == "AU" and not draft.authors:
        draft.authors = names
        draft.parts["initials"] = "yes"
    elif tag == "AF":
        if draft.parts.get("initials") and draft.authors != names:
            draft.keep("AU", "; ".join(draft.authors))
        draft.authors = names
    elif tag == "AU":
        draft.keep("AU", "; ".join(names))
