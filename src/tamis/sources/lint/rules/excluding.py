"""NOT: animals with humans among them, words of the text, filters where none belong."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.lint.kinds import is_animals, is_humans
from tamis.sources.lint.rules.mapping import SUBSET_WORDS
from tamis.sources.query import fields as f
from tamis.sources.query.tree import And, Limit, LineRef, Node, Not, Or, Term

_TEXT = frozenset({f.TITLE, f.ABSTRACT, f.KEYWORDS, f.HEADING_WORDS, f.EVERYTHING, f.FULL_TEXT})


def _nots(context: Context) -> Iterator[Not]:
    return (n for n in context.kept if isinstance(n, Not))


def animals(context: Context) -> Iterator[Finding]:
    """Animals dropped without sparing humans."""
    for node in _nots(context):
        drop = context.resolved(node.drop)
        if drop is None:
            continue
        for part in drop.parts if isinstance(drop, Or) else (drop,):
            leaves = list(context.reached(part, dropped=True))
            if leaves and all(map(is_animals, leaves)):
                place = part.place if drop is node.drop else node.drop.place
                yield context.finding(
                    "animals-excluded", [place], f"NOT `{part.place.of(context.text).strip()}`"
                )


def text(context: Context) -> Iterator[Finding]:
    """Records dropped for a word in their text."""
    for node in _nots(context):
        every = list(context.reached(node.drop, dropped=True))
        if any(map(is_humans, every)):
            continue
        parts = _beside_kept(context, node)
        words = [n for part in parts for n in context.reached(part) if _is_text(n)]
        if words:
            places = [n.place for n in words]
            where = [node.drop.place] if isinstance(node.drop, LineRef) else places
            yield context.finding("not-text", where, f"NOT {context.listed(places)}")


def _beside_kept(context: Context, node: Not) -> tuple[Node, ...]:
    """What is dropped; of `A NOT (A AND b)`, or A limited to b, only b."""
    drop = context.resolved(node.drop)
    if not isinstance(drop, And):
        return (node.drop,)
    kept = {node.keep, None if node.keep is None else context.resolved(node.keep)}
    others = tuple(p for p in drop.parts if not {p, context.resolved(p)} & (kept - {None}))
    return others if len(others) < len(drop.parts) else (node.drop,)


def _is_text(node: Node) -> bool:
    if not isinstance(node, Term) or node.text.casefold() in SUBSET_WORDS:
        return False
    return not node.fields or bool(set(node.fields) & _TEXT)


def central(context: Context) -> Iterator[Finding]:
    """A filter for trials where everything is a trial."""
    if context.platform != "cochrane":
        return
    for concept in context.concepts:
        leaves = list(context.reached(concept))
        types = [n for n in leaves if isinstance(n, Limit) and n.kind == "publication-type"]
        trials = [n for n in types if any("trial" in v for v in n.values)]
        words = [n.text.casefold() for n in leaves if isinstance(n, Term)]
        filtered = any(w.startswith("random") for w in words) and any(
            w.startswith("placebo") for w in words
        )
        if trials or filtered:
            yield context.finding("central-filter", [concept.place], "a filter for trials")


RULES = (animals, text, central)
