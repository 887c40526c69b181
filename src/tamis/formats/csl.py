"""CSL-JSON, the citation processors' format: Zotero, Pandoc, DOI content negotiation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._csl_record import record_of
from tamis.formats._csl_write import write
from tamis.formats._json import Items
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_BEGIN = re.compile(r"\s*[\[{]")
_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article|article-journal|article-magazine|article-newspaper|bill|book|broadcast'
    r"|chapter|classic|dataset|document|entry|entry-dictionary|entry-encyclopedia|event|figure"
    r"|graphic|interview|legal_case|legislation|manuscript|map|motion_picture|paper-conference"
    r"|patent|performance|periodical|personal_communication|post|post-weblog|regulation|report"
    r'|review|review-book|software|song|speech|standard|thesis|treaty|webpage|hearing|collection)"'
)
_NAMES = re.compile(r'"(?:container-title|issued|author|DOI|title|page|citation-key|id)"\s*:')


class Csl:
    """Reader and writer of CSL-JSON."""

    name = "csl-json"
    suffixes = (".json", ".csl")

    def sniff(self, head: bytes) -> float:
        """Likely when CSL's item types and variable names stand in it."""
        text = head_text(head)
        if not _BEGIN.match(text):
            return 0.0
        names = set(_NAMES.findall(text))
        if _TYPE.search(text) and names:
            return 0.75
        return 0.5 if len(names) > 2 else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the items of a CSL-JSON file; see `tamis.model.ports.Reader`."""
        for item in Items(Text(stream, file)):
            yield item if isinstance(item, Problem) else record_of(item.value, item.raw, source)

    def write(self, records: Iterable[Record], stream: BinaryIO) -> None:
        """Write one JSON list, an item to a line."""
        write(records, stream)


FORMAT = Csl()
