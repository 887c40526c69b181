"""JATS XML → text and blocks. Entities are not expanded and nothing is fetched.

Source: Journal Article Tag Suite, ANSI/NISO Z39.96-2021, version 1.3.
"""

from __future__ import annotations

import html.entities
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tamis.formats.fulltext.values import (
    Block,
    BlockKind,
    Cell,
    FullText,
    Page,
    Run,
    Style,
    UnreadableText,
)
from tamis.model.problems import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST = 60 * 2**20
_STYLES: dict[str, Style] = {
    "italic": "i", "bold": "b", "sup": "sup", "sub": "sub", "sc": "", "underline": "",
}  # fmt: skip
#: What holds no words of the article, or the same words again.
_LEFT_OUT = frozenset(
    {
        "ref-list", "tex-math", "object-id", "journal-meta", "graphic", "media", "pub-id",
        "article-id", "contrib-group", "aff", "permissions", "history", "counts", "self-uri",
        "kwd-group", "custom-meta-group", "pub-date", "volume", "issue", "fpage", "lpage",
        "elocation-id", "article-categories", "author-notes", "funding-group", "related-article",
    }
)  # fmt: skip
#: Elements that stand for themselves, and what they become.
_BLOCKS: dict[str, BlockKind] = {
    "article-title": "title", "title": "heading", "p": "paragraph", "disp-quote": "paragraph",
    "disp-formula": "paragraph", "verse-line": "paragraph", "term": "item", "def": "item",
    "attrib": "note", "label": "caption", "preformat": "paragraph",
}  # fmt: skip
#: What a paragraph is inside these.
_AROUND: dict[str, BlockKind] = {
    "caption": "caption", "table-wrap-foot": "note", "fn": "note", "list-item": "item",
}  # fmt: skip
#: What is laid out on its own though it stands inside a paragraph.
_INNER = frozenset(
    {"table-wrap", "list", "disp-quote", "boxed-text", "fig", "fig-group", "p", "def-list",
     "disp-formula", "table-wrap-group", "preformat"}
)  # fmt: skip


def looks_like(head: bytes) -> bool:
    """Whether the first bytes of a file may be JATS."""
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") and (b"<article" in head or b"<pmc-articleset" in head)


def read(data: bytes) -> FullText:
    """Read an article.

    Raises:
        UnreadableText: It is no well-formed XML, holds no article, or is too large.
    """
    article = _article(data)
    made = _Maker()
    for part in ("front", "body", "back", "floats-group"):
        found = next(_children(article, part), None)
        if found is not None:
            made.walk(found, 0)
    text = made.text
    if not text.strip():
        raise UnreadableText("the XML holds an article without words")
    title = next(("".join(r.text for r in b.runs) for b in made.blocks if b.kind == "title"), "")
    odd = () if next(_children(article, "body"), None) is not None else (
        Problem("XML", "there is no body, only what stands before it", "find the full text"),
    )  # fmt: skip
    return FullText(
        kind="jats",
        pages=(Page(number=1, text=text),),
        title=" ".join(title.split()),
        blocks=tuple(made.blocks),
        problems=odd,
    )


def _article(data: bytes) -> _Element:
    from lxml import etree

    if len(data) > LARGEST:
        raise UnreadableText(f"the XML has more than {LARGEST // 2**20} MB")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        why = str(error).partition("(")[0].strip()
        raise UnreadableText(f"the XML is not well formed: {why}") from error
    found = root if _name(root) == "article" else next(
        (e for e in root.iter() if _name(e) == "article"), None
    )  # fmt: skip
    if found is None:
        raise UnreadableText("the XML holds no <article>; upload JATS, or a PDF")
    return found


def _name(element: Any) -> str:
    """An element's name without its namespace; entities and the like have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: _Element, name: str) -> Iterator[_Element]:
    return (child for child in element if _name(child) == name)


class _Maker:
    """Walks an article and lays its words out in one text."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What was laid out so far."""
        return "".join(self._text)

    def walk(self, element: _Element, level: int, inside: str = "") -> None:
        """Lay out what is inside an element."""
        name = _name(element)
        if name in _LEFT_OUT:
            return
        if name == "tr":
            self._row(element)
            return
        kind = _BLOCKS.get(name)
        if kind:
            self._mixed(_kind(kind, name, inside), element, level)
            return
        if name == "abstract" and not any(_name(c) == "title" for c in element):
            self._block("heading", [("Abstract", "")], 1)
        deeper = level + (name in ("sec", "abstract", "app"))
        around = name if name in _AROUND else inside
        for child in element:
            self.walk(child, deeper, around)

    def _mixed(self, kind: BlockKind, element: _Element, level: int) -> None:
        """A paragraph; tables and lists inside it are laid out where they stand."""
        pieces: list[tuple[str, Style]] = [(element.text or "", "")]
        for child in element:
            if _name(child) in _INNER:
                self._block(kind, pieces, level)
                pieces = []
                self.walk(child, level)
            else:
                pieces += _inline_of(child, "")
            pieces.append((child.tail or "", ""))
        self._block(kind, pieces, level)

    def _block(self, kind: BlockKind, pieces: Iterable[tuple[str, Style]], level: int) -> None:
        start = self._length
        runs = tuple(self._put(words, style) for words, style in _evened(pieces))
        if runs:
            self._end("\n\n")
            self.blocks.append(Block(kind=kind, start=start, level=level, runs=runs))

    def _row(self, element: _Element) -> None:
        start, cells = self._length, []
        for cell in element:
            if _name(cell) in ("td", "th"):
                cells.append(
                    Cell(
                        runs=tuple(self._put(w, s) for w, s in _evened(_inline(cell, ""))),
                        head=_name(cell) == "th",
                        across=_span(cell, "colspan"),
                        down=_span(cell, "rowspan"),
                    )
                )
                self._end("\t")
        if cells:
            self._end("\n")
            self.blocks.append(Block(kind="row", start=start, cells=tuple(cells)))

    def _put(self, words: str, style: Style) -> Run:
        run = Run(start=self._length, text=words, style=style)
        self._end(words)
        return run

    def _end(self, words: str) -> None:
        self._text.append(words)
        self._length += len(words)


def _kind(kind: BlockKind, name: str, inside: str) -> BlockKind:
    """What a title or paragraph is where it stands."""
    if name == "title":
        return "caption" if inside in ("caption", "fn", "table-wrap-foot") else "heading"
    return _AROUND.get(inside, kind) if kind == "paragraph" else kind


def _inline(element: _Element, style: Style) -> Iterator[tuple[str, Style]]:
    """The words of an element with their style; entities stay as they are named."""
    yield element.text or "", style
    for child in element:
        yield from _inline_of(child, style)
        yield child.tail or "", style


def _inline_of(child: Any, style: Style) -> Iterator[tuple[str, Style]]:
    name = _name(child)
    if not name:
        yield _entity(child), style
    elif name == "break":
        yield " ", style
    elif name not in _LEFT_OUT:
        yield from _inline(child, _STYLES.get(name, style) or style)


def _entity(child: Any) -> str:
    """A named character; a name that the file defines for itself is shown, not expanded."""
    text = str(child.text or "")
    name = text.strip("&;")
    return html.entities.html5.get(f"{name};", text)


def _evened(pieces: Iterable[tuple[str, Style]]) -> list[tuple[str, Style]]:
    """Pieces with their spacing evened out and neighbours of one style joined."""
    joined: list[tuple[str, Style]] = []
    for words, style in pieces:
        even = "".join(" " if c.isspace() else c for c in words)
        while "  " in even:
            even = even.replace("  ", " ")
        if even.startswith(" ") and (not joined or joined[-1][0].endswith(" ")):
            even = even[1:]
        if not even:
            continue
        if joined and joined[-1][1] == style:
            joined[-1] = joined[-1][0] + even, style
        else:
            joined.append((even, style))
    if joined and joined[-1][0].endswith(" "):
        last = joined[-1][0].rstrip()
        joined[-1:] = [(last, joined[-1][1])] if last else []
    return joined


def _span(cell: _Element, name: str) -> int:
    """How many columns or rows a cell takes; a table of a thousand columns is a mistake."""
    said = cell.get(name, "1")
    return min(max(int(said), 1), 100) if said.isascii() and said.isdigit() else 1
