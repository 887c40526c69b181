"""Scopus's grammar; its rules and their source are in `dialects/scopus.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query.dialects.scopus import SCOPUS, TAGS
from tamis.sources.query.place import spanning
from tamis.sources.query.reading import special
from tamis.sources.query.reading.fold import Joint, fold, join
from tamis.sources.query.reading.reader import Reader, bracketed
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import Limit, LimitKind, Node, Not, Operator, Or, Tag

_TAG = "|".join(re.escape(tag) for tag in sorted(TAGS, key=len, reverse=True))
_FLAGS = re.IGNORECASE

#: `LIMIT-TO ( DOCTYPE , "ar" )`: what the first word limits.
_KINDS: dict[str, LimitKind] = {
    "pubyear": "date",
    "language": "language",
    "doctype": "publication-type",
}


class ScopusReader(Reader):
    """Reads Scopus advanced searches."""

    dialect = SCOPUS
    rules: Rules = (
        ("limit", re.compile(r"(?:limit-to|exclude)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)", _FLAGS)),
        (
            "limit",
            re.compile(
                r"pubyear\s*(?:>=|<=|=|>|<|\baft\b|\bbef\b|\bis\b)\s*(?:\(\s*\d{4}\s*\)|\d{4})",
                _FLAGS,
            ),
        ),
        ("limit", re.compile(r"pubdatetxt\s*\([^()]*\)", _FLAGS)),
        ("before", re.compile(rf"(?:{_TAG})(?=\s*\()", _FLAGS)),
        ("before", re.compile(r"[A-Z][A-Z-]{2,}(?=\()")),
        ("quoted", re.compile(r'"[^"\n]*(?:\n[^"\n]*){0,2}"|\{[^{}\n]*\}')),
        ("open", re.compile(r"\(")),
        ("close", re.compile(r"\)")),
        ("not", re.compile(r"and\s+not\b|not\b", _FLAGS)),
        ("near", re.compile(r"(?:w|pre|near)\s?/\s?\d{1,3}(?=[\s()\"{]|$)", _FLAGS)),
        ("and", re.compile(r"and\b", _FLAGS)),
        ("or", re.compile(r"or\b", _FLAGS)),
        ("reference", re.compile(r"#\s?\d+\b")),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(r'[^\s()"{},;]+')),
    )

    def distance(self, text: str) -> tuple[int, bool]:
        """PRE keeps the order."""
        return super().distance(text)[0], text.lower().startswith("pre")

    def operand(self) -> Node | None:
        """A field function, a limit, a reference or a term."""
        token = self.tokens[self.at]
        if token.kind not in ("before", "limit", "reference", "quoted", "word"):
            self.skip(token)
            return None
        self.at += 1
        if token.kind == "before":
            return self._function(token)
        if token.kind == "limit":
            return self._limit(token)
        if token.kind == "reference":
            return self.reference(token.text.lstrip("# "), token.place)
        return self.term([token], exact=token.text.startswith("{"))

    def _function(self, token: Token) -> Node | None:
        """`TITLE-ABS-KEY( … )`: the tag of everything inside."""
        if (following := self.peek()) is None or following.kind != "open":
            return None
        inner = self.group()
        if inner is None:
            return None
        fields = self.fields_of([token.text], token.place)
        made = self.tagged(inner, Tag(token.text, token.place), fields)
        return bracketed(made, spanning((token.place, inner.place)))

    def _limit(self, token: Token) -> Node | None:
        lower = token.text.lower()
        if lower.startswith("pubyear"):
            start, end = special.span(re.sub(r"[()]", "", token.text[len("pubyear") :]))
            return Limit(kind="date", start=start, end=end, written=token.text, place=token.place)
        inside = token.text.partition("(")[2].rstrip(") ")
        name, _, value = inside.partition(",")
        value = value.strip(" \"'{}").lower()
        kind = _KINDS.get(name.strip().lower(), "other")
        if kind == "date":
            start, end = special.span(value)
            made = Limit(kind=kind, start=start, end=end, written=token.text, place=token.place)
        else:
            values = (value,) if kind != "other" else (f"{name.strip().lower()}: {value}",)
            made = Limit(kind=kind, values=values, written=token.text, place=token.place)
        if lower.startswith("exclude"):
            operator = Operator("EXCLUDE", token.place)
            return Not(keep=None, drop=made, operators=(operator,), place=token.place)
        return made

    def folded(self, operands: list[Node], joints: list[Joint]) -> Node:
        """Facets at the end (`AND ( LIMIT-TO(…) )`) refine everything before them."""
        last = len(operands)
        while last > 1 and joints[last - 2].kind == "and" and _is_facet(operands[last - 1]):
            last -= 1
        self._note_not(joints[: last - 1])
        made = fold(operands[:last], joints[: last - 1], self.dialect.levels)
        for at in range(last, len(operands)):
            made = _refined(made, joints[at - 1], operands[at])
        return made

    def _note_not(self, joints: list[Joint]) -> None:
        """AND NOT binds loosest: an AND behind it belongs to what is excluded."""
        for at, joint in enumerate(joints):
            if joint.kind == "not" and any(j.kind == "and" for j in joints[at + 1 :]):
                self.odd(
                    "ambiguous",
                    "an AND follows AND NOT; Scopus carries out AND first",
                    joint.operator.place,
                    "everything behind AND NOT is excluded together",
                )


def _refined(node: Node, joint: Joint, facet: Node) -> Node:
    if _exclusion(facet):
        place = spanning((node.place, facet.place))
        drop = facet.drop if isinstance(facet, Not) else _drops(facet)
        return Not(keep=node, drop=drop, operators=(joint.operator,), place=place)
    return join(node, joint, facet)


def _is_facet(node: Node) -> bool:
    """LIMIT-TO and EXCLUDE alone, perhaps several in a bracket."""
    if isinstance(node, Or):
        return all(_is_facet(p) for p in node.parts)
    if isinstance(node, Limit):
        return node.written.lower().startswith("limit-to")
    return _exclusion(node)


def _exclusion(node: Node) -> bool:
    if isinstance(node, Or):
        return all(_exclusion(p) for p in node.parts)
    return isinstance(node, Not) and node.keep is None and isinstance(node.drop, Limit)


def _drops(node: Node) -> Node:
    """`EXCLUDE(a) OR EXCLUDE(b)`, as Scopus writes two exclusions: what either drops."""
    if isinstance(node, Or):
        drops = tuple(p.drop for p in node.parts if isinstance(p, Not))
        return replace(node, parts=drops)
    return node
