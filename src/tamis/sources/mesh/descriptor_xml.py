"""NLM's descriptor file (`desc2026.xml`, `.gz` too), one record at a time.

The shape follows the document type `nlmdescriptorrecordset` of the National Library of Medicine
(https://www.nlm.nih.gov/mesh/xml_data_elements.html): DescriptorRecord holds DescriptorUI,
DescriptorName/String, TreeNumberList/TreeNumber and ConceptList/Concept/TermList/Term/String.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from lxml import etree

from tamis.sources.mesh.descriptor import Descriptor, folded
from tamis.sources.mesh.errors import NoDescriptorFile

_GZIP = b"\x1f\x8b"
#: A year in the name of the file or of its document type: desc2026, …recordset_20260101.dtd.
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d{1,3}(?!\d))")


def read(path: Path) -> Iterator[Descriptor]:
    """The headings of a descriptor file; memory holds one record.

    Raises:
        NoDescriptorFile: It is no such file, is cut short, or defines entities of its own.
    """
    found = False
    try:
        with _opened(path) as stream:
            records = etree.iterparse(
                stream,
                tag="DescriptorRecord",
                resolve_entities=False,
                load_dtd=False,
                no_network=True,
                huge_tree=False,
            )
            for _, record in records:
                if not found:
                    _refuse_entities(path, record)
                found = True
                if (descriptor := _descriptor(record)) is not None:
                    yield descriptor
                record.clear()
                while record.getprevious() is not None:
                    del record.getparent()[0]
    except (etree.XMLSyntaxError, EOFError, gzip.BadGzipFile) as error:
        raise NoDescriptorFile(path, f"it does not read as XML ({error})") from error
    if not found:
        raise NoDescriptorFile(path, "it holds no DescriptorRecord")


def year_of(path: Path) -> str:
    """The year a file's own head or name gives, or 'year not given'."""
    with _opened(path) as stream:
        head = stream.read(2048).decode("utf-8", "replace")
    doctype = re.search(r"<!DOCTYPE[^>\[]*", head)
    for text in (doctype.group() if doctype else "", path.name):
        if match := _YEAR.search(text):
            return match.group(1)
    return "year not given"


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as stream:
        packed = stream.read(2) == _GZIP
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def _refuse_entities(path: Path, record: etree._Element) -> None:
    doctype = record.getroottree().docinfo.internalDTD
    if doctype is not None and any(True for _ in doctype.iterentities()):  # type: ignore[attr-defined]
        raise NoDescriptorFile(path, "it defines entities of its own, which NLM's file never does")


def _descriptor(record: etree._Element) -> Descriptor | None:
    ui, name = _text(record, "DescriptorUI"), _text(record, "DescriptorName/String")
    if not ui or not name:
        return None
    terms = (_squeezed(t.text) for t in record.iterfind("ConceptList/Concept/TermList/Term/String"))
    entries = dict.fromkeys(t for t in terms if t and folded(t) != folded(name))
    trees = (_squeezed(t.text) for t in record.iterfind("TreeNumberList/TreeNumber"))
    return Descriptor(
        ui=ui, name=name, trees=tuple(t for t in trees if t), entries=tuple(sorted(entries))
    )


def _text(record: etree._Element, path: str) -> str:
    return _squeezed(record.findtext(path))


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())
