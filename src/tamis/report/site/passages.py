"""Which published numbers stand in which line of a page."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import html

from tamis.report.site.compare import BLOCKS, SILENT


def numbers_by_line(*pages: bytes) -> Mapping[str, tuple[str, ...]]:
    """A page's lines, as `compare.lines` cuts them → ids of the numbers that stand in them."""
    found: dict[str, tuple[str, ...]] = {}
    for page in pages:
        body = html.document_fromstring(page).find("body")
        if body is not None:
            _Walk(found).through(body)
    return found


class _Walk:
    """Collects words and numbers until a line ends; the same cuts as `compare.lines` makes."""

    def __init__(self, found: dict[str, tuple[str, ...]]) -> None:
        self.found = found
        self.words: list[str] = []
        self.ids: list[str] = []

    def through(self, body: html.HtmlElement) -> None:
        """Walk a page's body."""
        self._walk(body)
        self._flush()

    def _walk(self, element: html.HtmlElement) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in SILENT or not tag:
            self.words.append(" ")
            return
        if tag in BLOCKS:
            self._flush()
        if number := element.get("data-number"):
            self.ids.append(number)
        self.words.append(element.text or "")
        for child in element:
            self._walk(child)
            self.words.append(child.tail or "")
        self.words.append(" " if tag in ("td", "th") else "")
        if tag in BLOCKS:
            self._flush()

    def _flush(self) -> None:
        text = " ".join("".join(self.words).split())
        if text:
            self.found[text] = tuple(dict.fromkeys((*self.found.get(text, ()), *self.ids)))
        self.words.clear()
        self.ids.clear()
