"""The one form of trees that ask the same, and lines put in the place of their numbers.

`normal` is what "the same search" means in the round trips: nested groups of one operator are one
group, adjacency in order is a phrase, `x in title OR x in abstract` is x in both fields, a heading
under either of two subheadings is one heading with both, `PUBYEAR > 1999 AND PUBYEAR < 2021` one
range, `a AND (NOT b)` is a NOT b. It changes no result and drops no word.
"""

from __future__ import annotations

from dataclasses import replace

from tamis.sources.query.fields import field_set
from tamis.sources.query.place import spanning
from tamis.sources.query.tree import (
    And,
    Heading,
    Limit,
    Line,
    LineRef,
    Near,
    Node,
    Not,
    Or,
    Strategy,
    Term,
    Verbatim,
    Wild,
    leaves,
)


def normal(node: Node) -> Node:
    """The normal form of a tree."""
    if isinstance(node, And):
        return _and(node)
    if isinstance(node, Or):
        return _or(node)
    if isinstance(node, Not):
        keep = None if node.keep is None else normal(node.keep)
        return replace(node, keep=keep, drop=normal(node.drop))
    if isinstance(node, Near):
        return _near(node)
    if isinstance(node, Term) and " " not in node.text:
        return replace(node, phrase=False)
    return node


def _and(node: And) -> Node:
    parts: list[Node] = []
    for part in map(normal, node.parts):
        parts.extend(part.parts if isinstance(part, And) else (part,))
    drops = [p for p in parts if isinstance(p, Not) and p.keep is None]
    kept = _ranges([p for p in parts if not (isinstance(p, Not) and p.keep is None)])
    if not kept:
        return drops[0] if len(drops) == 1 else replace(node, parts=tuple(drops))
    made: Node = kept[0] if len(kept) == 1 else replace(node, parts=tuple(kept))
    for drop in drops:
        made = replace(drop, keep=made, place=spanning((made.place, drop.place)))
    return made


def _ranges(parts: list[Node]) -> list[Node]:
    """An open start and an open end of one kind of date, joined."""
    made: list[Node] = []
    for part in parts:
        for at, before in enumerate(made):
            if isinstance(part, Limit) and isinstance(before, Limit) and _halves(before, part):
                start, end = before.start or part.start, before.end or part.end
                place = spanning((before.place, part.place))
                made[at] = replace(before, start=start, end=end, place=place)
                break
        else:
            made.append(part)
    return made


def _halves(a: Limit, b: Limit) -> bool:
    dates = a.kind == b.kind and a.kind in ("date", "entry-date") and not a.values + b.values
    one = a.end is None and b.start is None and a.start is not None and b.end is not None
    other = b.end is None and a.start is None and b.start is not None and a.end is not None
    return dates and (one or other)


def _or(node: Or) -> Node:
    parts: list[Node] = []
    for part in map(normal, node.parts):
        parts.extend(part.parts if isinstance(part, Or) else (part,))
    merged = _merged(parts)
    return merged[0] if len(merged) == 1 else replace(node, parts=tuple(merged))


def _merged(parts: list[Node]) -> list[Node]:
    """Terms that differ in fields, headings that differ in subheadings: once each."""
    at_of: dict[Node, int] = {}
    made: list[Node] = []
    for part in parts:
        key = _bare(part)
        if key is None:
            made.append(part)
        elif key in at_of:
            made[at_of[key]] = _union(made[at_of[key]], part)
        else:
            at_of[key] = len(made)
            made.append(part)
    return made


def _bare(node: Node) -> Node | None:
    """The node without its fields, if they are all that may differ; None if it can't merge."""
    if isinstance(node, Term):
        return replace(node, fields=()) if node.fields else None
    if isinstance(node, Heading):
        return replace(node, subheadings=()) if node.subheadings else None
    if isinstance(node, Near):
        terms = [leaf for leaf in leaves(node) if isinstance(leaf, Term)]
        if len({t.fields for t in terms}) != 1 or not terms[0].fields:
            return None
        if any(not isinstance(leaf, Term) for leaf in leaves(node)):
            return None
        return with_fields(node, ())
    return None


def _union(a: Node, b: Node) -> Node:
    if isinstance(a, Heading) and isinstance(b, Heading):
        return replace(a, subheadings=tuple(dict.fromkeys(a.subheadings + b.subheadings)))
    return with_fields(a, field_set(_fields(a) + _fields(b)))


def _fields(node: Node) -> tuple[str, ...]:
    return next(leaf.fields for leaf in leaves(node) if isinstance(leaf, Term))


def with_fields(node: Node, fields: tuple[str, ...]) -> Node:
    """The node with every term in `fields`."""
    if isinstance(node, Term):
        return replace(node, fields=fields, mapped=node.mapped and not fields)
    if isinstance(node, Not):
        keep = None if node.keep is None else with_fields(node.keep, fields)
        return replace(node, keep=keep, drop=with_fields(node.drop, fields))
    if isinstance(node, And | Or | Near):
        return replace(node, parts=tuple(with_fields(p, fields) for p in node.parts))
    return node


def _near(node: Near) -> Node:
    parts: list[Node] = []
    for part in map(normal, node.parts):
        same = isinstance(part, Near) and part.ordered and node.ordered
        if same and isinstance(part, Near) and part.between == node.between == 0:
            parts.extend(part.parts)
        else:
            parts.append(part)
    if len(parts) == 1:
        return parts[0]
    terms = [p for p in parts if isinstance(p, Term)]
    plain = not any(t.mapped or t.exact for t in terms) and len({t.fields for t in terms}) == 1
    if node.ordered and node.between == 0 and len(terms) == len(parts) and plain:
        return _phrase(terms, node)
    return replace(node, parts=tuple(parts))


def _phrase(terms: list[Term], node: Near) -> Term:
    """Adjacent terms in order, as one phrase."""
    texts: list[str] = []
    wilds: list[Wild] = []
    size = 0
    for term in terms:
        wilds.extend(replace(w, at=w.at + size) for w in term.wilds)
        texts.append(term.text)
        size += len(term.text) + 1
    first = terms[0]
    return replace(
        first, text=" ".join(texts), wilds=tuple(wilds), phrase=True, quoted=False, place=node.place
    )


def split_words(term: Term) -> tuple[Term, ...]:
    """A term cut into its words, each with its wildcards."""
    made: list[Term] = []
    at = 0
    for word in term.text.split(" "):
        inside = tuple(replace(w, at=w.at - at) for w in term.wilds if at <= w.at <= at + len(word))
        made.append(replace(term, text=word, wilds=inside, phrase=False, mapped=False))
        at += len(word) + 1
    return tuple(made)


def cited(strategy: Strategy, at: int, label: str) -> int | None:
    """Which line a reference in line `at` means, by position.

    Where a number was printed twice, it is the nearest line above; a line below only if there is
    none above. Never the line itself.
    """
    found = [i for i, line in enumerate(strategy.lines) if line.label == label and i != at]
    above = [i for i in found if i < at]
    return above[-1] if above else found[0] if found else None


def resolved(strategy: Strategy, line: Line | None = None) -> Node:
    """The query of the last line (or `line`) with every reference replaced by what it cites.

    A reference to nowhere, or in a circle, stays as `Verbatim`.
    """
    at = len(strategy.lines) - 1 if line is None else strategy.lines.index(line)
    return _resolve(strategy.lines[at].query, strategy, at, frozenset({at}))


def _resolve(node: Node, strategy: Strategy, at: int, above: frozenset[int]) -> Node:
    if isinstance(node, LineRef):
        target = cited(strategy, at, node.label)
        if target is None or target in above:
            return Verbatim(text=f"#{node.label}", why="points nowhere", place=node.place)
        return _resolve(strategy.lines[target].query, strategy, target, above | {target})
    if isinstance(node, Not):
        keep = None if node.keep is None else _resolve(node.keep, strategy, at, above)
        return replace(node, keep=keep, drop=_resolve(node.drop, strategy, at, above))
    if isinstance(node, And | Or | Near):
        return replace(node, parts=tuple(_resolve(p, strategy, at, above) for p in node.parts))
    return node
