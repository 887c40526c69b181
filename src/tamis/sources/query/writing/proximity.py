"""Proximity made sayable: its order, what may stand in it, or AND in its place."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from tamis.sources.query.normal import normal, split_words, with_fields
from tamis.sources.query.tree import And, Near, Node, Or, Term, walk

if TYPE_CHECKING:
    from tamis.sources.query.writing.adapting import Adapter

#: Proximity searches that one with OR groups may be written out into.
MOST_PAIRS = 36


def adapt(work: Adapter, node: Near) -> Node | None:
    """The sayable form of a proximity search."""
    near = work.target.near
    if near is not None:
        node = _one_field(work, node)
    parts = [said for part in node.parts if (said := work.node(part)) is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    if near is None:
        return _apart(work, node, parts, f"{work.label} has no proximity search")
    if any(not _wordy(work, part) for part in (*node.parts, *parts)):
        return _apart(work, node, parts, "proximity joins words, not headings or AND")
    made = _order(work, replace(node, parts=tuple(parts)))
    if made.between > work.target.longest:
        made = replace(made, between=work.target.longest)
    whole = normal(made)
    if not isinstance(whole, Near):
        return work.node(whole)
    return _within(work, whole)


def _wordy(work: Adapter, node: Node) -> bool:
    """What may stand in a proximity search: words; AND of words only where it was written."""
    allowed = Term | Or | Near | And if work.same and work.target.joined else Term | Or | Near
    return all(isinstance(here, allowed) for here in walk(node))


def _within(work: Adapter, node: Near) -> Node:
    """What the platform allows inside a proximity search."""
    near = work.target.near
    assert near is not None  # the caller asked
    fields = _fields_of(node)
    if near.fields is not None and fields not in near.fields:
        return _apart(work, node, list(node.parts), f"{work.label} has no proximity in this field")
    if not near.wilds and any(isinstance(t, Term) and t.wilds for t in _inside(node)):
        what = f"{work.label} has no truncation within proximity"
        return _apart(work, node, list(node.parts), what)
    if not near.nested and any(isinstance(t, Near) for p in node.parts for t in _inside(p)):
        what = f"{work.label} has no proximity within proximity"
        return _apart(work, node, list(node.parts), what)
    if not near.phrases and any(isinstance(p, Term) and p.phrase for p in _inside(node)):
        node = _loose_phrases(work, node)
    if not near.groups and any(isinstance(p, Or) for p in node.parts):
        return _written_out(work, node)
    return node


def _order(work: Adapter, node: Near) -> Near:
    near = work.target.near
    assert near is not None  # the caller asked
    possible = near.ordered == "any" or (near.ordered == "adjacent" and node.between == 0)
    if not node.ordered or possible:
        return node
    alone = all(isinstance(p, Term) for p in node.parts) and node.between == 0
    if alone and not any(isinstance(p, Term) and p.mapped for p in node.parts):
        return node  # becomes a phrase
    work.lose(
        "order",
        f"{work.label} can't ask for this order of words",
        "either order",
        "broadens",
        node.place,
    )
    return replace(node, ordered=False)


def _one_field(work: Adapter, node: Near) -> Near:
    """Proximity works within one field set: that of the first term."""
    found = [here.fields for here in walk(node) if isinstance(here, Term)]
    if len(set(found)) <= 1:
        return node
    work.lose(
        "fields",
        "the parts of a proximity search look in different fields",
        "all look in those of the first that names any",
        "changes",
        node.place,
    )
    fields = next(fields for fields in found if fields)
    return replace(node, parts=tuple(with_fields(part, fields) for part in node.parts))


def _apart(work: Adapter, node: Near, parts: list[Node], what: str) -> Node:
    """Proximity given up for AND."""
    work.lose("proximity", what, "joined by AND", "broadens", node.place)
    made = And(parts=tuple(parts), operators=node.operators, place=node.place)
    return replace(made, bracketed=True)


def _loose_phrases(work: Adapter, node: Near) -> Near:
    def loosen(part: Node) -> list[Node]:
        if isinstance(part, Term) and part.phrase:
            return list(split_words(part))
        if isinstance(part, Or):
            return [part]
        return [part]

    work.lose(
        "phrase",
        f"{work.label} has no phrase within proximity",
        "its words stand for themselves",
        "broadens",
        node.place,
    )
    return replace(node, parts=tuple(new for part in node.parts for new in loosen(part)))


def _written_out(work: Adapter, node: Near) -> Node:
    """`(a OR b) NEAR c` as two proximity searches."""
    options = [p.parts if isinstance(p, Or) else (p,) for p in node.parts]
    size = 1
    for option in options:
        size *= len(option)
    simple = all(isinstance(o, Term) for option in options for o in option)
    if size > MOST_PAIRS or not simple:
        what = f"{work.label} has no OR within proximity, and {size} pairs are too many"
        return _apart(work, node, list(node.parts), what)
    every: list[Node] = []
    for chosen in product(*options):
        flat = [w for t in chosen if isinstance(t, Term) for w in split_words(t)]
        every.append(replace(node, parts=tuple(flat), bracketed=True))
    work.lose(
        "proximity",
        f"{work.label} has no OR within proximity",
        f"written out as {size} searches",
        "none",
        node.place,
    )
    return Or(parts=tuple(every), bracketed=True, place=node.place)


def _inside(node: Node) -> list[Node]:

    return list(walk(node))


def _fields_of(node: Node) -> tuple[str, ...]:
    return next((t.fields for t in _inside(node) if isinstance(t, Term)), ())
