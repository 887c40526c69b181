"""The Cochrane Library's grammar; its rules and their source are in `dialects/cochrane.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query import subheadings
from tamis.sources.query.dialects.cochrane import COCHRANE, TAGS
from tamis.sources.query.place import spanning
from tamis.sources.query.reading.limits import limit
from tamis.sources.query.reading.ovid import reference_range
from tamis.sources.query.reading.reader import Reader, unquoted, verbatim
from tamis.sources.query.reading.special import span
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import And, Heading, Limit, Node, Operator, Qualifier, Tag

_TAG = r"(?:" + "|".join(sorted(TAGS, key=len, reverse=True)) + r")"
_AFTER = rf":\s*{_TAG}(?:\s*,\s*{_TAG})*(?![\w*])"
_FLAGS = re.IGNORECASE
_REFS = r"#?\d+\s*(?:-\s*#?\d+)?(?:\s*,\s*#?\d+\s*(?:-\s*#?\d+)?)*"
_DESCRIPTOR_END = (
    r"(?:\s*(?:explode\s+(?:all\s+)?trees?(?:\s+[\d, and]+)?|explode\b|this term only"
    r"|in all mesh products|tree\(?s?\)?\s*[\d, ]+"
    r"|(?:and|with) (?:with )?qualifiers?(?:\(s\))?\s*:?\s*(?:\[[^\]]*\]|[A-Z]{2}\b)))*"
)


class CochraneReader(Reader):
    """Reads queries of Cochrane's search manager."""

    dialect = COCHRANE
    rules: Rules = (
        ("heading", re.compile(r"\[\s*m[hj]\s*[^\[\]]*\]", _FLAGS)),
        (
            "heading",
            re.compile(
                r"(?:any\s+)?mesh\s+descriptors?\s*:?\s*(?:\[[^\[\]]*\]|\"[^\"]*\""
                r"|[^\[\]()\n\":]*?(?=\s+(?:explode|this term|in all|tree|with|and with)\b"
                r"|\s*$|\s*\n))" + _DESCRIPTOR_END,
                _FLAGS,
            ),
        ),
        (
            "limit",
            re.compile(
                r"(?:with\s+)?(?:publication year|cochrane library publication date"
                r"|date added to central[^,\n]*?|online publication date)"
                r"\s+(?:from|between|in)\s+[^,()\n]*"
                r"(?:,\s*in [^\n()]*)?",
                _FLAGS,
            ),
        ),
        (
            "stray",
            re.compile(
                r",?\s*\bin (?:Trials|Cochrane Reviews?(?: \([^)]*\))?|Cochrane Protocols"
                r"|Clinical Answers|Editorials|Special Collections)\b"
                r"(?:,? ?(?:and )?(?:Trials|Cochrane Protocols))*"
                r"|\((?:Word variations have been searched)\)|\bWord variations[^\n)]*"
            ),
        ),
        ("range", re.compile(rf"\{{\s*(?:or|and)\s+{_REFS}\s*\}}", _FLAGS)),
        ("range", re.compile(r"\(\s*(?:or|and)\s+#\d+\s*-\s*#?\d+\s*\)", _FLAGS)),
        ("range", re.compile(rf"(?:or|and)\s*/\s*{_REFS}", _FLAGS)),
        ("range", re.compile(r"#\d+\s*-\s*#\d+(?:\s*/\s*(?:or|and))?", _FLAGS)),
        ("after", re.compile(_AFTER, _FLAGS)),
        ("quoted", re.compile(r'"[^"\n]*(?:\n[^"\n]*){0,2}"')),
        ("open", re.compile(r"[({]")),
        ("close", re.compile(r"[)}]")),
        (
            "near",
            re.compile(
                r"(?:near\s?/?\s?\d{0,3}|next(?:\s?/\s?\d{1,3})?|adj\d{0,2})(?=[\s()\"]|$)", _FLAGS
            ),
        ),
        ("and", re.compile(r"and\b", _FLAGS)),
        ("or", re.compile(r"or\b", _FLAGS)),
        ("not", re.compile(r"not\b", _FLAGS)),
        ("reference", re.compile(r"#\s?\d+[a-z]?\b")),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(rf"(?:(?!{_AFTER})[^\s()\"\[\]{{}},;])+", _FLAGS)),
    )

    def distance(self, text: str) -> tuple[int, bool]:
        """NEXT is adjacent and keeps the order."""
        ordered = text.lower().startswith("next") or text.lower() == "adj"
        if ordered and not any(c.isdigit() for c in text):
            return 0, True
        return super().distance(text)[0], ordered

    def operand(self) -> Node | None:
        """A reference, a heading, a limit, a phrase or words."""
        token = self.tokens[self.at]
        if token.kind == "stray":
            self.at += 1
            return None
        if token.kind not in ("reference", "range", "limit", "heading", "quoted", "word"):
            self.skip(token)
            return None
        self.at += 1
        if token.kind == "reference":
            return self.reference(token.text.lstrip("# "), token.place)
        if token.kind == "range":
            return reference_range(self, token)
        if token.kind == "heading":
            return self._heading(token)
        if token.kind == "limit":
            return self._limit(token)
        if token.text.isdigit() and token.text in self.labels and not self._tag_follows():
            return self.reference(token.text, token.place)
        return self._term(token)

    def after_group(self, node: Node) -> Node:
        """`(a or b):ti,ab,kw`."""
        token = self.take("after")
        return node if token is None else self._field(node, token)

    def _tag_follows(self) -> bool:
        following = self.peek()
        return following is not None and following.kind == "after"

    def _term(self, first: Token) -> Node | None:
        words = [first]
        while first.kind == "word" and (token := self.peek()) is not None:
            if token.kind not in ("word", "comma"):
                break
            words.append(token)
            self.at += 1
        after = self.take("after")
        terms = [t for t in (self.term([w]) for w in words if w.kind != "comma") if t is not None]
        if not terms:
            return None
        node: Node = terms[0]
        if len(terms) > 1:
            place = spanning(t.place for t in terms)
            implied = tuple(Operator("", t.place) for t in terms[1:])
            node = And(parts=tuple(terms), operators=implied, bracketed=True, place=place)
        return node if after is None else self._field(node, after)

    def _field(self, node: Node, token: Token) -> Node:
        names = token.text.lower().lstrip(": ").split(",")
        fields = self.fields_of(names, token.place)
        made = self.tagged(node, Tag(token.text, token.place), fields)
        return replace(made, place=spanning((made.place, token.place)))

    def _heading(self, token: Token) -> Node | None:
        if token.text.startswith("["):
            return self._short_heading(token)
        if any_heading := re.match(r"any\s+mesh descriptors? ", token.text, _FLAGS):
            return self._any_heading(token, token.text[any_heading.end() :])
        match = re.match(r"mesh\s+descriptors?\s*:?\s*", token.text, _FLAGS)
        assert match is not None  # the token's own pattern
        rest = token.text[match.end() :]
        named = re.match(
            r"\[([^\[\]]*)\]|\"([^\"]*)\"|(.*?)(?=\s+(?:explode|this term|in all|tree)|$)",
            rest,
            _FLAGS | re.DOTALL,
        )
        assert named is not None
        name = " ".join((named[1] or named[2] or named[3] or "").split())
        ending = rest[named.end() :]
        below = re.findall(r"-\s*([A-Z]{2})\b", ending) or re.findall(
            r"qualifiers?\S*\s+([A-Z]{2})\b", ending
        )
        if not name:
            return None
        return Heading(
            text=name,
            explode="explode" in ending.lower(),
            subheadings=tuple(subheadings.name(b) for b in below),
            tag=Tag(ending.strip(), token.place),
            place=token.place,
        )

    def _any_heading(self, token: Token, ending: str) -> Node | None:
        """`Any MeSH descriptor with qualifier(s): [Drug therapy - DT]`."""
        code = re.search(r"-\s*([A-Z]{2})\b", ending) or re.search(r":\s*\[?([A-Z]{2})\b", ending)
        if code is None:
            return verbatim(token, "no qualifier")
        return Qualifier(text=subheadings.name(code[1]), place=token.place)

    def _short_heading(self, token: Token) -> Node | None:
        inside = token.text.strip("[] ")
        major = inside[:2].lower() == "mj"
        body = inside[2:].strip()
        exact = body.startswith("^")
        body = body.lstrip("^ ")
        quoted = re.match(r'"([^"]*)"\s*(?:/\s*(.*))?$', body)
        if quoted:
            name, below = quoted[1], quoted[2] or ""
            exact = exact or name.startswith("^")
            name, slash, inner = name.lstrip("^").partition("/")
            below = below or (inner if slash else "")
        else:
            name, _, below = body.partition("/")
        qualifiers = tuple(
            subheadings.name(b.strip('"[] ')) for b in below.split(",") if b.strip('"[] ')
        )
        name = " ".join(unquoted(name.strip()).split())
        if not name:
            text = qualifiers[0] if qualifiers else ""
            return Qualifier(text=text, place=token.place) if text else None
        return Heading(
            text=name,
            explode=not exact,
            major=major,
            subheadings=qualifiers,
            quoted='"' in token.text,
            place=token.place,
        )

    def _limit(self, token: Token) -> Node:
        text = re.split(r"\b(?:from|between|in)\b", token.text, maxsplit=1, flags=_FLAGS)[1]
        text = text.split(",")[0]
        start, end = span(text.strip())
        if start or end:
            return Limit(kind="date", start=start, end=end, written=token.text, place=token.place)
        return replace(limit(text, token.place), written=token.text)
