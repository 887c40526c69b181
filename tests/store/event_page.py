"""Writes docs/reference/events.md from the event types: `python -m tests.store.event_page`."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path
from typing import Literal, get_args, get_origin

from tamis.model import events, evidence
from tamis.model.events import EVENT_TYPES, Answer, Event
from tamis.model.evidence import Arm, Datum, Document, Span
from tamis.model.records import Record

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "events.md"
COMMON = {f.name for f in dataclasses.fields(Event)}
_HEAD = """# Events

Every line of a log is one event, written as described in [folder.md](folder.md). This page is made
from the program's own types by `python -m tests.store.event_page`, and a test fails when it lags.

A field without a default is always written. A field at its default is left out of the line, so a
default is part of what `…/1` means: another default or another meaning is `…/2`, and `…/1` stays
readable. A new field whose default says what every older line meant keeps the number. A line with
a field that its schema does not have is refused.

"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, _section("Every event", Event, set())]
    parts += [_section(f"`{tag}`", kind, COMMON) for tag, kind in EVENT_TYPES.items()]
    parts += [_section(kind.__name__, kind, set()) for kind in (Datum, Span, Document, Arm, Answer)]
    parts.append(_section("Record: a line of `records.jsonl`", Record, set()))
    return "".join([*parts, _vocabularies()])


def _section(title: str, kind: type, without: set[str]) -> str:
    fields = [f for f in dataclasses.fields(kind) if f.name not in without]
    rows = "\n".join(
        f"| `{f.name}` | `{str(f.type).replace('|', chr(92) + '|')}` | {_default(f)} |"
        for f in fields
    )
    head = f"## {title}\n\n{inspect.getdoc(kind)}\n\n| field | type | default |\n|---|---|---|\n"
    return f"{head}{rows}\n\n"


def _vocabularies() -> str:
    named = {
        n: t for m in (events, evidence) for n, t in vars(m).items() if get_origin(t) is Literal
    }
    rows = "\n".join(
        f"| `{name}` | {', '.join(f'`{value}`' for value in get_args(named[name]))} |"
        for name in sorted(named)
    )
    return f"## Vocabularies\n\n| type | values |\n|---|---|\n{rows}\n"


def _default(field: dataclasses.Field[object]) -> str:
    return "" if field.default is dataclasses.MISSING else f"`{field.default!r}`"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
