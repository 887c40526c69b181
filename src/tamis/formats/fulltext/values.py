"""What was read: pages of text, where its words stand on them, and blocks with their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.model.errors import TamisError
from tamis.model.problems import Problem

TextKind = Literal["pdf", "jats", "plain"]
BlockKind = Literal["title", "heading", "paragraph", "item", "caption", "row", "note"]
Style = Literal["", "i", "b", "sup", "sub"]


class UnreadableText(TamisError):
    """A full text that can't be read; `why` says what is wrong with it."""

    exit_code = 3
    http_status = 422

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the full text can't be used: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word and its box on the page, in points from the top left corner.

    `start` is where it stands in the page's text.
    """

    start: int
    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its text, its size in points, and its words. JATS has one page without a size."""

    number: int
    text: str
    width: float = 0.0
    height: float = 0.0
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters of one style; `start` is where they stand in the page's text."""

    start: int
    text: str
    style: Style = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table's row."""

    runs: tuple[Run, ...]
    head: bool = False
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a structured text: a heading, a paragraph, a row of a table."""

    kind: BlockKind
    start: int
    level: int = 0
    runs: tuple[Run, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText:
    """A text as it was read. `blocks` is filled for JATS only, `words` of the pages for PDF only.

    `problems` says what a reader should know: pages that are images, a text without a body.
    """

    kind: TextKind
    pages: tuple[Page, ...]
    title: str = ""
    blocks: tuple[Block, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def page(self) -> Mapping[int, Page]:
        """Pages by number."""
        return {p.number: p for p in self.pages}

    @property
    def readable(self) -> bool:
        """Whether any page holds words (a scan holds only an image)."""
        return any(p.text.strip() for p in self.pages)

    def section(self, start: int) -> str:
        """The heading that stands above a character of a structured text."""
        found = ""
        for block in self.blocks:
            if block.start > start:
                break
            if block.kind == "heading":
                found = "".join(r.text for r in block.runs).strip()
        return found


def plain(text: str, title: str = "") -> FullText:
    """Words that come without pages: an abstract."""
    return FullText(kind="plain", pages=(Page(number=1, text=text),), title=title)
