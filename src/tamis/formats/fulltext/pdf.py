"""PDF → text with the box of every word, and pages as images, by PDFium (BSD, Apache-2.0).

PDFium is not safe to use from two threads at once, so everything here holds one lock. A PDF from
a stranger is better read in a process of its own: see `tamis.store.reading`.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from threading import RLock
from typing import TYPE_CHECKING, Any

from tamis.formats.fulltext.values import FullText, Page, UnreadableText, Word
from tamis.model.naming import plural
from tamis.model.problems import Problem

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 2000
MOST_CHARACTERS = 12_000_000
#: Pixels of a page's image; a poster is drawn smaller, not larger.
MOST_PIXELS = 3_000_000
_LOCK = RLock()
#: What PDFium puts for a hyphen at the end of a line.
_BROKEN = "\x02"
Box = tuple[float, float, float, float]


def read(data: bytes) -> FullText:
    """Read the text of a PDF.

    Raises:
        UnreadableText: It is damaged, locked with a password, or too large.
    """
    with _LOCK:
        document = _opened(data)
        try:
            count = len(document)
            if not count:
                raise UnreadableText("the PDF has no pages")
            if count > MOST_PAGES:
                raise UnreadableText(f"the PDF has {count} pages, more than {MOST_PAGES}")
            pages = tuple(_pages(document, count))
            title = str(document.get_metadata_dict().get("Title", "")).strip()
        finally:
            document.close()
    return FullText(kind="pdf", pages=pages, title=title[:500], problems=tuple(_odd(pages)))


def image(data: bytes, number: int, width: int = 1200) -> bytes:
    """A page as PNG, about `width` pixels wide.

    Raises:
        UnreadableText: The PDF can't be read, or has no such page.
    """
    with _LOCK:
        document = _opened(data)
        try:
            if not 1 <= number <= len(document):
                raise UnreadableText(f"there is no page {number}; it has {len(document)}")
            page = document[number - 1]
            wide, high = page.get_size()
            scale = min(width / max(wide, 1), math.sqrt(MOST_PIXELS / max(wide * high, 1)))
            picture = page.render(scale=scale).to_pil()
            out = io.BytesIO()
            picture.convert("RGB").save(out, "PNG")
            page.close()
        finally:
            document.close()
    return out.getvalue()


def _opened(data: bytes) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            why = "the PDF is locked with a password; save a copy without one and upload that"
            raise UnreadableText(why) from error
        why = "the file is no PDF that can be opened, or it is damaged; download it again"
        raise UnreadableText(why) from error


def _pages(document: PdfDocument, count: int) -> Iterator[Page]:
    import pypdfium2

    taken = 0
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            yield Page(number=number, text="")
            continue
        wide, high = page.get_size()
        text, words = _words(page)
        page.close()
        taken += len(text)
        if taken > MOST_CHARACTERS:
            raise UnreadableText(f"the PDF holds more than {MOST_CHARACTERS} characters")
        yield Page(
            number=number, text=text, width=round(wide, 2), height=round(high, 2), words=words
        )


def _words(page: PdfPage) -> tuple[str, tuple[Word, ...]]:
    """The text of a page and the boxes of its words; PDFium gives characters in reading order."""
    import pypdfium2.raw as pdfium

    layer: Any = page.get_textpage()
    made = _Collector(_Place(page))
    for i in range(layer.count_chars()):
        char = _char(pdfium.FPDFText_GetUnicode(layer, i))
        if char == _BROKEN:
            made.letter("-", layer.get_charbox(i, loose=True))
            made.space("\n")
        elif char and not char.isspace():
            made.letter(char, layer.get_charbox(i, loose=True))
        else:
            made.space(char)
    made.space("")
    layer.close()
    return made.text, tuple(made.words)


class _Collector:
    """Puts characters together to words."""

    def __init__(self, place: _Place) -> None:
        self.text = ""
        self.words: list[Word] = []
        self._place = place
        self._letters: list[str] = []
        self._boxes: list[Box] = []

    def letter(self, char: str, box: Box) -> None:
        """A character that is seen."""
        self._letters.append(char)
        self._boxes.append(box)

    def space(self, char: str) -> None:
        """The end of a word, with what stands behind it (nothing, a space, a new line)."""
        if self._letters:
            word = "".join(self._letters)
            self.words.append(self._place.word(len(self.text), word, self._boxes))
            self.text += word
            self._letters, self._boxes = [], []
        if char and not self.text.endswith("\n" if char == "\n" else (" ", "\n")):
            self.text += "\n" if char == "\n" else " "


def _char(code: int) -> str:
    """A character of the page; nothing for those that can't be shown."""
    if code == 2:
        return _BROKEN
    if code in (10, 13):
        return "\n" if code == 10 else ""
    if code < 32 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return " " if code == 9 else ""
    return chr(code)


class _Place:
    """Boxes of a page, whatever its rotation and crop, in points from the top left."""

    #: PDFium answers in whole device units; this many to a point.
    _FINE = 16

    def __init__(self, page: PdfPage) -> None:
        self._page = page
        wide, high = page.get_size()
        self._size = round(wide * self._FINE), round(high * self._FINE)

    def word(self, start: int, text: str, boxes: list[Box]) -> Word:
        """A word and the box around its characters."""
        left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
        right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
        (x0, y0), (x1, y1) = self._point(left, bottom), self._point(right, top)
        return Word(
            start=start,
            text=text,
            x=round(min(x0, x1), 2),
            y=round(min(y0, y1), 2),
            width=round(abs(x1 - x0), 2),
            height=round(abs(y1 - y0), 2),
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        from ctypes import byref, c_int

        import pypdfium2.raw as pdfium

        across, down = c_int(), c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, *self._size, 0, x, y, byref(across), byref(down))
        return across.value / self._FINE, down.value / self._FINE


def _odd(pages: tuple[Page, ...]) -> Iterator[Problem]:
    bare = [p.number for p in pages if not p.text.strip()]
    if len(bare) == len(pages):
        what = "the PDF holds images of pages and no words (a scan)"
        hint = "type what you quote; it is marked as not checked against the text"
        yield Problem("PDF", what, hint)
    elif bare:
        named = ", ".join(map(str, bare[:10])) + (" …" if len(bare) > 10 else "")
        yield Problem("PDF", f"{plural(len(bare), 'page')} without words: {named}", severity="note")
