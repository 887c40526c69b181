"""Anchors: words of a text with the place they stand at, found again whatever happens to spacing.

An anchor is a quote with its page and offsets and a few words around it, after the W3C Web
Annotation model (TextQuoteSelector and TextPositionSelector, Recommendation of 23 February 2017).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from tamis.formats.fulltext.values import FullText, Page
from tamis.model.errors import TamisError

#: Characters shown before and after a quote.
AROUND = 48
_LOCATOR = re.compile(r"(?:page (\d+)|.*?), characters (\d+)–(\d+)$")
#: Signs that are typed in many ways; a minus before a digit stays a sign of its own.
_SAME = str.maketrans(
    {
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00ad": "-", "\ufffe": "-",
        "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "·": ".", "∙": ".", "×": "x",
        "µ": "μ",
    }
)  # fmt: skip


class NoSuchPlace(TamisError):
    """An anchor names characters that a text does not have."""

    exit_code = 2
    http_status = 422

    def __init__(self, page: int, start: int, end: int, why: str) -> None:
        super().__init__(f"page {page}, characters {start}–{end}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A quote with its place: `page.text[start:end]`, and the words around it."""

    page: int
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""


def at(text: FullText, page: int, start: int, end: int) -> Anchor:
    """The anchor of characters that were selected, without outer space.

    Raises:
        NoSuchPlace: The text has no such page or characters, or they are only space.
    """
    found = text.page.get(page)
    if found is None:
        raise NoSuchPlace(page, start, end, f"the text has {len(text.pages)} pages")
    if not 0 <= start < end <= len(found.text):
        raise NoSuchPlace(page, start, end, f"the page has {len(found.text)} characters")
    words = found.text[start:end]
    left, right = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    if left == len(words):
        raise NoSuchPlace(page, start, end, "there are no words there")
    return _anchor(found, start + left, end - right)


def find(text: FullText, quote: str, limit: int = 50) -> tuple[Anchor, ...]:
    """Where a quote stands, in order; spacing, line breaks and the look of dashes don't matter."""
    wanted, _ = _folded(quote)
    wanted = wanted.strip()
    if not wanted:
        return ()
    found: list[Anchor] = []
    for page in text.pages:
        for start, end in _places(page.text, wanted):
            found.append(_anchor(page, start, end))
            if len(found) == limit:
                return tuple(found)
    return tuple(found)


def locator(text: FullText, anchor: Anchor) -> str:
    """An anchor's place in words that `read_locator` understands: 'page 3, characters 12–40'."""
    place = f"page {anchor.page}"
    if text.kind != "pdf":
        place = text.section(anchor.start) or ("abstract" if text.kind == "plain" else "text")
    return f"{place}, characters {anchor.start}–{anchor.end}"


def read_locator(words: str) -> tuple[int, int, int] | None:
    """Page, start and end of a place that `locator` wrote; None for places people wrote."""
    found = _LOCATOR.match(words)
    return (int(found[1] or 1), int(found[2]), int(found[3])) if found else None


def tidy(words: str) -> str:
    """Words of a text on one line, as they are quoted; a word broken at a line's end is joined."""
    return " ".join(re.sub(r"(?<=\w)-\n(?=\w)", "-", words).split())


def _anchor(page: Page, start: int, end: int) -> Anchor:
    return Anchor(
        page=page.number,
        start=start,
        end=end,
        quote=tidy(page.text[start:end]),
        prefix=tidy(page.text[max(0, start - AROUND) : start]),
        suffix=tidy(page.text[end : end + AROUND]),
    )


def _places(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    folded, origin = _folded(text)
    at = folded.find(wanted)
    while at >= 0:
        yield origin[at], origin[at + len(wanted) - 1] + 1
        at = folded.find(wanted, at + len(wanted))


def _folded(text: str) -> tuple[str, list[int]]:
    """Text as it is compared, and where each of its characters came from.

    Case, ligatures, the width of spaces and the look of signs are evened out; a hyphen between
    letters is dropped with the line break behind it, since a break may have put it there.
    """
    letters: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(text):
        for piece in unicodedata.normalize("NFKC", char.translate(_SAME)).translate(_SAME).lower():
            if piece.isspace():
                if not letters or letters[-1] == " ":
                    continue
                if letters[-1] == "-" and len(letters) > 1 and letters[-2].isalpha():
                    continue
                piece = " "
            elif piece.isalpha() and "".join(letters[-2:-1]).isalpha() and letters[-1] == "-":
                letters.pop()
                origin.pop()
            letters.append(piece)
            origin.append(i)
    return "".join(letters), origin
