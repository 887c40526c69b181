"""BibTeX and BibLaTeX, as Scopus, Web of Science, EBSCO, publishers and managers export them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tamis.formats._bib_parse import entries
from tamis.formats._bib_record import record_of
from tamis.formats._bib_write import write
from tamis.formats._bytes import head_text
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(][^\n@]*", re.MULTILINE)
_FIELD = re.compile(r"^[ \t]*[A-Za-z][\w-]*(?: [\w-]+)* *=[ \t]*[{\"\d]", re.MULTILINE)


class Bibtex:
    """Reader and writer of BibTeX."""

    name = "bibtex"
    suffixes = (".bib", ".bibtex", ".txt")

    def sniff(self, head: bytes) -> float:
        """Sure of an entry with fields."""
        text = head_text(head)
        if not _ENTRY.search(text):
            return 0.0
        return (
            0.9
            if _FIELD.search(text) or re.search(r"@\w{1,30}\s{0,9}\{[^=]{0,500}=", text)
            else 0.4
        )

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the entries of a BibTeX file; see `tamis.model.ports.Reader`."""
        for item in entries(Text(stream, file)):
            if isinstance(item, Problem):
                yield item
                continue
            record, problems = record_of(item, file, source)
            yield from problems
            yield record

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write BibTeX, UTF-8."""
        write(records, stream)


FORMAT = Bibtex()
