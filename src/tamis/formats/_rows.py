"""Text → rows of cells, with the line and the text each was read from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from tamis.formats._columns import heading, recognised
from tamis.formats._text import LONGEST, Text
from tamis.model.errors import UnreadableFile

DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row."""

    cells: list[str]
    line: int
    raw: str


def rows(text: Text) -> Iterator[Row]:
    """Parse rows one by one; the delimiter is found from the first block.

    Raises:
        UnreadableFile: A quote that never closes swallows more than any cell can hold.
    """
    # The module's own limit, 128 kB, is smaller than the references cell of a Scopus export.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
    lines = _Peeking(text)
    reader = csv.reader(lines, delimiter=delimiter_of(lines.head))
    line = 1
    try:
        for cells in reader:
            taken = lines.hand_over()
            if any(cell and not cell.isspace() for cell in cells):
                yield Row(cells, line, "".join(taken).rstrip("\n"))
            line += len(taken)
    except csv.Error as exc:
        raise UnreadableFile(text.file, f"from line {line} on it is no table: {exc}") from exc


class _Peeking:
    """Lines of a text for the csv module, the first block seen beforehand."""

    def __init__(self, text: Text) -> None:
        self._blocks = text.blocks()
        self.head = next(self._blocks, "")
        self._taken: list[str] = []
        self._lines = self._all()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        # The csv module refuses NUL.
        return line.replace("\0", " ") if "\0" in line else line

    def hand_over(self) -> list[str]:
        taken, self._taken = self._taken, []
        return taken

    def _all(self) -> Iterator[str]:
        block: str | None = self.head
        while block is not None:
            parts = block.split("\n")
            for part in parts[:-1]:
                yield part + "\n"
            if parts[-1]:
                yield parts[-1]
            block = next(self._blocks, None)


def delimiter_of(text: str) -> str:
    """The delimiter that parts a line into headings that are known or, failing that, columns."""
    lines = [line[:5000] for line in text[:50_000].split("\n")[:15] if line.strip()]
    best, mark = (0, 0.0), ","
    for delimiter in DELIMITERS:
        parted = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
        known = max((recognised([heading(c) for c in cells]) for cells in parted), default=0)
        counts = [len(cells) for cells in parted]
        if not counts or max(counts) < 2:
            continue
        alike = sum(1 for n in counts if n == counts[0])
        if (score := (known, counts[0] * 2 + max(counts[:6]) + alike / 10)) > best:
            best, mark = score, delimiter
    return mark
