"""Folding: any text into plain lower-case ASCII in which every character knows where it came from.

Two engines must find the same words (this one and the ES module on the page), so nothing here
leans on what only one of them knows: no Unicode tables but the instrument's own, no HTML parser.
Markup is skipped by hand, never run.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass

from tamis.instruments.red_flags import RedFlags

#: Ends a line; ends a paragraph.
LINE, PARAGRAPH = "\n", "\f"
#: What a character outside ASCII reads as when the instrument does not know it.
OTHER = "·"
#: Source characters that are looked at; nobody's offer is longer.
MOST = 5_000_000

_MARKUP = re.compile(
    r"<(?:!--|!doctype|/?(?:p|div|br|li|ul|ol|h[1-6]|span|a|b|i|em|strong|u|table|tr|td|th|html|body"
    r"|head|script|style|img|section|article|header|footer|main|nav|form|input|button|svg|iframe"
    r"|title|meta|link|font|center|hr|blockquote|details|summary|label)(?:[ \t\n\r\f\v/>]))",
    re.IGNORECASE | re.ASCII,
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)", re.ASCII)
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,8}));")
_SPACE = frozenset(" \t\n\r\f\v")
_BLANK = " \t\r\f\v"
_BULLET = re.compile(r"(?:[-*]|[0-9]{1,2}[.)]) ?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character `i` was read from `source[starts[i]:ends[i]]`.

    `foreign` counts letters that could not be read, `letters` all letters, `skipped` the folded
    characters between beginning and end that were left out because the text is very long.
    """

    text: str
    starts: array[int]
    ends: array[int]
    letters: int
    foreign: int
    skipped: int = 0

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of folded text stands in the source."""
        return self.starts[start], self.ends[end - 1]


class _Writer:
    """Collects folded characters, one space for many, one break for many."""

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.starts = array("I")
        self.ends = array("I")
        self.letters = 0
        self.foreign = 0

    def put(self, char: str, start: int, end: int) -> None:
        last = self.chars[-1] if self.chars else PARAGRAPH
        if char == " " and last in " \n\f":
            return
        if char in (LINE, PARAGRAPH) and last in " \n\f":
            if not self.chars:
                return
            if last == " " or char == PARAGRAPH:
                self.chars[-1] = PARAGRAPH if PARAGRAPH in (char, last) else LINE
                self._unspace()
            return
        self.chars.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def _unspace(self) -> None:
        """A break that took the place of a space may now follow another break."""
        if len(self.chars) > 1 and self.chars[-2] in " \n\f":
            kept = PARAGRAPH if PARAGRAPH in (self.chars[-1], self.chars[-2]) else LINE
            self.chars.pop()
            self.starts.pop()
            self.ends.pop()
            self.chars[-1] = kept


def fold(source: str, instrument: RedFlags) -> Folded:
    """Fold a text; markup is left out when there is any.

    Args:
        source: Plain text or HTML as it was pasted.
        instrument: Says how characters, entities and elements read.
    """
    source = source[:MOST]
    put = _Writer()
    char = _reader(instrument, put)
    if _MARKUP.search(source):
        _fold_markup(source, instrument, put, char)
    else:
        _fold_plain(source, put, char)
    return _kept(put, instrument.limits["head"], instrument.limits["tail"])


def _kept(put: _Writer, head: int, tail: int) -> Folded:
    chars, starts, ends, skipped = put.chars, put.starts, put.ends, 0
    if len(chars) > head + tail:
        skipped = len(chars) - head - tail
        chars = [*chars[:head], PARAGRAPH, *chars[-tail:]]
        middle = array("I", [starts[head]])
        starts, ends = starts[:head] + middle + starts[-tail:], ends[:head] + middle + ends[-tail:]
    return Folded("".join(chars), starts, ends, put.letters, put.foreign, skipped)


def _reader(instrument: RedFlags, put: _Writer) -> Callable[[str], str]:
    """How one character reads: "" for none."""
    table = instrument.fold

    def read(char: str) -> str:
        code = ord(char)
        if code < 128:
            lower = char.lower()
            if "a" <= lower <= "z":
                put.letters += 1
                return lower
            return lower if 32 <= code < 127 else " "
        known = table.get(char)
        if known is not None:
            put.letters += "a" <= known <= "z"
            return known
        if 0xFF01 <= code <= 0xFF5E:
            return read(chr(code - 0xFEE0))
        if 0x1D400 <= code <= 0x1D6A3:  # mathematical letters, a costume of advertisements
            put.letters += 1
            return chr(97 + (code - 0x1D400) % 26)
        if 0x1D7CE <= code <= 0x1D7FF:
            return chr(48 + (code - 0x1D7CE) % 10)
        if char.isalpha():
            put.letters += 1
            put.foreign += 1
        return OTHER

    return read


def _fold_plain(source: str, put: _Writer, read: Callable[[str], str]) -> None:
    """A line that was only wrapped goes on; a short line, a list item or an empty line breaks."""
    at = 0
    lines = source.replace("\r\n", "\n ").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        for offset, char in enumerate(line):
            known = read(char)
            if known:
                put.put(known, at + offset, at + offset + 1)
        at += len(line)
        if number + 1 < len(lines):
            put.put(_line_break(line, lines[number + 1]), at, at + 1)
        at += 1


def _line_break(line: str, following: str) -> str:
    here, then = line.strip(_BLANK), following.strip(_BLANK)
    if not here or not then:
        return PARAGRAPH
    wrapped = len(here) >= 45 and here[-1] not in ":;" and not _BULLET.match(then)
    return " " if wrapped and then[0] not in "•·–—✓✔➤►●▪" else LINE


def _fold_markup(
    source: str, instrument: RedFlags, put: _Writer, read: Callable[[str], str]
) -> None:
    at, more_tags = 0, True
    gone: set[str] = set()  # ends that were looked for and stand nowhere behind
    while at < len(source):
        char = source[at]
        if char == "<" and more_tags:
            after = _skip(source, at, instrument, put, gone)
            if after < 0:
                more_tags = False
            elif after > at:
                at = after
                continue
        if char == "&" and (found := _ENTITY.match(source, at)):
            for one in _entity(found, instrument):
                if known := read(one):
                    put.put(known, at, found.end())
            at = found.end()
            continue
        known = " " if char in _SPACE else read(char)
        if known:
            put.put(known, at, at + 1)
        at += 1


def _skip(source: str, at: int, instrument: RedFlags, put: _Writer, gone: set[str]) -> int:
    """Where a tag or comment at `at` ends; `at` when it is none, -1 when no tag ends any more."""
    if source.startswith("<!--", at):
        end = -1 if "-->" in gone else source.find("-->", at + 4)
        if end < 0:
            gone.add("-->")
        return end + 3 if end >= 0 else at + 4
    if source.startswith(("<!", "<?"), at):
        end = source.find(">", at)
        return end + 1 if end >= 0 else -1
    found = _TAG.match(source, at)
    if found is None:
        return at
    end = source.find(">", found.end())
    if end < 0:
        return -1
    name = found[2].lower()
    if name in instrument.markup["hidden"] and not found[1] and name not in gone:
        close = _closing(source, end + 1, found[2])
        if close < 0:
            gone.add(name)
        end = source.find(">", close) if close >= 0 else end
        end = end if end >= 0 else len(source) - 1
    _mark(name, bool(found[1]), at, end, instrument, put)
    return end + 1


def _closing(source: str, at: int, name: str) -> int:
    """Where "</name" stands next, as it was opened or in lower or capital letters."""
    found = [source.find(f"</{form}", at) for form in {name, name.lower(), name.upper()}]
    return min((f for f in found if f >= 0), default=-1)


def _mark(name: str, closing: bool, at: int, end: int, instrument: RedFlags, put: _Writer) -> None:
    if name == "li":
        put.put(LINE, at, end + 1)
        if not closing:
            put.put("-", at, end + 1)
            put.put(" ", at, end + 1)
    elif name in instrument.markup["breaks"]:
        put.put(LINE if name in ("br", "td", "th", "dd", "tr") else PARAGRAPH, at, end + 1)
    elif name not in instrument.markup["inline"]:
        put.put(" ", at, end + 1)


def _entity(found: re.Match[str], instrument: RedFlags) -> str:
    if found[3]:
        return instrument.entities.get(found[3], OTHER)
    code = int(found[1]) if found[1] else int(found[2], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else OTHER
