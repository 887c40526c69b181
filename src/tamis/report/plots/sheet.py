"""Just enough CSS to know how an element of our own pictures looks outside a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

Look = dict[str, str]
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\(\s*--[\w-]+\s*,\s*([^()]+)\)")
#: Properties that an element passes on to what it holds.
INHERITED = frozenset({"color", "fill", "font-size", "font-weight", "text-anchor", "font-style"})


@dataclass(frozen=True, slots=True)
class Node:
    """What a selector asks about: a tag, its classes, and the sibling before it."""

    tag: str
    classes: frozenset[str]
    before: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def rules(sheet: str) -> tuple[tuple[int, str, tuple[tuple[str, str], ...]], ...]:
    """(specificity, selector below .plot, declarations), weakest first, as the cascade has them."""
    found = []
    for heads, body in _RULE.findall(sheet):
        pairs = tuple(
            (name.strip(), _VARIABLE.sub(r"\1", value).strip())
            for name, _, value in (part.partition(":") for part in body.split(";"))
            if value
        )
        for head in heads.split(","):
            selector = head.strip()
            if selector.startswith(".plot") and ":" not in selector:
                rest = selector.removeprefix(".plot").strip()
                found.append((rest.count("."), rest, pairs))
    return tuple(sorted(found, key=lambda rule: rule[0]))


def _matches(selector: str, node: Node) -> bool:
    before, plus, last = (part.strip() for part in selector.rpartition("+"))
    if plus and before.removeprefix(".") not in node.before:
        return False
    if last.startswith("."):
        return last[1:] in node.classes
    return last == node.tag if last else "plot" in node.classes


def look(sheet: str, node: Node, parent: Mapping[str, str]) -> Look:
    """The properties of an element; `currentColor` is replaced by the colour it stands for."""
    own = {k: v for k, v in parent.items() if k in INHERITED}
    for _, selector, pairs in rules(sheet):
        if _matches(selector, node):
            own.update(pairs)
    colour = own.get("color", "#000")
    return {k: colour if v == "currentColor" else v for k, v in own.items()}
