"""Facts that belong to no study: harms, regulators, other reviews, and what the two texts assert.

They stand under the study names "context" and "texts", so that claims and the page can cite them
like any other number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tamis.model.evidence import MAX_QUOTED_WORDS, Datum, Span
from tools.als.decisions import decisions
from tools.als.errors import Unconverted
from tools.als.facts import Collection, keys_of
from tools.als.spans import carries, spans


def context(collection: Collection) -> Iterator[Datum]:
    """Facts of decisions/context.toml, each checked to stand in the facts it points at.

    Raises:
        Unconverted: A value is not in the entry it is said to be in.
    """
    for item in decisions("context")["fact"]:
        name, where = str(item["name"]), str(item["from"])
        entry = _resolve(collection, where)
        value, said = item["value"], list(_strings(entry))
        told = str(item.get("quote", "")) or str(_mapping(entry).get("quote", ""))
        if not any(value == s or carries(str(s), value) for s in said):
            raise Unconverted(f"context.toml, {name}", f"{value!r} is not in {where}")
        if item.get("quote") and not any(item["quote"] in str(s) for s in said):
            raise Unconverted(f"context.toml, {name}", f"the quote is not in {where}")
        keys = tuple(item["src"]) if "src" in item else keys_of(_mapping(entry))
        recorded = next((str(s) for s in said if carries(str(s), value)), str(value))
        yield Datum(
            name=name,
            value=value,
            unit=str(item.get("unit", "")),
            note=str(item.get("note", "")),
            spans=spans(collection, keys, value, told, said=_around(recorded, value)),
        )


def texts(collection: Collection) -> Iterator[Datum]:
    """Numbers that the two texts assert, each checked to stand there in these words.

    Raises:
        Unconverted: A quote is not in the text, too long, or does not carry its number.
    """
    for item in decisions("texts")["assertion"]:
        name, key = str(item["name"]), {"review": "seed_review", "page": "seed_page"}[item["text"]]
        quote, value = str(item["quote"]), item["value"]
        start = line_of(collection.texts[key], quote)
        if start is None:
            raise Unconverted(f"texts.toml, {name}", f"'{quote}' is not in the text")
        if len(quote.split()) > MAX_QUOTED_WORDS or not (carries(quote, value) or "note" in item):
            raise Unconverted(f"texts.toml, {name}", f"the quote does not carry {value!r}")
        span = Span(document=key, quote=quote, locator=f"line {start}")
        yield Datum(
            name=f"{item['text']}.{name}",
            value=value,
            unit=str(item.get("unit", "")),
            spans=(span,),
            note=str(item.get("note", "")),
        )


def line_of(lines: tuple[str, ...], quote: str) -> int | None:
    """The number of the line on which a quote begins, whatever the line breaks; None if absent."""
    joined, starts = "", []
    for line in lines:
        starts.append(len(joined))
        joined += _flat(line) + " "
    joined, wanted = re.sub(r"- (?=[a-z])", "-", joined), _flat(quote)
    at = joined.find(wanted)
    if at < 0:
        return None
    for number in range(len(lines), 0, -1):
        text = " ".join(_flat(x) for x in lines[number - 1 :])
        if wanted in re.sub(r"- (?=[a-z])", "-", text):
            return number
    return None


def _flat(text: str) -> str:
    return " ".join(text.split())


def _around(text: str, value: object) -> str:
    """At most the allowed number of words, around the place that carries the value."""
    words = text.split()
    if len(words) <= MAX_QUOTED_WORDS:
        return text
    for start in range(len(words)):
        part = " ".join(words[start : start + MAX_QUOTED_WORDS - 10])
        if carries(part, value):
            return part
    return str(value)


def _resolve(collection: Collection, where: str) -> Any:
    """Walk 'file/part/…': keys of tables, ids or places of lists."""
    head, *steps = where.split("/")
    at: Any = collection.files[head]
    for step in steps:
        if isinstance(at, list):
            named = [x for x in at if isinstance(x, dict) and str(x.get("id")) == step]
            at = named[0] if named else at[int(step)]
        else:
            at = at[step]
    return at


def _mapping(entry: Any) -> Mapping[str, Any]:
    return entry if isinstance(entry, dict) else {}


def _strings(entry: Any) -> Iterator[object]:
    """Every leaf under an entry."""
    if isinstance(entry, dict):
        for value in entry.values():
            yield from _strings(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _strings(value)
    else:
        yield entry
