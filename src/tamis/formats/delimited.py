"""Tables in text: CSV, semicolons, tabs, whatever tool wrote them.

A table of a known tool is read by that tool's headings; in any other the columns are guessed from
their headings and, where those say nothing, from what stands below them, and the guess is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._columns import heading, recognised
from tamis.formats._csv_write import write
from tamis.formats._rows import Row, delimiter_of, rows
from tamis.formats._table import look, records
from tamis.formats._text import Text
from tamis.model.columns import Column, Columns
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem
from tamis.model.records import Record

_OTHER = re.compile(r"\s*(?:[{\[<@%]|TY {0,3}-|FN |PT |PMID-)")


class Delimited:
    """Reader of delimited tables; writes CSV."""

    name = "csv"
    suffixes = (".csv", ".tsv", ".tab", ".txt")

    def sniff(self, head: bytes) -> float:
        """Sure when a row of known headings stands near the beginning."""
        text = head_text(head)
        if not text or _OTHER.match(text):
            return 0.0
        best = 0
        delimiter = delimiter_of(text)
        for line in text.split("\n")[:15]:
            cells = [heading(cell) for cell in _cells(line, delimiter)]
            if len(cells) > 1 or (cells and cells[0] in ("title", "doi", "pmid")):
                best = max(best, recognised(cells))
        return 0.0 if best == 0 else 0.55 if best == 1 else min(0.94, 0.7 + best / 20)

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the rows of a table; see `tamis.model.ports.Reader`."""
        return self.read_as(stream, file=file, source=source, columns={})

    def columns(self, stream: BinaryIO, *, file: str, columns: Columns) -> tuple[Column, ...]:
        """What its columns hold; see `tamis.model.ports.TableReader`."""
        return look(_checked(rows(Text(stream, file)), file), file, columns)

    def read_as(
        self, stream: BinaryIO, *, file: str, source: str, columns: Columns
    ) -> Iterator[Record | Problem]:
        """As `read`, with columns as a person names them."""
        text = Text(stream, file)
        for item in records(_checked(rows(text), file), file, source, columns):
            if text.problems:
                yield from text.drain()
            yield item
        yield from text.drain()

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write CSV with one column for each field, UTF-8 with a byte-order mark for Excel."""
        write(records, stream)


def _checked(table: Iterator[Row], file: str) -> Iterator[Row]:
    """Refuse what has no second column and no heading that is known."""
    first = True
    for row in table:
        if first and len(row.cells) == 1 and len(row.cells[0]) > 10_000:
            raise UnreadableFile(file, "it is text without columns")
        first = False
        yield row


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip(" \"'") for cell in line.split(delimiter)]


FORMAT = Delimited()
