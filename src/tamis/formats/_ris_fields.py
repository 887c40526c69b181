"""Lines of a RIS record that is in order → its fields, by the plan for its set of tags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.formats._clean import paragraphs

if TYPE_CHECKING:
    from tamis.formats._ris_plan import Plan, Plans


_SEPARATOR = "  - "
#: A later line of a value that may be a tag in disguise.
DISGUISED = r"[A-Z][A-Z0-9]{1,4} {0,5}-"
_DISGUISED = re.compile(DISGUISED)


@dataclass(slots=True)
class Fields:
    """Values by tag: the first of each, and all of those that are repeated."""

    first: dict[str, str]
    many: dict[str, list[str]]
    plan: Plan

    def all(self, tag: str) -> list[str]:
        """Every value of a tag, none when it is absent."""
        many = self.many.get(tag)
        if many is not None:
            return many
        value = self.first.get(tag)
        return [] if value is None else [value]


def unwrapped(value: str) -> str:
    """A value without the spaces and line ends around it, its lines as paragraphs."""
    return paragraphs(value) if "\n" in value else value.strip()


def fields_of(text: str, plans: Plans) -> Fields | None:
    """Fields of a record in order, from TY on; None when a line may not be what it seems.

    Args:
        text: The record's lines, without its ER.
        plans: What to do with a set of tags, once known.
    """
    return _plain(text, plans) or _wrapped(text, plans)


def _plain(text: str, plans: Plans) -> Fields | None:
    """Fields of a record whose every line is "XX  - value"."""
    # With line ends turned into separators, tags and values alternate; a line that is not of the
    # shape puts text where tags are looked for, and no plan is known for text.
    parts = text.replace("\n", _SEPARATOR).split(_SEPARATOR)
    tags, values = parts[::2], list(map(str.strip, parts[1::2]))
    first = dict(zip(tags, values, strict=False))
    plan = plans.known(tuple(first)) if len(tags) == len(values) else None
    if plan is None:
        return None
    repeated = len(tags) - len(first)
    many: dict[str, list[str]] = {}
    if repeated:
        for tag in plan.repeatable:
            count = tags.count(tag)
            if count > 1:
                at = tags.index(tag)
                if tags[at + count - 1] == tag:
                    found = values[at : at + count]
                else:
                    found = [v for t, v in zip(tags, values, strict=True) if t == tag]
                many[tag] = found
                first[tag] = found[0]
                repeated -= count - 1
                if not repeated:
                    break
        if repeated:
            return None
    return Fields(first, many, plan)


def _wrapped(text: str, plans: Plans) -> Fields | None:
    """Fields of a record whose values may run over lines, none of which looks like a tag."""
    found: dict[str, list[str]] = {}
    values: list[str] = []
    for line in text.split("\n"):
        if line[2:5] == "  -" and line[:2].isalnum() and line[:2].isupper():
            values = found.setdefault(line[:2], [])
            values.append(line[5:])
        elif not values or _DISGUISED.match(line):
            return None
        else:
            values[-1] = f"{values[-1]}\n{line}"
    for values in found.values():
        values[:] = map(unwrapped, values)
    plan = plans.known(tuple(found))
    if plan is None or len(found["TY"]) > 1:
        return None
    first = {tag: values[0] for tag, values in found.items()}
    many = {tag: values for tag, values in found.items() if len(values) > 1}
    return Fields(first, many, plan)
