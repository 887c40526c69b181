"""Lines of a RIS record that is in order → its fields, by the plan for its set of tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tamis.formats._ris_plan import Plan, Plans


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


def fields_of(lines: list[str], heads: list[str], plans: Plans) -> Fields | None:
    """Fields of a record whose every line is "XX  - value"; None when one is not.

    Args:
        lines: The record's lines, without its ER.
        heads: Their first five characters.
        plans: What to do with a set of tags, once known.
    """
    whole = dict(zip(heads, lines, strict=True))
    plan = plans.known(tuple(whole))
    if plan is None:
        return None
    values = whole.values()
    first = {tag: line[5:].strip() for tag, line in zip(plan.tags, values, strict=True)}
    repeated = len(heads) - len(whole)
    if not repeated:
        return Fields(first, {}, plan)
    many: dict[str, list[str]] = {}
    for head, tag in plan.repeatable:
        count = heads.count(head)
        if count > 1:
            at = heads.index(head)
            if heads[at + count - 1] == head:
                found = [line[5:].strip() for line in lines[at : at + count]]
            else:
                found = [ln[5:].strip() for ln, h in zip(lines, heads, strict=True) if h == head]
            many[tag] = found
            first[tag] = found[0]
            repeated -= count - 1
            if not repeated:
                break
    return None if repeated else Fields(first, many, plan)
