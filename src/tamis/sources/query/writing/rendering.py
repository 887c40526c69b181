"""A sayable tree, written. Platforms override how a piece looks, never what it means.

Every group within a group is bracketed, so that no reader needs to know a platform's order of
operations. Terms that share their fields are gathered under one tag where the platform has tags
for brackets: `(a or b).ti,ab.`, `TS=(a OR b)`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query.normal import split_words
from tamis.sources.query.tree import (
    And,
    Heading,
    Limit,
    LineRef,
    Near,
    Node,
    Not,
    Or,
    Qualifier,
    Term,
    Verbatim,
    Wild,
    walk,
)
from tamis.sources.query.writing.covering import cover
from tamis.sources.query.writing.target import Target

_OPERATOR = re.compile(r"(?:adj|near|next|pre|w|n|s)/?\d+|adj", re.IGNORECASE)

Fields = tuple[str, ...]


class Renderer:
    """Writes a tree that `adapt` made sayable for `target`."""

    and_, or_, not_ = "AND", "OR", "NOT"
    reserved = frozenset({"and", "or", "not", "near", "next", "same"})

    def __init__(self, target: Target) -> None:
        self.target = target

    def statements(self, node: Node) -> list[str]:
        """The lines of one query; all but Ovid have one."""
        return [self.top(node)]

    def top(self, node: Node) -> str:
        """A query without brackets round the whole."""
        return self.node(node, None, outer=True)

    def node(self, node: Node, scope: Fields | None, *, outer: bool = False) -> str:
        """One node; `scope` is the field set a bracket above already says."""
        if isinstance(node, Term):
            return self._term(node, scope)
        if isinstance(node, Near):
            return self._near(node, scope, outer)
        if isinstance(node, And | Or):
            return self._group(node, scope, outer)
        if isinstance(node, Not):
            return self._not(node, scope, outer)
        if isinstance(node, Heading):
            return self.heading(node)
        if isinstance(node, Qualifier):
            return self.qualifier(node)
        if isinstance(node, Limit):
            return self.limit(node)
        if isinstance(node, LineRef):
            return self.reference(node)
        return node.text if isinstance(node, Verbatim) else ""

    # terms

    def _term(self, term: Term, scope: Fields | None) -> str:
        words = self.words(term)
        if scope is not None or not self.tagged_at_all(term):
            return words
        return self.with_fields(words, term.fields, single=True, truncated=bool(term.wilds))

    def tagged_at_all(self, term: Term) -> bool:
        """Whether a term carries a tag."""
        return bool(term.fields)

    def words(self, term: Term) -> str:
        """The words with wildcards, and quotation marks where they are needed."""
        if term.wilds and term.phrase and not self.target.dialect.signs.in_phrase:
            return self.adjacent(term)
        text = self.signed(term)
        return self.quote(text) if term.phrase or self.odd(term) else text

    def odd(self, term: Term) -> bool:
        """A word that would be read as something else without quotation marks."""
        words = (w.lower() in self.reserved or _OPERATOR.fullmatch(w) for w in term.words)
        awkward = bool(set(term.text) & set(self.target.quotable))
        return any(words) or awkward or not term.text[:1].isalnum()

    def quote(self, text: str) -> str:
        """A phrase."""
        return f'"{text}"'

    def signed(self, term: Term) -> str:
        """The text with the platform's signs in it."""
        text = term.text
        for wild in sorted(term.wilds, key=lambda w: w.at, reverse=True):
            text = text[: wild.at] + self.sign(wild) + text[wild.at :]
        return text

    def sign(self, wild: Wild) -> str:
        """The platform's sign for a wildcard."""
        return self.target.dialect.signs.sign_for(wild.least, wild.most) or ""

    def adjacent(self, term: Term) -> str:
        """A truncated phrase as adjacent words."""
        words = [self.words(word) for word in split_words(term)]
        return "(" + f" {self.near_operator(0, True)} ".join(words) + ")"

    # fields

    def with_fields(
        self, text: str, fields: Fields, *, single: bool, truncated: bool = False
    ) -> str:
        """Text under the tags for `fields`; written again for each where tags can't be joined."""
        tags = self.tags_for(fields, truncated)
        if not tags:
            return text
        if self.target.joined or len(tags) == 1:
            return self.tag(text, tags, single)
        return "(" + f" {self.or_} ".join(self.tag(text, (tag,), single) for tag in tags) + ")"

    def tags_for(self, fields: Fields, truncated: bool) -> tuple[str, ...]:
        """Tags, or the source's own where the field is unknown to us."""
        if any(name.startswith("?") for name in fields):
            return tuple(name.removeprefix("?") for name in fields)
        return tuple(tag for tag in cover(fields, self.target, truncated=truncated).tags if tag)

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """Text under tags, as the platform writes them."""
        raise NotImplementedError

    def scoped(self, node: Node) -> Fields | None:
        """The one field set of a group that may be said once for all of it."""
        if not self.target.group_tags:
            return None
        found: set[Fields] = set()
        for here in walk(node):
            if isinstance(here, Term) and self.tagged_at_all(here):
                found.add(here.fields)
            elif isinstance(here, And | Not) and not self.target.joined:
                found.add(("&",))  # `TI (a AND b) OR AB (a AND b)` would ask for less
            elif not isinstance(here, And | Or | Not | Near):
                return None
        found -= {("&",)} if self._one_tag(found) else set()
        if len(found) != 1 or ("&",) in found:
            return None
        return found.pop()

    def _one_tag(self, found: set[Fields]) -> bool:
        sets = [fields for fields in found if fields != ("&",)]
        return len(sets) == 1 and len(self.tags_for(sets[0], False)) == 1

    # groups

    def _group(self, node: And | Or, scope: Fields | None, outer: bool) -> str:
        operator = self.and_ if isinstance(node, And) else self.or_
        if scope is None and (fields := self.scoped(node)) is not None:
            return self.with_fields(
                self._joined(node.parts, operator, fields), fields, single=False
            )
        parts = self._gathered(node) if scope is None else node.parts
        text = self._joined(parts, operator, scope)
        return text if outer or len(parts) == 1 else f"({text})"

    def _joined(self, parts: tuple[Node, ...], operator: str, scope: Fields | None) -> str:
        return f" {operator} ".join(self.node(part, scope) for part in parts)

    def _gathered(self, node: And | Or) -> tuple[Node, ...]:
        """Terms that look in the same fields, side by side under one bracket."""
        if isinstance(node, And) or not self.target.group_tags:
            return node.parts
        made: list[Node] = []
        run: list[Node] = []
        for part in (*node.parts, None):
            if part is not None and self._runs(run, part):
                run.append(part)
                continue
            made += [replace(node, parts=tuple(run))] if len(run) > 1 else run
            run = [] if part is None else [part]
        return tuple(made)

    def _runs(self, run: list[Node], part: Node) -> bool:
        here = self.scoped(part)
        return here is not None and (not run or self.scoped(run[0]) == here)

    def _not(self, node: Not, scope: Fields | None, outer: bool) -> str:
        if node.keep is None:
            text = self.negated(self.node(node.drop, scope))
        else:
            kept = self.node(node.keep, scope)
            text = f"{kept} {self.not_} {self.node(node.drop, scope)}"
        return text if outer else f"({text})"

    def negated(self, text: str) -> str:
        """NOT with nothing before it."""
        return f"{self.not_} {text}"

    # proximity

    def _near(self, node: Near, scope: Fields | None, outer: bool) -> str:
        operator = f" {self.near_operator(node.between, node.ordered)} "
        fields = None if scope is not None else self.scoped(node)
        within = scope if scope is not None else fields or ()
        text = operator.join(self.node(part, within) for part in node.parts)
        if fields:
            return self.with_fields(text, fields, single=False)
        return f"({text})"

    def near_operator(self, between: int, ordered: bool) -> str:
        """The platform's proximity operator."""
        raise NotImplementedError

    # the rest

    def heading(self, heading: Heading) -> str:
        """A subject heading."""
        raise NotImplementedError

    def qualifier(self, qualifier: Qualifier) -> str:
        """A floating subheading."""
        raise NotImplementedError

    def limit(self, limit: Limit) -> str:
        """A limit."""
        raise NotImplementedError

    def reference(self, ref: LineRef) -> str:
        """A line's number."""
        return f"{self.target.dialect.reference or ''}{ref.label}"

    def either(self, made: list[str]) -> str:
        """Alternatives of a limit, joined by OR."""
        return made[0] if len(made) == 1 else "(" + f" {self.or_} ".join(made) + ")"
