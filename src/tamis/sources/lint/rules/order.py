"""AND, OR and NOT side by side without brackets."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context, clipped
from tamis.sources.query.tree import And, Heading, Node, Not, Or, Term, parts_of, walk


def mixed_operators(context: Context) -> Iterator[Finding]:
    """A chain of operators without brackets where their order decides, once for each chain."""
    inside: set[int] = set()
    unsure = {o.place.line for o in context.oddities("unbalanced")}
    for line, node in context.nodes():
        decided = list(_decided(node))
        if not decided or id(node) in inside or line.place.line in unsure:
            continue
        chain = _chain(node)
        inside.update(map(id, chain))
        first = next(child for part in reversed(chain) for child in _decided(part))
        words = shown(context, first)
        yield context.finding(
            "mixed-operators",
            [node.place],
            f"read as if brackets stood round `{clipped(words)}`",
            f"Put brackets round `{clipped(words)}`, or round what belongs together.",
        )


def _chain(node: Node) -> list[Node]:
    """The node and the groups without brackets that hang together below it."""
    found, waiting = [], [node]
    while waiting:
        here = waiting.pop()
        found.append(here)
        waiting.extend(
            p for p in parts_of(here) if isinstance(p, And | Or | Not) and not p.bracketed
        )
    return found


def shown(context: Context, node: Node) -> str:
    """A group's text with a field tag in front of it and brackets that belong to its ends."""
    tags = [
        n.tag.place.start
        for n in walk(node)
        if isinstance(n, Term | Heading) and n.tag is not None and n.tag.place.line
    ]
    start = min([node.place.start, *tags])
    if context.text[start : node.place.start].count("\n"):
        start = node.place.start
    end = node.place.end
    while context.text[start:end].count("(") > context.text[start:end].count(")"):
        following = context.text.find(")", end)
        if following < 0 or following - end > 2:
            break
        end = following + 1
    return context.text[start:end]


def _decided(node: Node) -> Iterator[And | Or | Not]:
    """Groups directly in a node whose place there only the order of operations decides."""
    if isinstance(node, Not):
        if isinstance(node.keep, Or) and _bare(node.keep):
            yield node.keep
        return
    if not isinstance(node, And | Or):
        return
    other = (And, Not) if isinstance(node, Or) else (Or,)
    for part in node.parts:
        if isinstance(part, other) and isinstance(part, And | Or | Not) and _bare(part):
            yield part


def _bare(group: And | Or | Not) -> bool:
    """No brackets, and an operator that somebody wrote."""
    return not group.bracketed and any(not o.implied for o in group.operators)


RULES = (mixed_operators,)
