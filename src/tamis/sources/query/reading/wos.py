"""Web of Science's grammar; its rules and their source are in `dialects/wos.py`."""

from __future__ import annotations

import re

from tamis.sources.query import fields as f
from tamis.sources.query.dialects.wos import TAGS, WOS
from tamis.sources.query.place import spanning
from tamis.sources.query.reading import special
from tamis.sources.query.reading.fold import Joint, fold
from tamis.sources.query.reading.reader import Reader, bracketed
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import Limit, LimitKind, Node, Tag

_TAG = "|".join(re.escape(tag) for tag in sorted(TAGS, key=len, reverse=True))
_YEARS = r"[\d-]{4,10}(?:\s*(?:-|/|to)\s*[\d-]{4,10})?"
_FLAGS = re.IGNORECASE


class WosReader(Reader):
    """Reads Web of Science advanced searches."""

    dialect = WOS
    rules: Rules = (
        (
            "limit",
            re.compile(
                rf"(?:py|dop|ld|year published)\s*[=:]\s*(?:\(\s*{_YEARS}\s*\)|{_YEARS})",
                _FLAGS,
            ),
        ),
        ("before", re.compile(rf"(?:{_TAG})\s*(?:=|:(?!/))", _FLAGS)),
        ("before", re.compile(r"[A-Z]{2,3}\s*=")),
        ("quoted", re.compile(r'"[^"\n]*(?:\n[^"\n]*){0,2}"')),
        ("open", re.compile(r"[({]")),
        ("close", re.compile(r"[)}]")),
        ("near", re.compile(r"near(?:\s?/\s?\d{1,3})?(?=[\s()\"]|$)", _FLAGS)),
        ("near", re.compile(r"same(?=[\s()\"]|$)", _FLAGS)),
        ("and", re.compile(r"and\b", _FLAGS)),
        ("or", re.compile(r"or\b", _FLAGS)),
        ("not", re.compile(r"not\b", _FLAGS)),
        ("reference", re.compile(r"#\s?\d+\b")),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(r'[^\s(){}",;]+')),
    )

    def is_word(self, token: Token) -> bool:
        """`same` in small letters is a word of the topic."""
        return token.text == "same"

    def operand(self) -> Node | None:
        """A tagged expression, a reference, a year or a term."""
        token = self.tokens[self.at]
        if token.kind == "near":
            token = Token("word", token.text, token.place)
        if token.kind not in ("before", "limit", "reference", "quoted", "word"):
            self.skip(token)
            return None
        self.at += 1
        if token.kind == "before":
            return self._tagged(token)
        if token.kind == "limit":
            return self._year(token)
        if token.kind == "reference":
            return self.reference(token.text.lstrip("# "), token.place)
        return self.term([token])

    def _tagged(self, token: Token) -> Node | None:
        """`TS=(…)`, or `TS=word` up to the next operator."""
        following = self.peek()
        if following is None or following.kind in ("close", "and", "or", "not"):
            self.odd("missing-operand", f"nothing follows `{token.text}`", token.place, "left out")
            return None
        inner = self.group() if following.kind == "open" else self._words()
        if inner is None:
            return None
        name = token.text.rstrip("=: ")
        fields = self.fields_of([name], token.place)
        made = self.tagged(inner, Tag(token.text, token.place), fields)
        place = spanning((token.place, inner.place))
        if special.pseudo(fields) in (f.AS_DATE, f.AS_ENTRY_DATE):
            return made
        return bracketed(made, place)

    def _words(self) -> Node | None:
        """Bare terms behind a tag, joined by AND or by proximity."""
        nodes: list[Node] = []
        joints: list[Joint] = []
        pending: Token | None = None
        while (token := self.peek()) is not None and token.kind in ("word", "quoted", "near"):
            self.at += 1
            if token.kind == "near" and nodes and not self.is_word(token):
                pending = token
                continue
            if (term := self.term([token])) is None:
                continue
            if nodes:
                joints.append(
                    self.joint(pending) if pending else self.side_by_side(nodes[-1], term)
                )
            nodes.append(term)
            pending = None
        if pending is not None:
            self.at -= 1
        return fold(nodes, joints, self.dialect.levels) if nodes else None

    def _year(self, token: Token) -> Node:
        name, value = re.split(r"[=:]", token.text, maxsplit=1)
        value = value.strip("() \n")
        days = re.match(r"(\d{4}-\d\d-\d\d)\s*(?:/|to)\s*(\d{4}-\d\d-\d\d)$", value)
        start, end = (days[1], days[2]) if days else special.span(value)
        kind: LimitKind = "entry-date" if name.strip().lower() == "ld" else "date"
        return Limit(kind=kind, start=start, end=end, written=token.text, place=token.place)
