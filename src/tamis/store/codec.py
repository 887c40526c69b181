"""An event ⇄ one line of a log.

    {"type":"screened/1","prev":"<64 hex>","more":2,"id":…,"at":…, … ,"sum":"<16 hex>"}

`prev` is the SHA-256 of the line before (its bytes without the newline); the first line has that
of `tamis-log/1 <writer>`, so a log under another writer's name does not hold. `more` counts the
lines of the same batch still to come and is left out on the last. `sum` is the beginning of the
SHA-256 of everything before `,"sum":`, so that a changed byte is found in the line itself, even in
the last one. Fields at their default are left out: a default is part of the schema's meaning, and
changing one needs a new schema number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Union

import msgspec

from tamis.model.errors import BrokenChain, InvalidEvent, UnknownName
from tamis.model.events import EVENT_TYPES, Event
from tamis.model.ids import digest
from tamis.store.wire import tagged

_TWINS = tagged(EVENT_TYPES, (("prev", str, ""), ("more", int, 0)), (("sum", str, ""),))
_KINDS = {struct: EVENT_TYPES[tag] for tag, struct in _TWINS.items()}
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Union[tuple(_TWINS.values())])  # noqa: UP007
_SUM = re.compile(rb',"sum":"([0-9a-f]{16})"\}')
_SUM_LENGTH = len(b',"sum":"0123456789abcdef"}')
_TYPE = re.compile(rb'\{"type":"([^"]*)"')
_MORE = re.compile(rb'\{"type":"[^"]*","prev":"[0-9a-f]{64}","more":([0-9]+),')
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


class Line(NamedTuple):
    """A line that says what it said when it was written: its event and its place in a batch."""

    event: Event
    prev: str
    more: int


def genesis(writer: str) -> str:
    """What the first line of a writer's log follows."""
    return digest(f"tamis-log/1 {writer}".encode())


def prepare(events: Iterable[Event]) -> tuple[bytes, ...]:
    """Check events and write them as JSON objects that are in no chain yet.

    Raises:
        InvalidEvent: An event does not fit its schema, or would not be read back as it is.
    """
    return tuple(_prepare_one(event) for event in events)


def chain(bodies: Sequence[bytes], prev: str) -> bytes:
    """Write a batch of prepared events as lines after the line of digest `prev`."""
    lines: list[bytes] = []
    for more, body in zip(reversed(range(len(bodies))), bodies, strict=True):
        cut = body.index(b",")
        counted = f',"more":{more}' if more else ""
        said = body[:cut] + f',"prev":"{prev}"{counted}'.encode() + body[cut:-1]
        line = said + f',"sum":"{digest(said)[:16]}"}}'.encode()
        prev = digest(line)
        lines.append(line + b"\n")
    return b"".join(lines)


def decode(line: bytes, path: object, number: int) -> Line:
    """Read a line (without its newline).

    Raises:
        BrokenChain: Its bytes are not those that were written.
        InvalidEvent: It is whole but not an event of a known schema.
    """
    if not is_whole(line):
        raise BrokenChain(path, number, "the line was changed after it was written")
    try:
        wire: Any = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidEvent(f"'{path}' line {number}", _why(line, error)) from error
    event = msgspec.convert(wire, _KINDS[type(wire)], from_attributes=True)
    return Line(event, wire.prev, wire.more)


def mark(name: str, value: str) -> bytes:
    """How a field of that value is spelt in a line."""
    return f'"{name}":'.encode() + _ENCODER.encode(value)


def is_whole(line: bytes) -> bool:
    """Whether a line's `sum` is right."""
    end = len(line) - _SUM_LENGTH
    found = _SUM.fullmatch(line, max(end, 0))
    return found is not None and found[1].decode() == digest(line[:end])[:16]


def whole_prefix(text: bytes) -> bytes | None:
    """The whole line that `text` begins with, if there is one."""
    for found in _SUM.finditer(text):
        if is_whole(text[: found.end()]):
            return text[: found.end()]
    return None


def lines_to_come(line: bytes) -> int:
    """How many lines of its batch a line says still follow, read without decoding it."""
    found = _MORE.match(line)
    return int(found[1]) if found else 0


def misfit(event: Event) -> str | None:
    """Why an event's id or times can't be used, beyond what its types say; None when they can."""
    if not _ULID.fullmatch(event.id):
        return f"id '{event.id}' is not a ULID (26 characters, as `tamis.model.ids.new_id` makes)"
    try:
        at = datetime.fromisoformat(event.at)
        if at.utcoffset() != timedelta(0):
            return f"at '{event.at}' is not in UTC; end it with 'Z'"
        if event.dated is not None and date.fromisoformat(event.dated).isoformat() != event.dated:
            return f"dated '{event.dated}' is not a day written YYYY-MM-DD"
    except ValueError as error:
        return f"at '{event.at}' and dated '{event.dated}' must be ISO 8601: {error}"
    return None


def _prepare_one(event: Event) -> bytes:
    where = f"{type(event).__name__} '{event.id}'"
    struct = _TWINS.get(type(event).schema)
    if struct is None:
        raise UnknownName("event type", type(event).schema or type(event).__name__, EVENT_TYPES)
    try:
        body = _ENCODER.encode(msgspec.convert(event, struct, from_attributes=True))
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise InvalidEvent(where, str(error)) from error
    if why := misfit(event):
        raise InvalidEvent(where, why)
    back = msgspec.convert(_DECODER.decode(body), type(event), from_attributes=True)
    if back != event:
        raise InvalidEvent(
            where, "it would not be read back as it is (a number that is not finite?)"
        )
    return body


def _why(line: bytes, error: Exception) -> str:
    found = _TYPE.match(line)
    name = found[1].decode(errors="replace") if found else ""
    if found and name not in EVENT_TYPES:
        return f"{UnknownName('event type', name, EVENT_TYPES)}; a newer tamis may know it"
    return str(error)
