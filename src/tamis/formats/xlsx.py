"""Excel workbooks (.xlsx): every sheet that holds a table of citations.

Parts of the package follow ECMA-376. The sheet is streamed; sizes are checked before anything is
unpacked, and no entity, macro, formula or link is followed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from tamis.formats._bytes import Peekable
from tamis.formats._table import look, records
from tamis.formats._xlsx_sheet import Workbook
from tamis.model.columns import Column, Columns
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem
from tamis.model.records import Record

#: A workbook is held packed; Excel itself gives up long before this.
_LARGEST = 256 << 20


class Xlsx:
    """Reader of Excel workbooks."""

    name = "xlsx"
    suffixes = (".xlsx", ".xlsm")

    def sniff(self, head: bytes) -> float:
        """Sure of a zip archive with Excel's parts."""
        if not head.startswith(b"PK\x03\x04"):
            return 0.0
        return 0.97 if b"xl/" in head else 0.6 if b"[Content_Types].xml" in head else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the rows; see `tamis.model.ports.Reader`."""
        return self.read_as(stream, file=file, source=source, columns={})

    def columns(self, stream: BinaryIO, *, file: str, columns: Columns) -> tuple[Column, ...]:
        """What the columns of its first table hold; see `tamis.model.ports.TableReader`."""
        with _opened(stream, file) as book:
            return look(next(book.tables()), file, columns)

    def read_as(
        self, stream: BinaryIO, *, file: str, source: str, columns: Columns
    ) -> Iterator[Record | Problem]:
        """As `read`, with the columns of the first table as a person names them."""
        with _opened(stream, file) as book:
            for number, rows in enumerate(book.tables()):
                yield from records(rows, file, source, {} if number else columns)
            if book.left_out:
                what = f"no table of citations in: {', '.join(book.left_out)}"
                yield Problem(file, what, "left out; its headings are not known", "note")


@contextmanager
def _opened(stream: BinaryIO, file: str) -> Iterator[Workbook]:
    """The workbook; whatever goes wrong while it is read is a file that can't be read."""
    data = Peekable(stream).read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise UnreadableFile(file, f"the workbook is over {_LARGEST >> 20} MB; save it as CSV")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Workbook(archive, file)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as exc:
        raise UnreadableFile(file, f"it is no workbook, or a damaged or locked one: {exc}") from exc


FORMAT = Xlsx()
