"""Small repairs every format needs: whitespace, entities, dates, numbers of many kinds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MARKUP = re.compile(
    r"</?(?:jats:[a-z-]+|mml:[a-z-]+|i|b|u|em|strong|sub|sup|inf|scp|span|p|br|div|h[1-6]|italic|"
    r"bold|sc|title|sec)(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"</?(?:jats:(?:p|sec|title)|p|br|div|h[1-6])\b[^<>]*>", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+")
_PMID = re.compile(r"(?<![\w.])[1-9]\d{0,7}(?![\w.])")
_PMCID = re.compile(r"PMC\d{2,9}")
_ISSN = re.compile(r"(?<![\dXx])(?<!\d-)(\d{4})-?(\d{3}[\dXx])(?![\dXx-])")
_ISBN = re.compile(r"(?<![\dXx-])(?:97[89][- ]?)?\d[\d -]{7,11}[- ]?[\dXx](?![\dXx-])")
_URL = re.compile(r"(?:https?|ftp)://[^\s\"<>]+|(?<=\s)//[^\s\"<>]+|^//[^\s\"<>]+")

REGISTRY = re.compile(
    r"NCT\d{8}|ISRCTN\s?\d{8}|EUCTR\d{4}-\d{6}-\d{2}(?:-[A-Z]{2})?|(?<![\d-])20\d{2}-\d{6}-\d{2}(?!\d)"
    r"|20\d{2}-5\d{5}-\d{2}-\d{2}|ChiCTR(?:-[A-Z]{2,5})?-?\d{8,10}|ACTRN\s?\d{14}|CTRI/20\d{2}/\d{2,3}/\d{5,6}"
    r"|DRKS\d{8}|IRCT\d{11,14}N\d{1,3}|(?:JPRN-)?UMIN\d{9}|(?:JPRN-)?jRCTs?\d{9,10}|JapicCTI-\d{6}"
    r"|KCT\d{7}|(?<![A-Z])NTR\d{2,5}|(?<![A-Z])NL-?OMON\d{4,6}|PACTR\d{15,16}|RBR-[0-9a-z]{5,8}"
    r"|SLCTR/20\d{2}/\d{3}|TCTR\d{11}|U1111-\d{4}-\d{4}|PER-\d{3}-\d{2}|LBCTR\d{10}|RPCEC\d{8}",
    re.IGNORECASE,
)


def squeeze(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Lines stripped and squeezed, empty ones dropped."""
    if "\n" not in text:
        return squeeze(text)
    return "\n".join(filter(None, map(squeeze, text.split("\n"))))


def plain(text: str) -> str:
    """Undo HTML: entities become characters, markup goes, block markup becomes a line end."""
    if "&" in text:
        text = _unescape(text)
    if "<" in text:
        text = _MARKUP.sub("", _BREAKING.sub("\n", text))
    return text


def _unescape(text: str) -> str:
    if not _ENTITY.search(text):
        return text
    text = html.unescape(text)
    # "&amp;lt;" is an export of an export; deeper than that is somebody's example.
    return html.unescape(text) if _ENTITY.search(text) else text


def has_markup(text: str) -> bool:
    """Whether `plain` would change the text."""
    return bool(("&" in text and _ENTITY.search(text)) or ("<" in text and _MARKUP.search(text)))


def doi(text: str) -> str:
    """The first DOI in `text`, without resolver or trailing punctuation; case as printed."""
    found = _DOI.search(text)
    if found is None and "%2" in text:
        text = unquote(text)
        found = _DOI.search(text)
    if found is None:
        return ""
    value = found[0]
    if "%" in value:
        value = unquote(value)
    for stop in ("&", "?", ";jsessionid"):
        # A DOI inside a URL ends where the next parameter begins, but SICI DOIs may hold "&".
        if "://" in text and stop in value:
            value = value.partition(stop)[0]
    value = value.rstrip(".,;:'\"")
    while value.endswith((")", "]", "}")) and value.count(value[-1]) > value.count(
        _OPENS[value[-1]]
    ):
        value = value[:-1].rstrip(".,;")
    return value


_OPENS = {")": "(", "]": "[", "}": "{"}


def pmid(text: str) -> str:
    """The first PubMed number in `text`, or ""; "0" is how some tools write none."""
    found = _PMID.search(text)
    return found[0] if found else ""


def pmcid(text: str) -> str:
    """The first PMC number in `text`, or ""."""
    found = _PMCID.search(text.upper())
    return found[0] if found else ""


def issns(text: str) -> tuple[str, ...]:
    """ISSNs in `text` as 1234-567X, each once."""
    return unique(f"{m[1]}-{m[2].upper()}" for m in _ISSN.finditer(_without_isbns(text)))


def isbns(text: str) -> tuple[str, ...]:
    """ISBN-10s and ISBN-13s in `text` as printed, each once."""
    found = (m[0] for m in _ISBN.finditer(text))
    return unique(i for i in found if len(re.sub(r"[ -]", "", i)) in (10, 13))


def serials(found: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(ISSNs, ISBNs) of fields that may hold either."""
    return _serials("\n".join(found))


@lru_cache(maxsize=4096)
def _serials(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Journals come again and again, so their numbers are looked up."""
    return issns(text), isbns(text)


def _without_isbns(text: str) -> str:
    for isbn in isbns(text):
        text = text.replace(isbn, " ")
    return text


def registry_ids(*texts: str) -> tuple[str, ...]:
    """Trial registration numbers, in the order printed, each once."""
    return unique(re.sub(r"\s", "", m[0]) for text in texts for m in REGISTRY.finditer(text))


def urls(text: str) -> tuple[str, ...]:
    """Addresses in `text`; several may share a field."""
    return tuple(m[0] for m in _URL.finditer(text))


def pages(first: str, last: str) -> str:
    """ "152–160" in ASCII; a first page that already holds a range stands."""
    first, last = tidy_pages(first), tidy_pages(last)
    if not first or not last or last == first or "-" in first:
        return first or last
    return f"{first}-{last}"


def tidy_pages(text: str) -> str:
    """Dashes to "-", doubled ones to one, no "p." in front."""
    if text.replace("-", "").isalnum() and text.isascii() and "--" not in text:
        return text.strip("-")
    text = re.sub(r"\s*[‐‑‒–—−-]+\s*", "-", squeeze(text))
    return re.sub(r"^(?:pp?|pages?|S\.)[.:]?\s+(?=\w)", "", text).strip("-")


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Non-empty values, each once, first seen first."""
    return tuple(dict.fromkeys(value for value in values if value))


def listed(text: str, separators: str = ";") -> tuple[str, ...]:
    """Split a field that holds several values."""
    return unique(squeeze(part) for part in re.split(f"[{re.escape(separators)}\n]", text))
