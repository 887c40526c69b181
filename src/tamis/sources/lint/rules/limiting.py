"""Limits: dates on a part of the search, languages, humans."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.lint.kinds import is_animals, is_humans
from tamis.sources.query.tree import And, Limit, LineRef, Node, Not, Or, parts_of

_DATES = ("date", "entry-date")


def dates_in_part(context: Context) -> Iterator[Finding]:
    """An OR of which some branches are limited by date and others are not."""
    if context.final is None or not context.connected:
        return
    waiting: list[Node] = [context.final.query]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, LineRef):
            line = context.strategy.line(node.label)
            if line is not None and node.label not in seen:
                seen.add(node.label)
                waiting.append(line.query)
            continue
        waiting.extend(parts_of(node))
        if isinstance(node, Or):
            limited = [part for part in node.parts if _limited(context, part, frozenset())]
            if limited and len(limited) < len(node.parts):
                places = [
                    leaf.place
                    for part in limited
                    for leaf in context.reached(part)
                    if isinstance(leaf, Limit) and leaf.kind in _DATES
                ]
                yield context.finding(
                    "date-in-part",
                    places,
                    f"{context.listed(places)} limits {len(limited)} of {len(node.parts)} branches",
                )


def _limited(context: Context, node: Node, seen: frozenset[str]) -> bool:
    """Everything the node finds lies within dates."""
    if isinstance(node, LineRef):
        line = context.strategy.line(node.label)
        if line is None or node.label in seen:
            return False
        return _limited(context, line.query, seen | {node.label})
    if isinstance(node, Limit):
        return node.kind in _DATES and bool(node.start or node.end)
    if isinstance(node, And):
        return any(_limited(context, part, seen) for part in node.parts)
    if isinstance(node, Or):
        return all(_limited(context, part, seen) for part in node.parts)
    if isinstance(node, Not):
        return node.keep is not None and _limited(context, node.keep, seen)
    return False


def languages(context: Context) -> Iterator[Finding]:
    """A limit to languages."""
    for node in context.kept:
        if isinstance(node, Limit) and node.kind == "language":
            shown = node.place.of(context.text).strip()
            yield context.finding("language-limit", [node.place], f"`{shown}`")


def humans(context: Context) -> Iterator[Finding]:
    """AND with humans, outside what NOT drops."""
    for node in context.kept:
        if not isinstance(node, And):
            continue
        meant = [context.resolved(part) or part for part in node.parts]
        if all(is_humans(p) or is_animals(p) for p in meant):
            continue
        for part, node_meant in zip(node.parts, meant, strict=True):
            if is_humans(node_meant):
                shown = part.place.of(context.text).strip()
                yield context.finding("humans-limit", [part.place], f"`{shown}` joined by AND")


RULES = (dates_in_part, languages, humans)
