"""A tree made sayable on a platform, with every loss noted.

`adapt` gives a tree the platform can say exactly: what is written from it and read back is the same
tree, which the property tests ask of every platform. A tree that was sayable comes back unchanged
and without a loss. Under NOT what broadens a part narrows the whole, and the effects say so.
"""

from __future__ import annotations

from dataclasses import replace

from tamis.sources.query.dialects.dialect import Dialect
from tamis.sources.query.losses import Effect, Loss, LossCode, opposite
from tamis.sources.query.normal import normal
from tamis.sources.query.place import Place
from tamis.sources.query.tree import (
    And,
    Heading,
    Limit,
    LimitKind,
    LineRef,
    Near,
    Node,
    Not,
    Or,
    Qualifier,
    Term,
    Verbatim,
    walk,
)
from tamis.sources.query.writing import headings, limits, proximity, terms
from tamis.sources.query.writing.target import Target


class Adapter:
    """Makes one tree sayable."""

    def __init__(self, target: Target, source: Dialect, text: str) -> None:
        self.target = target
        self.source = source
        self.text = text
        self.losses: list[Loss] = []
        self.inside_not = False
        self.inside_or = False

    @property
    def label(self) -> str:
        """The target's name in sentences."""
        return self.target.dialect.label

    @property
    def same(self) -> bool:
        """The source is the target: nothing is to be mapped."""
        return self.source.name == self.target.dialect.name

    def lose(self, code: LossCode, what: str, instead: str, effect: Effect, place: Place) -> None:
        """Note a loss."""
        self.losses.append(
            Loss(
                code=code,
                what=what,
                instead=instead,
                effect=opposite(effect) if self.inside_not else effect,
                source=" ".join(place.of(self.text).split())[:160],
                place=place,
            )
        )

    def adapt(self, node: Node) -> Node | None:
        """The sayable form; None when nothing of the node can be said."""
        made = self.node(normal(node))
        if made is None:
            return None
        made = self._only_on_top(normal(made))
        if made is None:
            return None
        if isinstance(made, Not) and made.keep is None and not self.target.unary_not:
            self.lose(
                "negation",
                f"{self.label} has no NOT without something before it",
                "left out",
                "broadens",
                made.place,
            )
            return None
        return made

    def _only_on_top(self, node: Node) -> Node | None:
        """Limits that the platform sets beside the query, out of its inside."""
        kinds = self.target.top_only
        if not any(isinstance(here, Limit) and here.kind in kinds for here in walk(node)):
            return node
        core, found = hoisted(node, kinds)
        if core is None:
            inside = self._without(node, kinds)
            if inside is None:
                return self._no_search(node)
            alone = hoisted(inside, kinds)[0] is None
            return inside if alone else self._only_on_top(normal(inside))
        core = self._without(core, kinds)
        if core is None:
            return self._no_search(node)
        parts = (*(core.parts if isinstance(core, And) else (core,)), *found)
        return normal(And(parts=parts, place=node.place))

    def _no_search(self, node: Node) -> Node | None:
        self.lose(
            "limit",
            f"{self.label} can't limit without a search",
            "left out",
            "changes",
            node.place,
        )
        return None

    def _without(self, node: Node, kinds: frozenset[LimitKind]) -> Node | None:
        if isinstance(node, Limit) and node.kind in kinds:
            return limits.inside(self, node)
        if isinstance(node, And | Or):
            kept = [made for part in node.parts if (made := self._without(part, kinds)) is not None]
            if not kept:
                return None
            return kept[0] if len(kept) == 1 else replace(node, parts=tuple(kept))
        if isinstance(node, Not):
            keep = None if node.keep is None else self._without(node.keep, kinds)
            self.inside_not = not self.inside_not
            drop = self._without(node.drop, kinds)
            self.inside_not = not self.inside_not
            if drop is None:
                return keep
            return None if keep is None else replace(node, keep=keep, drop=drop)
        return node

    def node(self, node: Node) -> Node | None:
        """One node and all below it."""
        if isinstance(node, And | Or):
            return self._parts(node)
        if isinstance(node, Not):
            return self._not(node)
        if isinstance(node, Near):
            return proximity.adapt(self, node)
        if isinstance(node, Term):
            return terms.adapt(self, node)
        if isinstance(node, Heading):
            return headings.adapt(self, node)
        if isinstance(node, Qualifier):
            return headings.adapt_qualifier(self, node)
        if isinstance(node, Limit):
            return limits.adapt(self, node)
        if isinstance(node, LineRef):
            return self._reference(node)
        return self._verbatim(node)

    def _parts(self, node: And | Or) -> Node | None:
        above, self.inside_or = self.inside_or, isinstance(node, Or)
        parts = [made for part in node.parts if (made := self.node(part)) is not None]
        self.inside_or = above
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else replace(node, parts=tuple(parts))

    def _not(self, node: Not) -> Node | None:
        keep = None if node.keep is None else self.node(node.keep)
        if not self.target.species and headings.about_species(node.drop):
            self.lose(
                "limit",
                f"{self.label} does not index species",
                "the exclusion of animal studies is left out",
                "broadens",
                node.drop.place,
            )
            return keep
        self.inside_not = not self.inside_not
        drop = self.node(node.drop)
        self.inside_not = not self.inside_not
        if drop is None:
            return keep
        if keep is None and node.keep is not None:
            self.lose(
                "negation",
                "what NOT excludes from can't be said",
                "left out with what it excludes",
                "changes",
                node.place,
            )
            return None
        if keep is None and not self.target.unary_not:
            return Not(keep=None, drop=drop, operators=node.operators, place=node.place)
        return replace(node, keep=keep, drop=drop)

    def _reference(self, node: LineRef) -> Node | None:
        if self.target.dialect.reference is not None:
            return node
        self.lose(
            "line-reference",
            f"{self.label} can't cite a line",
            "left out",
            "changes",
            node.place,
        )
        return None

    def _verbatim(self, node: Verbatim) -> Node | None:
        self.lose(
            "verbatim",
            f"`{node.text[:60]}` has no known meaning ({node.why})",
            "left out",
            "changes",
            node.place,
        )
        return None


def hoisted(node: Node, kinds: frozenset[LimitKind]) -> tuple[Node | None, list[Limit]]:
    """A query and the limits that apply to the whole of it."""
    if isinstance(node, Limit) and node.kind in kinds:
        return None, [node]
    if isinstance(node, And):
        kept: list[Node] = []
        found: list[Limit] = []
        for part in node.parts:
            core, more = hoisted(part, kinds)
            found.extend(more)
            if core is not None:
                kept.append(core)
        if not kept:
            return None, found
        return (kept[0] if len(kept) == 1 else replace(node, parts=tuple(kept))), found
    if isinstance(node, Not) and node.keep is not None:
        core, found = hoisted(node.keep, kinds)
        return (node, []) if core is None else (replace(node, keep=core), found)
    return node, []
