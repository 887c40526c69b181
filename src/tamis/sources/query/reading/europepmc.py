"""Europe PMC's grammar; its rules and their source are in `dialects/europepmc.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query import fields as f
from tamis.sources.query.dialects.europepmc import EUROPEPMC
from tamis.sources.query.place import spanning
from tamis.sources.query.reading import special
from tamis.sources.query.reading.reader import Reader, bracketed
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import Limit, LimitKind, Node, Tag, Term


class EuropePmcReader(Reader):
    """Reads Europe PMC queries."""

    dialect = EUROPEPMC
    rules: Rules = (
        ("limit", re.compile(r"[A-Za-z_]+:\s*\[[^\[\]\n]*\]")),
        ("before", re.compile(r"[A-Za-z][A-Za-z_]+:(?=[\s(\"\w*])(?!//)")),
        ("quoted", re.compile(r'"[^"\n]*(?:\n[^"\n]*){0,2}"')),
        ("open", re.compile(r"\(")),
        ("close", re.compile(r"\)")),
        ("and", re.compile(r"and\b|&&", re.IGNORECASE)),
        ("or", re.compile(r"or\b|\|\|", re.IGNORECASE)),
        ("not", re.compile(r"not\b", re.IGNORECASE)),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(r'[^\s()",;\[\]]+')),
    )

    def operand(self) -> Node | None:
        """A field with what it governs, a range, or a term."""
        token = self.tokens[self.at]
        if token.kind not in ("before", "limit", "quoted", "word"):
            self.skip(token)
            return None
        self.at += 1
        if token.kind == "before":
            return self._tagged(token)
        if token.kind == "limit":
            return self._range(token)
        return self._plain(token)

    def _plain(self, token: Token) -> Term | None:
        return self.term([token])

    def _tagged(self, token: Token) -> Node | None:
        following = self.peek()
        if following is None or following.kind not in ("open", "quoted", "word"):
            self.odd("missing-operand", f"nothing follows `{token.text}`", token.place, "left out")
            return None
        if following.kind == "open":
            inner = self.group()
        else:
            self.at += 1
            inner = self._plain(following)
        if inner is None:
            return None
        name = token.text.rstrip(": ")
        fields = self.fields_of([name], token.place)
        if special.pseudo(fields) == f.AS_SUBSET and isinstance(inner, Term):
            return self._subset(name, inner, token)
        made = self.tagged(inner, Tag(token.text, token.place), fields)
        place = spanning((token.place, inner.place))
        return bracketed(made, place) if following.kind == "open" else replace(made, place=place)

    def _subset(self, name: str, inner: Term, token: Token) -> Node:
        """`SRC:MED`, `OPEN_ACCESS:Y`, `HAS_ABSTRACT:Y`."""
        place = spanning((token.place, inner.place))
        if name.lower() == "has_abstract":
            return Limit(kind="abstract", written=place.of(self.text), place=place)
        value = f"{name.lower()}:{inner.text.lower()}"
        return Limit(kind="subset", values=(value,), written=place.of(self.text), place=place)

    def _range(self, token: Token) -> Node:
        name, _, body = token.text.partition(":")
        fields = self.fields_of([name], token.place)
        start, end = special.span(body)
        kind: LimitKind = "entry-date" if fields == (f.AS_ENTRY_DATE,) else "date"
        if start is None and end is None:
            values = (" ".join(token.text.lower().split()),)
            return Limit(kind="other", values=values, written=token.text, place=token.place)
        return Limit(kind=kind, start=start, end=end, written=token.text, place=token.place)
