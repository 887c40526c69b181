"""ClinicalTrials.gov, API version 2: JSON of one study or of a search.

Study fields follow the API's data structure (protocolSection modules). A study's countries are
where it was run; they go to `extra`, never to `journal_country`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats._bytes import head_text
from tamis.formats._ctgov_record import record_of
from tamis.formats._json import Items
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_SIGN = re.compile(r'"(?:protocolSection|nctId)"\s*:')


class Ctgov:
    """Reader of ClinicalTrials.gov JSON."""

    name = "ctgov-json"
    suffixes = (".json",)

    def sniff(self, head: bytes) -> float:
        """Sure of the API's module names."""
        text = head_text(head)
        return 0.97 if text.lstrip()[:1] in ("{", "[") and _SIGN.search(text) else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the studies; see `tamis.model.ports.Reader`."""
        for item in Items(Text(stream, file)):
            if isinstance(item, Problem):
                yield item
                continue
            record = record_of(item.value, item.raw, source)
            if record is None:
                yield Problem(file, "an item has no protocolSection", "left out", line=item.line)
            else:
                yield record


FORMAT = Ctgov()
