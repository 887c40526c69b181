"""BibTeX text → entries: braces, quotes, macros, concatenation; broken entries to their end.

The grammar follows the BibTeX manual (Patashnik, 1988) and its reading by biber, with the errors
exporters make: stray braces, missing commas, spaces in field names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from tamis.formats._text import LONGEST, Text
from tamis.formats._words import words
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem

_START = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]+)[ \t]*([{(])", re.MULTILINE)
_KEY = re.compile(r"\s*([^,\n=]*?)\s*(?:,|\n|(?=[)}]\s*\Z))")
_FIELD = re.compile(r"[\s,]*([A-Za-z][\w:.+/-]*(?: [A-Za-z][\w-]*){0,4})\s*=\s*")
_NEXT = re.compile(r"\n[ \t]*[A-Za-z][\w:.+ -]{0,40}=\s*[{\"\d]")
_BARE = re.compile(r"[^\s,#{}()\"=]+")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTE = re.compile(r"\\.|[{}\"]", re.DOTALL)
_AFTER_QUOTE = re.compile(r"\s*(?:[})#]|,\s*(?:[})]|\n|[A-Za-z][\w-]*\s*=)|\Z)")
_JOIN = re.compile(r"\s*#\s*")
_MONTHS = {m: m.title() for m in words("jan feb mar apr may jun jul aug sep oct nov dec")}


@dataclass(slots=True)
class BibEntry:
    """One entry: its type and key, its fields in printed order with lower-case names."""

    kind: str
    key: str
    line: int
    raw: str
    fields: list[tuple[str, str]] = field(default_factory=list)


def entries(text: Text) -> Iterator[BibEntry | Problem]:
    """Parse entry by entry; @string is applied, @comment and @preamble are passed over."""
    macros = dict(_MONTHS)
    for line, found, chunk in _chunks(text):
        yield from text.drain()
        kind = found[1].lower()
        if kind in ("comment", "preamble"):
            continue
        problems: list[Problem] = []
        parser = _Parser(chunk, found.end() - found.start(), macros, text.file, line, problems)
        if kind == "string":
            macros.update((name, value) for name, value in parser.fields())
        else:
            entry = parser.entry(kind)
            yield from problems
            yield entry
    yield from text.drain()


def _chunks(text: Text) -> Iterator[tuple[int, re.Match[str], str]]:
    """Cut at entry starts: (line, match of the start, the entry's text)."""
    carry, line = "", 1
    for block in text.blocks():
        carry += block
        starts = list(_START.finditer(carry))
        for begun, following in pairwise(starts):
            at = line + carry.count("\n", 0, begun.start())
            yield at, begun, carry[begun.start() : following.start()]
        if starts:
            line += carry.count("\n", 0, starts[-1].start())
            carry = carry[starts[-1].start() :]
        if len(carry) > LONGEST:
            raise UnreadableFile(
                text.file, f"one entry, begun in line {line}, is over {LONGEST >> 20} MB"
            )
    last = _START.search(carry)
    if last is not None:
        yield line + carry.count("\n", 0, last.start()), last, carry[last.start() :]


class _Parser:
    """Reads one entry from its text."""

    def __init__(
        self,
        text: str,
        start: int,
        macros: Mapping[str, str],
        file: str,
        line: int,
        problems: list[Problem],
    ) -> None:
        self._text = text
        self._at = start
        self._macros = macros
        self._file = file
        self._line = line
        self._problems = problems

    def entry(self, kind: str) -> BibEntry:
        """The whole entry."""
        key = ""
        # Some exporters leave the key out; then a field follows at once.
        if not _FIELD.match(self._text, self._at) and (found := _KEY.match(self._text, self._at)):
            key, self._at = found[1], found.end()
            if self._text[self._at - 1 : self._at] == "," and not _FIELD.match(
                self._text, self._at
            ):
                key = self._long_key(key)
        entry = BibEntry(kind, key, self._line, self._text.rstrip())
        entry.fields.extend(self.fields())
        return entry

    def _long_key(self, key: str) -> str:
        """A key with commas in it ("Kenny20103,17"), against the rules."""
        end = self._text.find("\n", self._at)
        rest = self._text[self._at : end].strip(" ,") if end > 0 else ""
        if rest and "=" not in rest and "}" not in rest:
            self._at = end
            return f"{key},{rest}"
        return key

    def fields(self) -> Iterator[tuple[str, str]]:
        """Fields up to the entry's closing brace."""
        while True:
            found = _FIELD.match(self._text, self._at)
            if found is None:
                rest = self._text[self._at :].strip(" \t\r\n,")
                if rest[:1] in ("}", ")", ""):
                    if not rest:
                        self._say("an entry is not closed", self._at)
                    return
                if not self._resume():
                    return
                continue
            self._at = found.end()
            yield found[1].lower(), self._value()

    def _resume(self) -> bool:
        """Find the next field after text that is none."""
        skipped = self._text[self._at : self._at + 200].lstrip().partition("\n")[0].rstrip()
        # From the next character on: a field that does not parse here must not be found again.
        found = _NEXT.search(self._text, self._at + 1)
        self._say(f"'{skipped[:40]}' is no field", self._at)
        if found is None:
            return False
        self._at = found.start()
        return True

    def _value(self) -> str:
        parts = [self._part()]
        while found := _JOIN.match(self._text, self._at):
            self._at = found.end()
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        opening = self._text[self._at : self._at + 1]
        if opening == "{":
            return self._enclosed(_BRACE, "}")
        if opening == '"':
            return self._enclosed(_QUOTE, '"')
        found = _BARE.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return self._macros.get(found[0].lower(), found[0])

    def _enclosed(self, marks: re.Pattern[str], close: str) -> str:
        """Text up to the closing mark at depth 0; an unclosed value ends before the next field."""
        begin = self._at + 1
        depth = 0
        for mark in marks.finditer(self._text, begin):
            char = mark[0]
            if char == close and depth == 0:
                if char == '"' and not _AFTER_QUOTE.match(self._text, mark.end()):
                    continue  # a quotation mark of the text, left bare by the exporter
                self._at = mark.end()
                return self._text[begin : mark.start()]
            depth += 1 if char == "{" else -1 if char == "}" else 0
            if depth < 0:
                break
        found = _NEXT.search(self._text, begin)
        end = found.start() if found else len(self._text)
        self._say("a value is not closed", self._at)
        self._at = end
        return self._text[begin:end].rstrip(' \t\r\n,}"')

    def _say(self, what: str, at: int) -> None:
        line = self._line + self._text.count("\n", 0, at)
        self._problems.append(Problem(self._file, what, "read as far as it goes", line=line))
