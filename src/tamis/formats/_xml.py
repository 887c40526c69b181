"""XML, read defensively: one record's markup at a time, no document type, no entities, no network.

The text is cut into the markup of single records before any parser sees it, so that a document type
with its entity definitions never reaches one, a damaged record costs only itself, and memory is
bounded by the largest record.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tamis.formats._text import LONGEST, Text
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

#: Fragments parsed at once: the parser's own start costs as much as a small record.
_BATCH = 64
#: A start tag cut in two by the edge of a block is no longer than this up to its name's end.
_LONGEST_NAME = 64
_ENTITY = re.compile(r"&([A-Za-z_][\w.-]*);")
_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Fragment:
    """One record's element, with its text and where it begins."""

    element: _Element
    raw: str
    line: int


def markup(text: Text, *names: str) -> Iterator[tuple[str, int] | Problem]:
    """Cut at the elements called `names`: (markup, line of its beginning), not parsed."""
    for piece in _cut(text, names):
        if text.problems:
            yield from text.drain()
        yield piece
    yield from text.drain()


def fragments(text: Text, *names: str) -> Iterator[Fragment | Problem]:
    """Cut at the elements called `names` and parse each; a damaged one is repaired or reported.

    Raises:
        UnreadableFile: One element is larger than any record.
    """
    batch: list[tuple[str, int]] = []
    for piece in _cut(text, names):
        if isinstance(piece, Problem):
            yield piece
            continue
        batch.append(piece)
        if len(batch) == _BATCH:
            yield from text.drain()
            yield from _parsed(batch, text.file)
            batch = []
    yield from text.drain()
    yield from _parsed(batch, text.file)


def _cut(text: Text, names: tuple[str, ...]) -> Iterator[tuple[str, int] | Problem]:
    opening = re.compile(rf"<({'|'.join(names)})(?=[\s>/])")
    carry, line = "", 1
    name = ""  # of the element that begins at `at`; "" while none was met
    at = sought = 0
    in_prolog = True
    for block in text.blocks(b">"):
        carry += block
        while True:
            if not name:
                begun = opening.search(carry, sought)
                if begun is None:
                    sought = max(at, len(carry) - _LONGEST_NAME)
                    break
                if in_prolog:
                    yield from _entities_defined(carry[: begun.start()], text.file)
                    in_prolog = False
                line += carry.count("\n", at, begun.start())
                name, at, sought = begun[1], begun.start(), begun.end()
            end = _end(carry, name, at, sought)
            if end < 0:
                sought = max(sought, len(carry) - len(name) - 3)
                break
            raw = carry[at:end]
            yield raw, line
            line += raw.count("\n")
            name, at, sought = "", end, end
        if at:
            carry, sought, at = carry[at:], sought - at, 0
        if not name and not in_prolog and sought > 0:
            line += carry.count("\n", 0, sought)
            carry, sought = carry[sought:], 0
        if len(carry) > LONGEST:
            why = f"one element, begun in line {line}, is over {LONGEST >> 20} MB"
            raise UnreadableFile(text.file, why)
    if name:
        what = f"<{name}> is not closed"
        yield Problem(text.file, what, "the file may be cut short", line=line)
        yield carry[at:], line


def _end(carry: str, name: str, at: int, sought: int) -> int:
    """Where the element that begins at `at` ends, or -1."""
    close = carry.find(f"</{name}", sought)
    while close >= 0:
        after = close + len(name) + 2
        end = carry.find(">", after)
        # </TrialID> does not end a <Trial>.
        if end >= 0 and (end == after or carry[after:end].isspace()):
            return end + 1
        close = carry.find(f"</{name}", after)
    first = carry.find(">", at)
    return first + 1 if first > 0 and carry[first - 1] == "/" else -1


def _entities_defined(prolog: str, file: str) -> Iterator[Problem]:
    if "<!ENTITY" in prolog:
        what = "the file defines entities of its own"
        line = prolog.count("\n", 0, prolog.find("<!ENTITY")) + 1
        yield Problem(file, what, "they are not expanded, for safety", line=line)


def _parsed(batch: list[tuple[str, int]], file: str) -> Iterator[Fragment | Problem]:
    from lxml import etree

    if not batch:
        return
    whole = "".join(["<_>", *(raw for raw, _ in batch), "</_>"])
    try:
        elements = list(etree.fromstring(whole, _parser(recover=False)))
    except (etree.XMLSyntaxError, ValueError):
        elements = []
    if len(elements) == len(batch):
        for element, (raw, line) in zip(elements, batch, strict=True):
            yield Fragment(element, raw, line)
        return
    for raw, line in batch:
        yield from parsed(raw, line, file)


def parsed(raw: str, line: int, file: str) -> Iterator[Fragment | Problem]:
    """Parse one element's markup; damaged markup is mended or reported."""
    from lxml import etree

    try:
        yield Fragment(etree.fromstring(raw, _parser(recover=False)), raw, line)
        return
    except (etree.XMLSyntaxError, ValueError) as exc:
        why = str(exc).partition(", line")[0]
    mended = _ENTITY.sub(_character, _CONTROL.sub(" ", raw))
    try:
        # `fromstring` returns None, whatever its type says, when nothing could be recovered.
        element: _Element | None = etree.fromstring(mended, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        element = None
    if element is None:
        yield Problem(file, f"a record is no XML: {why}", "left out", "error", line)
        return
    yield Problem(
        file, f"damaged XML, mended: {why}", "compare the record with its source", line=line
    )
    yield Fragment(element, raw, line)


def element_of(raw: str) -> _Element | None:
    """The element of well-formed markup; None of other text."""
    from lxml import etree

    try:
        return etree.fromstring(raw, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError):
        return None


#: Characters XML forbids.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name in _XML:
        return found[0]
    # An HTML name is its character; a name of the file's own stays visible, unexpanded.
    return html.entities.html5.get(f"{name};", f"&amp;{name};")


@cache
def _parser(*, recover: bool) -> XMLParser:
    from lxml import etree

    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def text_of(element: _Element | None) -> str:
    """All text inside, markup dropped, on one line."""
    if element is None:
        return ""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return tidy(text) if text else ""


def tidy(text: str) -> str:
    """Lines that the markup was wrapped into joined; runs of spaces are the author's."""
    return " ".join(text.split()) if "\n" in text else text.strip()
