"""Terms that change nothing: the same one twice, or one that a truncated one finds already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.query.tree import Heading, LineRef, Node, Or, Term


def _alternatives(group: Or) -> Iterator[Node]:
    """What an OR joins, brackets within it opened."""
    waiting: list[Node] = list(group.parts)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, Or):
            waiting[:0] = node.parts
        else:
            yield node


def _outer_groups(context: Context) -> Iterator[list[Node]]:
    inner: set[int] = set()
    for _, node in context.nodes():
        if isinstance(node, Or) and id(node) not in inner:
            waiting: list[Or] = [node]
            while waiting:
                below = [p for p in waiting.pop().parts if isinstance(p, Or)]
                inner.update(map(id, below))
                waiting.extend(below)
            yield list(_alternatives(node))


def duplicates(context: Context) -> Iterator[Finding]:
    """The same term, heading or line twice in one OR."""
    for group in _outer_groups(context):
        seen: set[Node] = set()
        for node in group:
            if isinstance(node, LineRef):
                key: Node = node
            elif isinstance(node, Term | Heading):
                key = replace(node, text=node.text.casefold())
            else:
                continue
            if key in seen:
                shown = node.place.of(context.text).strip()
                yield context.finding("duplicate", [node.place], f"`{shown}` again")
            seen.add(key)


def subsumed(context: Context) -> Iterator[Finding]:
    """Terms a truncated one of the same OR finds already."""
    least = context.dialect.signs.at_least
    for group in _outer_groups(context):
        terms = [n for n in group if isinstance(n, Term)]
        stems = [t for t in terms if _is_stem(t, least)]
        for term in terms:
            cover = next((s for s in stems if _covers(s, term)), None)
            if cover is not None:
                words = term.place.of(context.text).strip()
                stem = cover.place.of(context.text).strip()
                yield context.finding("subsumed", [term.place], f"`{stem}` finds `{words}` already")


def _is_stem(term: Term, least: int) -> bool:
    """One open truncation, at the very end, that the platform takes."""
    if len(term.wilds) != 1 or (len(term.words) > 1 and not term.phrase):
        return False
    wild = term.wilds[0]
    return wild.most is None and wild.least == 0 and wild.at == len(term.text) >= least


def _covers(stem: Term, term: Term) -> bool:
    if term.mapped or term.exact or stem.fields != term.fields:
        return False
    if len(stem.words) != len(term.words) or (len(term.words) > 1 and not term.phrase):
        return False
    start, word = stem.text.casefold(), term.text.casefold()
    if not word.startswith(start) or (word == start and term.wilds):
        return False
    return all(w.at >= len(stem.text) for w in term.wilds)


RULES = (duplicates, subsumed)
