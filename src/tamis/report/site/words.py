"""Plain text into HTML in which every digit is a link to what explains it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from tamis.report.site.dates import ISO_DAY, WRITTEN_DAY, time_tag
from tamis.report.site.references import REFERENCE, resolve
from tamis.report.site.registries import REGISTRATION

if TYPE_CHECKING:
    from tamis.report.site.links import Links

_ADDRESS = re.compile(
    r"https?://[^\s<>\"']+[^\s<>\"'.,;:)\]]|\bdoi:\s?10\.\d{4,}/\S+[^\s.,;)]", re.I
)
_TOKEN = re.compile(r"[^\s\d(\[]*\d(?:\S*[\w%°²³])?")
#: A label this short is one link; in longer text only the token with the digit is.
_SHORT = 48


def link_words(links: Links, text: str, at: str, numbers: Sequence[str] = ()) -> Markup:
    """Resolve references, days, names, addresses and known numbers; link what digits are left."""
    shown = {links.publication.ledger[n].shown: n for n in numbers if n in links.publication.ledger}
    pieces = list(_pieces(links, text, shown))
    if at and len(text) <= _SHORT and all(isinstance(p, str) and not _made(p) for p in pieces):
        return links.to(at, text) if _has_digit(text) else escape(text)
    return Markup("").join(p if _made(p) else _rest(links, p, at) for p in pieces)


def plain_text(links: Links, text: str) -> str:
    """The text with its references written out and nothing linked."""
    return REFERENCE.sub(lambda m: resolve(links, m[1], m[2].strip()).striptags(), text)


def _made(piece: str) -> bool:
    return isinstance(piece, Markup)


def _has_digit(text: str) -> bool:
    return any(c.isdecimal() for c in text)


def _pieces(links: Links, text: str, shown: dict[str, str]) -> Iterator[str]:
    """Split a text into made links (Markup) and what lies between them (str)."""
    end = 0
    for start, stop, made in _found(links, text, shown):
        if start < end:
            continue
        if start > end:
            yield text[end:start]
        yield made
        end = stop
    if end < len(text):
        yield text[end:]


def _found(links: Links, text: str, shown: dict[str, str]) -> list[tuple[int, int, Markup]]:
    """Every place in the text that becomes a link, leftmost and longest first."""
    hits = [
        (m.start(), m.end(), resolve(links, m[1], m[2].strip())) for m in REFERENCE.finditer(text)
    ]
    if _has_digit(text):
        hits += [(m.start(), m.end(), _address(m[0])) for m in _ADDRESS.finditer(text)]
        hits += [(m.start(), m.end(), links.trial(m[0])) for m in REGISTRATION.finditer(text)]
        hits += [(m.start(), m.end(), time_tag(m[0])) for m in ISO_DAY.finditer(text)]
        hits += [(m.start(), m.end(), _day(m[0])) for m in WRITTEN_DAY.finditer(text)]
        if links.places.pattern:
            named = links.places.pattern.finditer(text)
            hits += [(m.start(), m.end(), _name(links, m[0])) for m in named]
        for value, name in shown.items():
            exact = re.compile(rf"(?<![\w.,−-]){re.escape(value)}(?![\w]|[.,]\d)")
            if _has_digit(value):
                hits += [(m.start(), m.end(), links.num(name)) for m in exact.finditer(text)]
    return sorted(hits, key=lambda h: (h[0], -h[1]))


def _name(links: Links, name: str) -> Markup:
    kind = "study" if links.places.named[name].startswith("evidence/") else "term"
    return links.to(links.places.named[name], name, kind)


def _day(text: str) -> Markup:
    return Markup("<time>{}</time>").format(text)


def _address(text: str) -> Markup:
    href = text if text.lower().startswith("http") else "https://doi.org/" + text[4:].strip()
    return Markup('<a class="out" href="{}">{}</a>').format(href, text)


def _rest(links: Links, text: str, at: str) -> Markup:
    if not at or not _has_digit(text):
        return escape(text)
    out, end = Markup(""), 0
    for m in _TOKEN.finditer(text):
        out += escape(text[end : m.start()]) + links.to(at, m[0])
        end = m.end()
    return out + escape(text[end:])
