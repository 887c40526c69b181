"""EBSCOhost's grammar; its rules and their source are in `dialects/ebsco.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query import fields as f
from tamis.sources.query import subheadings
from tamis.sources.query.dialects.ebsco import EBSCO, TAGS
from tamis.sources.query.place import spanning
from tamis.sources.query.reading import special
from tamis.sources.query.reading.fold import Joint, fold
from tamis.sources.query.reading.limits import limit
from tamis.sources.query.reading.ovid import reference_range
from tamis.sources.query.reading.reader import Reader, bracketed
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import And, Heading, Limit, Near, Node, Not, Or, Tag, Term

_CODES = "|".join(tag.upper() for tag in TAGS)


_FLAGS = re.IGNORECASE


class EbscoReader(Reader):
    """Reads EBSCOhost queries with CINAHL's fields."""

    dialect = EBSCO
    rules: Rules = (
        (
            "limit",
            re.compile(r"limiters\s*-\s.*?(?=\s+(?:expanders|search modes)\s*-|$)", _FLAGS | re.S),
        ),
        (
            "stray",
            re.compile(
                r"(?:expanders|search modes?)\s*-\s.*?(?=\s(?:limiters|search modes?)\s*-|$)",
                _FLAGS | re.S,
            ),
        ),
        ("before", re.compile(rf"(?:{_CODES})(?:\s*,\s*(?:{_CODES}))*(?=[\s(\"])")),
        ("before", re.compile(r"\((?:MH|MM)(?=\s*\")")),
        ("before", re.compile(r"(?!OR|IN|AS|OF)[A-Z]{2}(?=\s*[(\"])")),
        ("quoted", re.compile(r'"[^"\n]*(?:\n[^"\n]*){0,2}"')),
        ("range", re.compile(r"\(?\b(?:OR|AND|or|and)/S\d+-S?\d+\)?")),
        ("range", re.compile(r"S\d+\s*-\s*S\d+\b")),
        ("open", re.compile(r"[({\[]")),
        ("close", re.compile(r"[)}\]]")),
        ("near", re.compile(r"[NWnw]/?\d{1,2}(?=[\s()\"]|$)")),
        ("near", re.compile(r"[NW](?=[\s(\"])")),
        ("and", re.compile(r"and\b", re.IGNORECASE)),
        ("or", re.compile(r"or\b", re.IGNORECASE)),
        ("not", re.compile(r"not\b", re.IGNORECASE)),
        ("reference", re.compile(r"[Ss]\d{1,3}[a-z]?(?=[\s)]|$)")),
        ("reference", re.compile(r"#\d{1,3}(?=[\s)]|$)")),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(r'[^\s(){}"\[\],;]+')),
    )

    def refine(self, tokens: list[Token]) -> list[Token]:
        """`(MH "x+")` opens a bracket of its own; a tag that no search follows is a word."""
        made: list[Token] = []
        for token in tokens:
            if token.kind == "before" and token.text.startswith("("):
                place = token.place
                made.append(Token("open", "(", replace(place, end=place.start + 1)))
                made.append(Token("before", token.text[1:], replace(place, start=place.start + 1)))
            else:
                made.append(token)
        return made

    def distance(self, text: str) -> tuple[int, bool]:
        """W keeps the order."""
        return super().distance(text)[0], text[0] in "Ww"

    def operand(self) -> Node | None:
        """A tagged expression, a reference, or words."""
        token = self.tokens[self.at]
        if token.kind not in ("before", "reference", "range", "quoted", "word"):
            self._pass(token)
            return None
        if token.kind in ("quoted", "word"):
            return self._words()
        self.at += 1
        if token.kind == "before":
            return self._tagged(token)
        if token.kind == "range":
            return reference_range(self, token)
        return self.reference(token.text.lower().lstrip("s#"), token.place)

    def _pass(self, token: Token) -> None:
        """What the history prints beside a search: its limiters are kept, the rest is noise."""
        if token.kind == "limit":
            body = re.sub(r"^limiters\s*-\s", "", token.text, flags=_FLAGS)
            self.limiters += [
                limit(part.replace("Published Date:", "yr="), token.place)
                for part in re.split(r";\s*", body)
                if part.strip()
            ]
        if token.kind in ("limit", "stray"):
            self.at += 1
        else:
            self.skip(token)

    def read(self) -> Node | None:
        """The query and the limiters printed behind it."""
        self.limiters: list[Limit] = []
        node = super().read()
        if node is None or not self.limiters:
            return node
        place = spanning((node.place, self.limiters[-1].place))
        return And(parts=(node, *self.limiters), place=place)

    def _words(self) -> Term | None:
        run: list[Token] = []
        while (token := self.take("word", "quoted", "comma")) is not None:
            run.append(token)
        return self.term(t for t in run if t.kind != "comma")

    def _tagged(self, token: Token) -> Node | None:
        following = self.peek()
        if following is None or following.kind in ("close", "and", "or", "not"):
            self.odd("missing-operand", f"nothing follows `{token.text}`", token.place, "left out")
            return None
        inner = self.group() if following.kind == "open" else self._chain()
        if inner is None:
            return None
        fields = self.fields_of(token.text.split(","), token.place)
        made = self._headed(inner, Tag(token.text, token.place), fields)
        place = spanning((token.place, inner.place))
        if isinstance(made, Near) and not isinstance(inner, Near):
            return made
        return bracketed(made, place) if following.kind == "open" else replace(made, place=place)

    def _chain(self) -> Node | None:
        """What a tag without brackets governs: words, with their proximity operators."""
        first = self._one()
        if first is None:
            return None
        nodes: list[Node] = [first]
        joints: list[Joint] = []
        while (token := self.peek()) is not None and token.kind == "near":
            self.at += 1
            following = self._one()
            if following is None:
                self.at -= 1
                break
            joints.append(self.joint(token))
            nodes.append(following)
        return fold(nodes, joints, self.dialect.levels)

    def _one(self) -> Node | None:
        token = self.peek()
        if token is None:
            return None
        if token.kind == "open":
            return self.group()
        return self._words() if token.kind in ("word", "quoted") else None

    def _headed(self, node: Node, tag: Tag, fields: tuple[str, ...]) -> Node:
        """Headings carry `+` and `/XX` within their quotation marks."""
        made = self.tagged(node, tag, fields)
        if special.pseudo(fields) not in (f.AS_HEADING, f.AS_MAJOR):
            return made
        return _headings(made)


def _headings(node: Node) -> Node:
    if isinstance(node, Heading):
        text, explode = node.text, node.explode
        below = node.subheadings
        if "/" in text:
            text, _, codes = text.partition("/")
            below = tuple(subheadings.name(c) for c in re.split(r"[/,]", codes) if c.strip())
        if text.endswith("+"):
            text, explode = text[:-1], True
        return replace(node, text=text.strip(), explode=explode, subheadings=below)
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(_headings(p) for p in node.parts))
    if isinstance(node, Not):
        keep = None if node.keep is None else _headings(node.keep)
        return replace(node, keep=keep, drop=_headings(node.drop))
    return node
