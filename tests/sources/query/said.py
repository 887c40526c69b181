"""Trees as short text, so that a test shows what it expects."""

from __future__ import annotations

from dataclasses import replace

from tamis.sources.query import (
    And,
    Heading,
    Limit,
    LineRef,
    Near,
    Node,
    Not,
    Or,
    Qualifier,
    Strategy,
    Term,
    parse,
)

_FIELDS = {
    ("abstract", "keywords", "title"): "tak",
    ("abstract", "title"): "ta",
    ("title",): "t",
    ("abstract",): "a",
    ("keywords",): "k",
    ("abstract", "heading-words", "keywords", "title"): "takh",
    ("abstract", "keywords", "keywords-plus", "title"): "takp",
    (): "",
}


def said(node: Node) -> str:
    """`(a:tak | "b c":t) & H+Asthma`; a wildcard is `{least,most}`."""
    if isinstance(node, Term):
        return _term(node)
    if isinstance(node, Heading):
        below = "/" + ",".join(node.subheadings) if node.subheadings else ""
        return f"{'*' if node.major else ''}H{'+' if node.explode else '='}{node.text}{below}"
    if isinstance(node, Qualifier):
        return f"Q={node.text}"
    if isinstance(node, Limit):
        span = f" {node.start or ''}..{node.end or ''}" if node.start or node.end else ""
        return f"L={node.kind}{span}{''.join(' ' + v for v in node.values)}"
    if isinstance(node, LineRef):
        return f"#{node.label}"
    if isinstance(node, And | Or | Near | Not):
        return _group(node)
    return f"?{node.text}"


def _term(term: Term) -> str:
    text = term.text
    for wild in sorted(term.wilds, key=lambda w: w.at, reverse=True):
        sign = f"{{{wild.least},{'' if wild.most is None else wild.most}}}"
        text = text[: wild.at] + sign + text[wild.at :]
    text = f'"{text}"' if term.phrase else f"~{text}" if term.mapped else text
    fields = _FIELDS.get(term.fields, "+".join(term.fields))
    return f"{text}:{fields}" if fields else text


def _group(node: And | Or | Near | Not) -> str:
    if isinstance(node, Not):
        keep = "" if node.keep is None else said(node.keep) + " "
        return f"({keep}- {said(node.drop)})"
    if isinstance(node, Near):
        sign = f" {'>' if node.ordered else '<>'}{node.between} "
    else:
        sign = " & " if isinstance(node, And) else " | "
    return "(" + sign.join(said(part) for part in node.parts) + ")"


def limits_last(node: Node) -> Node:
    """The tree with limits behind all they limit, in one order: they ask the same there.

    `(a & L) - b` is `(a - b) & L`.
    """
    if isinstance(node, Not):
        keep = None if node.keep is None else limits_last(node.keep)
        made = replace(node, keep=keep, drop=limits_last(node.drop))
        if not isinstance(keep, And):
            return made
        limits = tuple(p for p in keep.parts if isinstance(p, Limit))
        rest = tuple(p for p in keep.parts if not isinstance(p, Limit))
        if not limits or not rest:
            return made
        core = rest[0] if len(rest) == 1 else replace(keep, parts=rest)
        return replace(keep, parts=(replace(made, keep=core), *limits))
    if not isinstance(node, And | Or | Near):
        return node
    parts = [limits_last(part) for part in node.parts]
    if isinstance(node, And):
        parts = [q for p in parts for q in (p.parts if isinstance(p, And) else (p,))]
        parts.sort(key=lambda p: (isinstance(p, Limit), said(p) if isinstance(p, Limit) else ""))
    return replace(node, parts=tuple(parts))


def read(text: str, platform: str) -> str:
    """The only line of a text, said."""
    (line,) = parse(text, platform).lines
    return said(line.query)


def codes(strategy: Strategy) -> list[str]:
    """The codes of what was odd."""
    return [odd.code for odd in strategy.oddities]
