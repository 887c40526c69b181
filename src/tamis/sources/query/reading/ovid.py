"""Ovid's grammar; its rules and their source are in `dialects/ovid.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query import subheadings
from tamis.sources.query.dialects.ovid import OVID, OVID_EMBASE, TAGS
from tamis.sources.query.place import Place, spanning
from tamis.sources.query.reading.limits import ovid_limits
from tamis.sources.query.reading.reader import Reader, unquoted
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import And, Heading, LineRef, Node, Operator, Or, Tag

_CODE = r"(?:[a-z]{2}|m_titl)"
_CODES = rf"{_CODE}(?:\s*,\s*{_CODE})*,?(?:\s*\.\s*(?:ti|ab|tw|kw|kf|mp|hw|ot|nm|sh)(?=[\s.)]|$))*"
_AFTER = rf"\.\s*(?:\({_CODES}\)|{_CODES})(?:\s*\.|(?=[\s)\]\[,;/]|$))"
_WORDS = (
    r"(?!(?:or|and|not|adj\d*)[\s/])"
    rf"(?:(?!\s(?:or|and|not|adj\d*)\s|{_AFTER})[^()\"/\[\]]){{1,160}}?"
)
_ALL_WORDS = r"(?:(?!\s(?:exp|explode)\s)[^()\"/\[\].]){1,160}?"
_BELOW = r"(?:(?!or\b|and\b|not\b)[a-z]{2}\b(?:\s*,\s*[a-z]{2}\b)*)?"
_REFS = r"#?\d+\s*(?:-\s*#?\d+)?(?:\s*,\s*#?\d+\s*(?:-\s*#?\d+)?)*"
_FLAGS = re.IGNORECASE


_SPAN = re.compile(r"#?\d+\s*-\s*#?\d+")


class OvidReader(Reader):
    """Reads a line of Ovid MEDLINE."""

    dialect = OVID
    rules: Rules = (
        ("limit", re.compile(r"limit\s+#?\d+\s+to\s+[^\n]*(?:\n[^\n]+)*", _FLAGS)),
        ("limit", re.compile(r"(?:remove duplicates from|dedupe?)\s+#?\d+", _FLAGS)),
        ("limit", re.compile(r"#?\d+\s+use\s+[a-z]{3,8}\b", _FLAGS)),
        ("limit", re.compile(r"from\s+#?\d+\s+keep\s+[\d,\s-]+", _FLAGS)),
        ("range", re.compile(r"(?:or|and)\s*/\s*\d+\s+\d+(?=\s*$)", _FLAGS)),
        ("range", re.compile(rf"(?:or|and)\s*/\s*{_REFS}", _FLAGS)),
        ("range", re.compile(rf"{_REFS}\s*/\s*(?:or|and)\b", _FLAGS)),
        ("stray", re.compile(r"\[\s*[a-z]{2}\s*=[^\[\]]*\]|\[[^\[\]/.*$()]{0,160}\]", _FLAGS)),
        (
            "heading",
            re.compile(
                rf"(?:(?:exp(?:lode)?\s+)?\*?\s*(?:\"[^\"]{{1,160}}\"|{_WORDS})"
                rf"|(?:exp(?:lode)?\s+\*?|\*){_ALL_WORDS})\s*/{_BELOW}(?=[\s)\],.;]|$)(?!\s*freq)",
                _FLAGS,
            ),
        ),
        ("after", re.compile(_AFTER, _FLAGS)),
        ("after", re.compile(r"/\s*freq\s*=\s*\d+", _FLAGS)),
        ("quoted", re.compile(r'"[^"\n]*(?:\n[^"\n]*){0,2}"')),
        ("open", re.compile(r"[({\[]")),
        ("close", re.compile(r"[)}\]]")),
        ("near", re.compile(r"adj\s?\d{0,2}(?=[\s()\"]|$)", _FLAGS)),
        ("and", re.compile(r"and(?=[\s(\"]|$)", _FLAGS)),
        ("or", re.compile(r"or(?=[\s(\"]|$)", _FLAGS)),
        ("not", re.compile(r"not(?=[\s(\"]|$)", _FLAGS)),
        ("reference", re.compile(r"#\d+(?=[\s)]|$)")),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(rf"(?:(?!{_AFTER})[^\s()\"\[\]{{}},;])+", _FLAGS)),
    )

    def refine(self, tokens: list[Token]) -> list[Token]:
        """Headings are only headings if they begin an operand and name no field."""
        made = [t if t.kind != "heading" or _is_heading(t.text) else _reword(t) for t in tokens]
        if len(made) == 2 and made[0].kind in ("or", "and") and _SPAN.fullmatch(made[1].text):
            place = spanning(t.place for t in made)  # `OR 1-14` on a line of its own
            return [Token("range", f"{made[0].text}/{made[1].text}", place)]
        return made

    def distance(self, text: str) -> tuple[int, bool]:
        """`adj` alone keeps the order; `adjN` does not."""
        between, _ = super().distance(text)
        return between, not any(c.isdigit() for c in text)

    def operand(self) -> Node | None:
        """A reference, limit, heading, or words with the field behind them."""
        token = self.tokens[self.at]
        if token.kind in ("reference", "range", "limit", "heading"):
            self.at += 1
            return self._whole(token)
        if token.kind in ("word", "quoted"):
            return self._words()
        if token.kind == "after":
            self._lonely_field(token)
        elif not token.text.startswith("["):
            self.skip(token)
            return None
        self.at += 1
        return None

    def after_group(self, node: Node) -> Node:
        """`(a or b).ti,ab.`."""
        while (token := self.take("after")) is not None:
            node = self._field(node, token)
        return node

    def _whole(self, token: Token) -> Node | None:
        if token.kind == "reference":
            return self.reference(token.text.lstrip("#"), token.place)
        if token.kind == "range":
            return reference_range(self, token)
        if token.kind == "heading":
            return self._heading(token)
        return self._limited(token)

    def _words(self) -> Node | None:
        run: list[Token] = []
        while (token := self.take("word", "quoted", "comma")) is not None:
            run.append(token)
        words = [t for t in run if t.kind != "comma"]
        if len(words) == 1 and words[0].text.isdigit() and self._is_line(words[0]):
            return self.reference(words[0].text, words[0].place)
        term = self.term(words)
        if term is None:
            return None
        node: Node = term
        while (after := self.take("after")) is not None:
            node = self._field(node, after)
        return node

    def _is_line(self, token: Token) -> bool:
        """A bare number cites a line, unless a field follows it."""
        following = self.peek()
        return bool(self.labels) and not (following is not None and following.kind == "after")

    def _field(self, node: Node, token: Token) -> Node:
        if "freq" in token.text.lower():
            self.odd(
                "unknown-syntax", f"`{token.text}` counts occurrences", token.place, "left out"
            )
            return node
        names = [name for name in re.split(r"[\s.,()]+", token.text.lower()) if name]
        tag = Tag(token.text, token.place)
        fields = self.fields_of(names, token.place)
        made = self.tagged(node, tag, fields)
        return replace(made, place=spanning((made.place, token.place)))

    def _lonely_field(self, token: Token) -> None:
        what = f"`{token.text}` follows no word"
        self.odd("missing-operand", what, token.place, "left out")

    def _heading(self, token: Token) -> Heading:
        head, _, below = token.text.rpartition("/")
        match = re.match(r"(exp(?:lode)?\s+)?\s*(\*)?\s*(.*)", head.strip(), _FLAGS | re.DOTALL)
        assert match is not None  # every part is optional
        name = " ".join(unquoted(match[3].strip()).split())
        return Heading(
            text=name,
            vocabulary=self.dialect.vocabulary,
            explode=match[1] is not None,
            major=match[2] is not None,
            subheadings=tuple(subheadings.name(b) for b in below.split(",") if b.strip()),
            quoted='"' in head,
            place=token.place,
        )

    def _limited(self, token: Token) -> Node | None:
        number = re.search(r"#?(\d+)", token.text)
        assert number is not None  # the pattern asks for one
        start = token.place.start + number.start(1)
        place = Place(start, start + len(number[1]), token.place.line)
        ref = self.reference(number[1], place)
        if not token.text.lower().startswith("limit"):
            what = f"`{token.text}` is no part of the search"
            self.odd("noise", what, token.place, "read as the line itself")
            return ref
        body = re.split(r"\bto\b", token.text, maxsplit=1, flags=_FLAGS)[1]
        parts = ovid_limits(body, token.place)
        if not parts:
            return ref
        joined: tuple[Node, ...] = (ref, *parts)
        return And(parts=joined, operators=(Operator("limit", token.place),), place=token.place)


class OvidEmbaseReader(OvidReader):
    """Reads a line of Ovid Embase."""

    dialect = OVID_EMBASE


def _is_heading(text: str) -> bool:
    """False for `word.ti. and x/` swallowed whole, and for `and/or`."""
    head = text.rpartition("/")[0]
    field = re.search(rf"\.\s*({_CODES})\s*\.", head, _FLAGS)
    if field and all(code.strip() in TAGS for code in field[1].lower().split(",")):
        return False
    return any(c.isalpha() for c in head)


def _reword(token: Token) -> Token:
    return Token("word", token.text, token.place)


def reference_range(reader: Reader, token: Token) -> Node:
    """`or/1-3,5` and `{or #1-#4}`: every line named, joined by the operator."""
    kind = "and" if re.search(r"\band\b", token.text, _FLAGS) else "or"
    refs: list[LineRef] = []
    dash = r"(?:-|\bto\b|(?<=\d)\s+(?=\d+\s*$))"
    for match in re.finditer(rf"[#sS]?(\d+)\s*(?:{dash}\s*[#sS]?(\d+))?", token.text):
        first, last = int(match[1]), int(match[2] or match[1])
        start = token.place.start + match.start()
        place = Place(
            start, min(token.place.start + match.end(), token.place.end), token.place.line
        )
        refs.extend(reader.reference(label, place) for label in _spanned(reader, first, last))
    operator = (Operator(token.text, token.place),)
    parts: tuple[Node, ...] = tuple(refs)
    if len(parts) == 1:
        return parts[0]
    group = And if kind == "and" else Or
    return group(parts=parts, operators=operator, bracketed=True, place=token.place)


def _spanned(reader: Reader, first: int, last: int) -> list[str]:
    """Labels from first to last; of a misprinted end (`or/11-77`) only lines above, and itself."""
    own = int(reader.label) if reader.label.isdigit() else None
    if str(last) in reader.labels or last - first < 2:
        return [str(n) for n in range(first, last + 1)]
    known = [label for label in reader.labels if label.isdigit() and first <= int(label) <= last]
    above = sorted(int(label) for label in known if own is None or int(label) < own)
    return [*map(str, above), str(last)]
