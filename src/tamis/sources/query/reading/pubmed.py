"""PubMed's grammar; its rules and their source are in `dialects/pubmed.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from tamis.sources.query import dates
from tamis.sources.query import fields as f
from tamis.sources.query.dialects.pubmed import PUBMED
from tamis.sources.query.place import spanning
from tamis.sources.query.reading import special
from tamis.sources.query.reading.limits import limit
from tamis.sources.query.reading.reader import Reader, unquoted
from tamis.sources.query.tokens import Rules, Token
from tamis.sources.query.tree import (
    And,
    Heading,
    Limit,
    LimitKind,
    Near,
    Node,
    Qualifier,
    Tag,
    Term,
    Verbatim,
)

_DATE = r'"?\d{4}(?:/\d{1,2}(?:/\d{1,2})?)?"?'
_NEARNESS = re.compile(r"\[\s*([a-z/ ]+?)\s*:\s*~\s*(\d{1,4})\s*\]", re.IGNORECASE)
#: `asthma (ti, ab)`, as some papers print their tags.
_NAME = r"(?:mesh|ti|ab|tiab|tw)"
_ABSTRACTS = frozenset({"hasabstract", "has abstract"})


class PubmedReader(Reader):
    """Reads PubMed queries."""

    dialect = PUBMED
    rules: Rules = (
        (
            "limit",
            re.compile(
                rf"{_DATE}\s*(?:\[[^\[\]]*\])?\s*(?::|\s-\s)\s*(?:{_DATE}|\"?[Pp]resent\"?)\s*"
                r"(?:\[[^\[\]]*\])"
            ),
        ),
        ("limit", re.compile(r"Limits?(?: Activated)?:[^\n()]*", re.IGNORECASE)),
        ("quoted", re.compile(r'"[^"\n]*(?:\n[^"\n]*){0,2}"')),
        ("after", re.compile(r"\[[^\[\]\n]{1,60}\]")),
        ("after", re.compile(rf"\(\s*{_NAME}(?:\s*,\s*{_NAME})*\s*\)", re.IGNORECASE)),
        ("open", re.compile(r"\(")),
        ("close", re.compile(r"\)")),
        ("and", re.compile(r"AND\b|and\b|And\b")),
        ("or", re.compile(r"OR\b|or\b|Or\b")),
        ("not", re.compile(r"NOT\b|not\b|Not\b")),
        ("reference", re.compile(r"#\s?\d+[a-z]?\b")),
        ("comma", re.compile(r"[,;]")),
        ("word", re.compile(r'[^\s()\[\]",;]+')),
    )

    def refine(self, tokens: list[Token]) -> list[Token]:
        """PubMed's old history printed `Search` in front of each numbered query."""
        printed = self.labels and len(tokens) > 1 and tokens[0].text.rstrip(":") == "Search"
        return tokens[1:] if printed else tokens

    def is_word(self, token: Token) -> bool:
        """`and` within `signs and symptoms[tiab]`: small, between bare words that share a tag."""
        if token.text != "and" or self.at == 0:
            return False
        before, ahead = self.peek(-1), 1
        if before is None or before.kind != "word":
            return False
        while (following := self.peek(ahead)) is not None and following.kind == "word":
            ahead += 1
        return ahead > 1 and following is not None and following.kind == "after"

    def operand(self) -> Node | None:
        """A reference, a date range, a phrase or a run of words, with the tag behind it."""
        token = self.tokens[self.at]
        if token.kind == "reference":
            self.at += 1
            return self.reference(token.text.lstrip("# "), token.place)
        if token.kind == "limit":
            self.at += 1
            printed = token.text.lower().startswith("limit")
            return self._printed_limits(token) if printed else self._dates(token)
        if token.kind == "quoted":
            self.at += 1
            return self._with_tag([token])
        if token.kind == "word":
            return self._with_tag(self._run())
        self.skip(token)
        return None

    def after_group(self, node: Node) -> Node:
        """PubMed has no tag for a bracket, but people write one."""
        token = self.take("after")
        if token is None:
            return node
        self.odd(
            "ambiguous",
            f"`{token.text}` follows a bracket; PubMed tags single terms only",
            token.place,
            "read as the tag of every term inside",
        )
        return self.tagged(node, *self._tag(token))

    def _run(self) -> list[Token]:
        run: list[Token] = []
        while (token := self.peek()) is not None:
            small = run and token.kind == "and" and self.is_word(token)
            comma = run and token.kind == "comma" and self._words_go_on()
            if token.kind != "word" and not small and not comma:
                break
            run.append(token)
            self.at += 1
        return run

    def _words_go_on(self) -> bool:
        """A comma inside a heading: `Arthritis, Rheumatoid[mh]`."""
        following = self.peek(1)
        return following is not None and following.kind == "word"

    def _tag(self, token: Token) -> tuple[Tag, tuple[str, ...]]:
        tag = Tag(token.text, token.place)
        name = re.sub(r"\s*:\s*", ":", token.text.strip("[]() \n"))
        if token.text.startswith("["):
            return tag, self.fields_of([name], token.place)
        self.odd(
            "unknown-field",
            f"`{token.text}` is no way to write a field in PubMed",
            token.place,
            "read as the tags it names",
        )
        return tag, self.fields_of(name.split(","), token.place)

    def _with_tag(self, run: list[Token]) -> Node | None:
        words = [t for t in run if t.kind != "comma"]
        after = self.take("after")
        quoted = run[0].kind == "quoted"
        term = self.term(words, phrase=quoted or after is not None)
        if term is None:
            return None
        if after is None:
            return self._untagged(term, quoted)
        if near := _NEARNESS.match(after.text):
            return self._nearness(term, after, near[1], int(near[2]))
        tag, fields = self._tag(after)
        name = special.pseudo(fields)
        place = spanning((term.place, after.place))
        heading = name in (f.AS_HEADING, f.AS_EXPLODED, f.AS_MAJOR, f.AS_EXPLODED_MAJOR)
        if heading and not term.wilds:
            # the comma of `Arthritis, Rheumatoid` belongs to the heading
            shown = unquoted(term.place.of(self.text)) if quoted else term.place.of(self.text)
            term = replace(term, text=" ".join(shown.split()), wilds=())
        node = self.tagged(term, tag, fields)
        if isinstance(node, Term | Heading | Qualifier | Limit):
            return replace(node, place=place)
        return node

    def _untagged(self, term: Term, quoted: bool) -> Node:
        if not quoted and term.text.lower() in _ABSTRACTS:
            return Limit(kind="abstract", written=term.text, place=term.place)
        mapped = not quoted and not term.wilds
        return replace(term, phrase=quoted and " " in term.text, mapped=mapped)

    def _nearness(self, term: Term, after: Token, name: str, between: int) -> Node:
        tag = Tag(after.text, after.place)
        fields = self.fields_of([name], after.place)
        place = spanning((term.place, after.place))
        if term.wilds:
            self.odd(
                "ambiguous",
                "`*` within a proximity search: PubMed ignores the proximity",
                place,
                "read as a phrase",
            )
            return replace(term, fields=fields, tag=tag, place=place)
        parts = tuple(
            Term(text=word, fields=fields, tag=tag, place=term.place) for word in term.words
        )
        if len(parts) == 1:
            return replace(parts[0], place=place)
        return Near(parts=parts, between=between, bracketed=True, place=place)

    def _printed_limits(self, token: Token) -> Node | None:
        """`Limits: Publication Date from 1996/01/01 to 2008, Humans`, of PubMed's old history."""
        made: list[Node] = []
        for part in token.text.partition(":")[2].split(","):
            days = re.search(r"date from (\S+) to (\S+)", part, re.IGNORECASE)
            if days:
                start, end = dates.read(days[1]), dates.read(days[2])
                made.append(
                    Limit(kind="date", start=start, end=end, written=part, place=token.place)
                )
            elif part.strip():
                made.append(limit(part.strip(), token.place))
        if len(made) < 2:
            return made[0] if made else None
        return And(parts=tuple(made), bracketed=True, place=token.place)

    def _dates(self, token: Token) -> Node:
        text = re.sub(r"\[[^\[\]]*\]", " ", token.text).replace('"', "")
        tags = re.findall(r"\[([^\[\]]*)\]", token.text)
        fields = self.fields_of(tags[-1:], token.place)
        kind: LimitKind = "entry-date" if fields == (f.AS_ENTRY_DATE,) else "date"
        start, end = special.span(re.sub(r"\s*(?::|\s-\s)\s*", ":", " ".join(text.split())))
        if start is None and end is None:
            return Verbatim(text=token.text, why="no date", place=token.place)
        return Limit(kind=kind, start=start, end=end, written=token.text, place=token.place)
