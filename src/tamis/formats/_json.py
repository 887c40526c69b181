"""JSON read item by item, so that a file may be larger than memory.

A list at the top, or under one of the names exports use for their records, is parsed one item at a
time; anything else (one record, a reply's envelope) is parsed whole. JSON Lines are read line by
line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tamis.formats._text import LONGEST, Text
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem

Json = dict[str, object]

#: Names under which replies and exports hold their list of records.
LISTS = frozenset(
    {"studies", "results", "result", "items", "data", "records", "References", "references"}
    | {"works"}
)
#: Names whose object holds such a list in turn.
_WITHIN = frozenset({"message", "resultList"})
_SPACE = re.compile(r"[\s,]*")
_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a list, with the text and line it was read from."""

    value: Json
    raw: str
    line: int


class Items:
    """The objects of a JSON text; what stands beside the list gathers in `beside`."""

    def __init__(self, text: Text) -> None:
        self.beside: Json = {}
        self._text = text
        self._blocks = text.blocks(b",")
        self._buffer = ""
        self._at = 0
        self._line = 1
        self._decoder = json.JSONDecoder()

    def __iter__(self) -> Iterator[Item | Problem]:
        self._skip()
        while self._more():
            yield from self._top()
            yield from self._text.drain()
            self._skip()
        yield from self._text.drain()

    def _top(self) -> Iterator[Item | Problem]:
        """A value at the top: a list, an envelope or a record."""
        opening = self._buffer[self._at]
        if opening == "[":
            yield from self._list()
        elif opening == "{":
            yield from self._envelope()
        else:
            raise self._no_json("it neither is nor holds an object")

    def _list(self) -> Iterator[Item | Problem]:
        self._at += 1
        while True:
            self._skip()
            if not self._more():
                yield self._problem("the list is not closed", "the file may be cut short")
                return
            if self._buffer[self._at] == "]":
                self._at += 1
                return
            yield from self._item()

    def _item(self) -> Iterator[Item | Problem]:
        begin = self._line
        value, raw = self._value()
        if isinstance(value, dict):
            yield Item(value, raw, begin)
        else:
            yield Problem(self._text.file, f"'{raw[:40]}' is no record", "left out", line=begin)

    def _envelope(self) -> Iterator[Item | Problem]:
        """An object: its list of records is streamed, the rest of it is kept."""
        whole: Json = {}
        begin, listed = self._line, False
        self._at += 1
        while True:
            self._skip()
            if not self._more():
                yield self._problem("an object is not closed", "the file may be cut short")
                break
            if self._buffer[self._at] == "}":
                self._at += 1
                break
            name, _ = self._value()
            self._skip()
            if not isinstance(name, str) or not self._opens(":"):
                raise self._no_json(f"after {str(name)[:40]!r} a colon is missing")
            self._at += 1
            self._skip()
            if self._opens("[") and name in LISTS and self._objects_follow():
                self.beside = whole
                listed = True
                yield from self._list()
            elif self._opens("{") and name in _WITHIN:
                yield from self._envelope()
                listed = True
            else:
                whole[name], _ = self._value()
        self.beside = whole if listed else self.beside
        if not listed and whole:
            yield Item(whole, json.dumps(whole, ensure_ascii=False), begin)

    def _opens(self, mark: str) -> bool:
        return self._more() and self._buffer[self._at] == mark

    def _objects_follow(self) -> bool:
        """Whether the list's first item is an object, or it is empty."""
        found = re.compile(r"\[\s*[{\]]").match(self._buffer, self._at)
        while found is None and self._buffer[self._at + 1 :].strip() == "" and self._fill():
            found = re.compile(r"\[\s*[{\]]").match(self._buffer, self._at)
        return found is not None

    def _value(self) -> tuple[object, str]:
        """Decode one value, taking in as much more text as it needs."""
        step = _STEP
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as exc:
                if not self._grow(step):
                    raise self._no_json(f"{exc.msg} (line {self._line + exc.lineno - 1})") from exc
                step *= 2
                continue
            except RecursionError as exc:
                raise self._no_json("it is nested too deeply") from exc
            if end == len(self._buffer) and self._grow(step):
                continue  # A number or a word may go on in the next block.
            raw = self._buffer[self._at : end]
            self._line += raw.count("\n")
            self._at = end
            return value, raw

    def _grow(self, size: int) -> bool:
        """Take in at least `size` more characters, if there are any."""
        if self._at:
            self._buffer, self._at = self._buffer[self._at :], 0
        before = len(self._buffer)
        while len(self._buffer) - before < size and self._fill():
            pass
        if len(self._buffer) > LONGEST:
            raise UnreadableFile(self._text.file, f"one record is over {LONGEST >> 20} MB")
        return len(self._buffer) > before

    def _fill(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        self._buffer += block
        return True

    def _more(self) -> bool:
        return self._at < len(self._buffer) or self._fill()

    def _skip(self) -> None:
        """Pass over space and commas."""
        while self._more():
            found = _SPACE.match(self._buffer, self._at)
            end = found.end() if found else self._at
            self._line += self._buffer.count("\n", self._at, end)
            self._at = end
            if self._at < len(self._buffer):
                return

    def _no_json(self, why: str) -> UnreadableFile:
        return UnreadableFile(self._text.file, f"from line {self._line} on it is no JSON: {why}")

    def _problem(self, what: str, hint: str) -> Problem:
        return Problem(self._text.file, what, hint, "error", self._line)


def text(value: object) -> str:
    """A scalar as text; "" for what is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, int | float) else ""


def dig(value: object, *path: str) -> object:
    """What stands at a path of names; None where it breaks off."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def objects(value: object) -> list[Json]:
    """The objects of a list, or none."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a list, or of one text."""
    if isinstance(value, list):
        return [t for v in value if (t := text(v))]
    return [t] if (t := text(value)) else []
