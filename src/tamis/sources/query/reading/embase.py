"""Embase.com's grammar; its rules and their source are in `dialects/embase.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query import subheadings
from tamis.sources.query.dialects.embase import EMBASE, TAGS
from tamis.sources.query.place import spanning
from tamis.sources.query.reading.limits import limit
from tamis.sources.query.reading.reader import Reader, unquoted
from tamis.sources.query.reading.special import span
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import And, Heading, Limit, Node, Operator, Qualifier, Tag

_TAG = r"(?:" + "|".join(sorted(TAGS, key=len, reverse=True)) + r")"
#: Fields also written behind a slash: 'conference abstract'/it.
_SLASHED = r"/\s?(?:it|pt|la)\b"
_AFTER = rf"(?::\s*{_TAG}(?:\s*,\s*{_TAG})*\b|{_SLASHED})"
_QUOTED = r"'(?:[^'\n]|'(?=\w)|\n(?!\n)){0,300}'(?!\w)"
_SUFFIX = r"(?:/(?:exp|de|mj|br|syn|lnk|dd_[a-z,_]+|dm_[a-z,_]+|[a-z]{2}_[a-z,_]+))+"
_FLAGS = re.IGNORECASE


class EmbaseReader(Reader):
    """Reads Embase.com queries."""

    dialect = EMBASE
    rules: Rules = (
        ("limit", re.compile(r"\[[^\[\]\n]+\]\s*/\s*[a-z]+", _FLAGS)),
        ("heading", re.compile(rf"(?:{_QUOTED}|\"[^\"\n]+\"|[\w-]+)\s?{_SUFFIX}", _FLAGS)),
        ("after", re.compile(_AFTER, _FLAGS)),
        ("quoted", re.compile(rf"{_QUOTED}|\"[^\"\n]*(?:\n[^\"\n]*){{0,2}}\"")),
        ("open", re.compile(r"\(")),
        ("close", re.compile(r"\)")),
        ("near", re.compile(r"(?:near|next)\s?/?\s?\d{0,3}(?=[\s()'\"]|$)", _FLAGS)),
        ("and", re.compile(r"and\b", _FLAGS)),
        ("or", re.compile(r"or\b", _FLAGS)),
        ("not", re.compile(r"not\b", _FLAGS)),
        ("reference", re.compile(r"#\s?\d+\b")),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(rf"(?:(?!{_AFTER})[^\s()\"\[\],;])+", _FLAGS)),
    )

    def distance(self, text: str) -> tuple[int, bool]:
        """NEXT keeps the order."""
        return super().distance(text)[0], text.lower().startswith("next")

    def operand(self) -> Node | None:
        """A reference, a limit, a heading, a phrase or words."""
        token = self.tokens[self.at]
        if token.kind == "word" and token.text.startswith("'") and token.text != "'":
            self.odd("unbalanced", "a quotation mark is never closed", token.place, "left out")
        if token.kind not in ("reference", "limit", "heading", "quoted", "word"):
            self.skip(token)
            return None
        self.at += 1
        if token.kind == "reference":
            return self.reference(token.text.lstrip("# "), token.place)
        if token.kind == "limit":
            return self._limit(token)
        if token.kind == "heading":
            return self._heading(token)
        if token.kind == "word" and token.text.isdigit() and self._is_line(token):
            return self.reference(token.text, token.place)
        return self._term([token])

    def after_group(self, node: Node) -> Node:
        """`(a OR b):ti,ab,kw`."""
        token = self.take("after")
        return node if token is None else self._field(node, token)

    def _is_line(self, token: Token) -> bool:
        following = self.peek()
        return token.text in self.labels and not (following and following.kind == "after")

    def _term(self, run: list[Token]) -> Node | None:
        """One word or phrase; words under one tag behind the last of them are joined by AND."""
        words = list(run)
        while (following := self.peek()) is not None and following.kind in ("word", "comma"):
            words.append(following)
            self.at += 1
        after = self.take("after")
        terms = [t for t in (self.term([w]) for w in words if w.kind != "comma") if t is not None]
        if not terms:
            return None
        node: Node = terms[0]
        if len(terms) > 1:
            implied = tuple(Operator("", t.place) for t in terms[1:])
            place = spanning(t.place for t in terms)
            node = And(parts=tuple(terms), operators=implied, bracketed=True, place=place)
        return node if after is None else self._field(node, after)

    def _field(self, node: Node, token: Token) -> Node:
        names = token.text.lower().lstrip(":/ ").split(",")
        fields = self.fields_of(names, token.place)
        made = self.tagged(node, Tag(token.text, token.place), fields)
        return replace(made, place=spanning((made.place, token.place)))

    def _heading(self, token: Token) -> Node | None:
        match = re.match(rf"(.*?)\s?({_SUFFIX})$", token.text, _FLAGS | re.DOTALL)
        assert match is not None  # the token's own pattern
        name = " ".join(unquoted(match[1]).split())
        marks = match[2].lower().strip("/").split("/")
        if "lnk" in marks:
            return Qualifier(
                text=subheadings.name(name),
                vocabulary="emtree",
                tag=Tag(match[2], token.place),
                place=token.place,
            )
        below = [m.partition("_")[2] for mark in marks if "_" in mark for m in mark.split(",")]
        if "br" in marks or "syn" in marks:
            self.odd(
                "ambiguous", f"`{match[2]}` also searches text", token.place, "read as a heading"
            )
        return Heading(
            text=name,
            vocabulary="emtree",
            explode="exp" in marks or "br" in marks,
            major="mj" in marks,
            subheadings=tuple(subheadings.name(b) for b in below if b),
            quoted=match[1][:1] in "'\"",
            tag=Tag(match[2], token.place),
            place=token.place,
        )

    def _limit(self, token: Token) -> Node:
        inside, _, kind = token.text.partition("]")
        inside, kind = inside.lstrip("["), kind.strip("/ ").lower()
        if kind in ("py", "sd"):
            start, end = span(re.sub(r"(?<=\d{4})-(?=\d)", ":", inside) if kind == "py" else inside)
            if start or end:
                return Limit(
                    kind="date" if kind == "py" else "entry-date",
                    start=start,
                    end=end,
                    written=token.text,
                    place=token.place,
                )
        if inside.lower() in ("embase", "medline", "pubmed-not-medline", "conference abstract"):
            value = inside.lower()
            return Limit(kind="subset", values=(value,), written=token.text, place=token.place)
        return replace(limit(inside, token.place), written=token.text)
