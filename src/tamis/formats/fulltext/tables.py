"""Tables of a full text as rows of cells, each with the place its words stand at.

JATS says what its tables are. A PDF only says where words stand, so its tables are found by their
look: lines one under another whose words stand apart in the same columns. What is found is for a
person to pick from; nothing rests on it but the words themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tamis.formats.fulltext.anchors import tidy
from tamis.formats.fulltext.grid import grids
from tamis.formats.fulltext.values import Block, Cell, FullText


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """A cell: its words are `page.text[start:end]`; without a place they can't be quoted as one."""

    text: str
    start: int = -1
    end: int = -1
    head: bool = False
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a page, with what stands above it."""

    page: int
    caption: str
    rows: tuple[tuple[TableCell, ...], ...]


def tables(text: FullText, page: int | None = None) -> tuple[Table, ...]:
    """The tables of a text in order, or those of one page; none of a text without structure."""
    if text.kind == "jats":
        return tuple(_marked(text))
    return tuple(
        Table(
            page=p.number,
            caption=grid.caption,
            rows=tuple(
                tuple(
                    TableCell(
                        text=tidy(p.text[c.start : c.end]) if c.start >= 0 else c.text,
                        start=c.start, end=c.end, head=i < grid.heads, across=c.across,
                    )
                    for c in row
                )
                for i, row in enumerate(grid.rows)
            ),
        )
        for p in text.pages
        if page in (None, p.number)
        for grid in grids(p)
    )  # fmt: skip


def _marked(text: FullText) -> Iterator[Table]:
    """Rows that stand together; a caption or title between them parts two tables."""
    caption: list[str] = []
    rows: list[tuple[TableCell, ...]] = []
    for block in (*text.blocks, None):
        if block is not None and block.kind == "row":
            rows.append(tuple(_cell(c) for c in block.cells))
            continue
        if rows:
            yield Table(page=1, caption=" ".join(caption), rows=tuple(rows))
            rows, caption = [], []
        if block is not None:
            caption = [*caption, _said(block)] if block.kind == "caption" else []


def _said(block: Block) -> str:
    return "".join(r.text for r in block.runs).strip()


def _cell(cell: Cell) -> TableCell:
    said = "".join(r.text for r in cell.runs)
    if not said.strip():
        return TableCell(text="", head=cell.head, across=cell.across, down=cell.down)
    last = cell.runs[-1]
    return TableCell(
        text=" ".join(said.split()), start=cell.runs[0].start, end=last.start + len(last.text),
        head=cell.head, across=cell.across, down=cell.down,
    )  # fmt: skip
