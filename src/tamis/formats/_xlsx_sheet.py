"""Sheets of an .xlsx package → rows of cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from tamis.formats._columns import heading, recognised
from tamis.formats._rows import Row
from tamis.model.errors import UnreadableFile

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Unpacked sizes beyond these are an attack, or no table of citations.
_LARGEST_PART = 1 << 30
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(r"([A-Z]{1,3})\d+")
_WIDEST = 16_384


class Workbook:
    """The worksheets of one package."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file
        for part in archive.infolist():
            if part.file_size > _LARGEST_PART:
                raise UnreadableFile(
                    file, f"'{part.filename}' unpacks to over {_LARGEST_PART >> 20} MB"
                )
        self._shared = self._strings()
        self.left_out: tuple[str, ...] = ()

    def tables(self) -> Iterator[Iterator[Row]]:
        """Rows of each sheet with known headings; of the first that has rows where there is none.

        `left_out` then names the sheets that have rows and were not given.
        """
        others: list[str] = []
        found = False
        for name in self._sheets():
            rows = self._sheet(name)
            first = list(islice(rows, 15))
            if any(recognised([heading(cell) for cell in row.cells]) for row in first):
                found = True
                yield chain(first, rows)
            elif first:
                others.append(name)
        if not found and not others:
            raise UnreadableFile(self._file, "its sheets are empty")
        if not found:
            yield self._sheet(others.pop(0))
        self.left_out = tuple(name.rpartition("/")[2].removesuffix(".xml") for name in others)

    def _sheets(self) -> list[str]:
        names = [
            n for n in self._archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)
        ]
        if not names:
            raise UnreadableFile(self._file, "the archive holds no worksheet")
        return sorted(names, key=lambda n: (len(n), n))

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        return [_text(item) for item in self._elements("xl/sharedStrings.xml", "si")]

    def _sheet(self, name: str) -> Iterator[Row]:
        for number, row in enumerate(self._elements(name, "row"), 1):
            cells: list[str] = []
            for cell in row:
                at = _column(cell.get("r") or "", len(cells))
                cells.extend([""] * (at - len(cells)))
                cells.append(self._value(cell))
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                line = row.get("r") or ""
                raw = "\t".join(cells)
                yield Row(cells, int(line) if line.isdecimal() and len(line) < 9 else number, raw)

    def _value(self, cell: _Element) -> str:
        kind = cell.get("t")
        if kind == "inlineStr":
            return _text(cell)
        value = next((c.text or "" for c in cell if _local(c) == "v"), "")
        if kind == "s":
            at = int(value) if value.isdecimal() and len(value) < 10 else -1
            return self._shared[at] if 0 <= at < len(self._shared) else ""
        if kind == "b":
            return "true" if value == "1" else "false"
        # Whole numbers are stored as 2018 or 2018.0, however they are shown.
        return value[:-2] if re.fullmatch(r"-?\d+\.0", value) else value

    def _elements(self, part: str, name: str) -> Iterator[_Element]:
        """Stream the elements called `name`, forgetting each once it was used."""
        from lxml import etree

        with self._archive.open(part) as stream:
            context = etree.iterparse(
                stream,
                events=("end",),
                tag=(_MAIN + name, _STRICT + name),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            try:
                for _, element in context:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
            except etree.XMLSyntaxError as exc:
                raise UnreadableFile(self._file, f"its part '{part}' is damaged: {exc}") from exc


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: _Element) -> str:
    """Text of a string item, its phonetic guide left out."""
    return "".join(t.text or "" for t in element.iter() if _local(t) == "t" and _within(t) != "rPh")


def _within(element: _Element) -> str:
    parent = element.getparent()
    return "" if parent is None else _local(parent)


def _column(reference: str, following: int) -> int:
    """Column from 0 of "BC12"; the following one where none is given."""
    found = _CELL.fullmatch(reference)
    if found is None:
        return following
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return max(following, min(number, _WIDEST) - 1)
