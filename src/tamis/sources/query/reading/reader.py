"""The grammar the platforms share: operands, operators, brackets; repaired where broken.

A platform's reader is a subclass that says how an operand is read (`operand`) and what the field
tag behind a bracket means (`after_group`). Nothing here raises: what does not fit becomes an
`Oddity` and the reading goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tamis.sources.query import wilds
from tamis.sources.query.dialects.dialect import Dialect, OperatorKind
from tamis.sources.query.fields import field_set, unknown
from tamis.sources.query.place import Oddity, OddityCode, Place, spanning
from tamis.sources.query.reading import special
from tamis.sources.query.reading.fold import Joint, fold
from tamis.sources.query.tokens import Lines, Rules, Token, TokenKind, cut
from tamis.sources.query.tree import (
    And,
    LineRef,
    Near,
    Node,
    Not,
    Operator,
    Or,
    Tag,
    Term,
    Verbatim,
    parts_of,
)

#: Brackets deeper than this are read as if they were not there.
DEEPEST = 100

#: Tokens that can only stand between operands.
_JOINING: frozenset[TokenKind] = frozenset({"and", "or", "not", "near"})


class Reader:
    """Reads one query, between two characters of a strategy's text."""

    dialect: Dialect
    rules: Rules

    def __init__(
        self,
        text: str,
        lines: Lines,
        start: int,
        end: int,
        labels: frozenset[str],
        label: str = "",
    ):
        self.text = text
        self.label = label
        self.lines = lines
        self.labels = labels
        self.oddities: list[Oddity] = []
        self.tokens = self._cited(self.refine(cut(text, self.rules, lines, start, end)))
        self.at = 0
        self.depth = 0

    # what a platform adds

    def refine(self, tokens: list[Token]) -> list[Token]:
        """Look over the tokens once before reading."""
        return tokens

    def _cited(self, tokens: list[Token]) -> list[Token]:
        """`1 and (2 or 3)` alone on a numbered line cites lines, on every platform."""
        bare = [t.kind == "word" and t.text.isdigit() and len(t.text) < 4 for t in tokens]
        rest = {t.kind for t, cites in zip(tokens, bare, strict=True) if not cites}
        if not self.labels or not any(bare) or not rest <= _JOINING | {"open", "close"}:
            return tokens
        made = zip(tokens, bare, strict=True)
        return [replace(t, kind="reference") if cites else t for t, cites in made]

    def operand(self) -> Node | None:
        """Read one operand at the current token; None when the token was noise (and is passed)."""
        raise NotImplementedError

    def after_group(self, node: Node) -> Node:
        """Read what may follow a closing bracket, such as a field tag."""
        return node

    def joint(self, token: Token) -> Joint:
        """The operator of a joining token."""
        kinds: dict[TokenKind, OperatorKind] = {
            "and": "and",
            "or": "or",
            "not": "not",
            "near": "near",
        }
        operator = Operator(token.text, token.place)
        if token.kind != "near":
            return Joint(kinds[token.kind], operator)
        between, ordered = self.distance(token.text)
        return Joint("near", operator, between, ordered)

    def distance(self, text: str) -> tuple[int, bool]:
        """Words between and whether order counts, for a proximity operator as written."""
        digits = "".join(c for c in text if c.isdigit())
        number = int(digits[:4]) if digits else self.dialect.bare_near
        return max(0, number - self.dialect.offset), False

    def side_by_side(self, before: Node, after: Node) -> Joint:
        """What the platform does with two operands that have no operator between them."""
        kind: OperatorKind = "near" if self.dialect.words == "phrase" else "and"
        if kind == "near" and not (_wordy(before) and _wordy(after)):
            kind = "and"
        if self.dialect.words == "phrase":
            self.odd(
                "missing-operator",
                "two parts stand side by side without an operator",
                spanning((before.place, after.place)),
                "read as AND" if kind == "and" else "read as words side by side",
            )
        place = Place(before.place.end, before.place.end, before.place.line)
        return Joint(kind, Operator("", place), 0, kind == "near")

    # the shared part

    def read(self) -> Node | None:
        """The whole query; None when nothing in it can be searched for."""
        node = self.expression()
        while (token := self.peek()) is not None:
            self.odd("unbalanced", f"`{token.text}` closes nothing", token.place, "left out")
            self.at += 1
            rest = self.expression()
            if rest is not None:
                node = rest if node is None else self._append(node, rest)
        return node

    def expression(self) -> Node | None:
        """Operands and operators up to a closing bracket or the end."""
        operands: list[Node] = []
        joints: list[Joint] = []
        waiting: list[Token] = []
        while (token := self.peek()) is not None and token.kind != "close":
            if token.kind in _JOINING and not self.is_word(token):
                waiting.append(token)
                self.at += 1
                continue
            node = self.group() if token.kind == "open" else self.operand()
            if node is None:
                continue
            self._place_operand(node, operands, joints, waiting)
            waiting = []
        for token in waiting:
            self.odd("missing-operand", f"nothing follows `{token.text}`", token.place, "left out")
        return self.folded(operands, joints) if operands else None

    def folded(self, operands: list[Node], joints: list[Joint]) -> Node:
        """The tree of one level of brackets."""
        return fold(operands, joints, self.dialect.levels)

    def is_word(self, token: Token) -> bool:
        """An operator's spelling that is meant as a word here."""
        return False

    def _place_operand(
        self, node: Node, operands: list[Node], joints: list[Joint], waiting: list[Token]
    ) -> None:
        if not operands:
            operands.append(self._first(node, waiting))
            return
        operands.append(node)
        if not waiting:
            joints.append(self.side_by_side(operands[-2], node))
            return
        joint = self.joint(self._one_of(waiting))
        joints.append(joint)
        if joint.kind != "near":
            self._check_case(joint.operator)

    def _first(self, node: Node, waiting: list[Token]) -> Node:
        """The first operand: NOT in front of it negates, other operators join nothing."""
        negated = None
        for token in waiting:
            if token.kind == "not":
                negated = Operator(token.text, token.place)
            else:
                what = f"nothing stands before `{token.text}`"
                self.odd("missing-operand", what, token.place, "left out")
        if negated is None:
            return node
        place = spanning((negated.place, node.place))
        return Not(keep=None, drop=node, operators=(negated,), place=place)

    def _one_of(self, waiting: list[Token]) -> Token:
        """Several operators in a row: AND NOT is one; otherwise the last one counts."""
        last = waiting[-1]
        if last.kind == "not" and len(waiting) >= 2 and waiting[-2].kind == "and":
            place = spanning((waiting[-2].place, last.place))
            extra = waiting[:-2]
            last = Token("not", place.of(self.text), place)
        else:
            extra = waiting[:-1]
        for token in extra:
            what = f"`{token.text}` stands next to another operator"
            self.odd("missing-operand", what, token.place, "left out")
        return last

    def _check_case(self, operator: Operator) -> None:
        if self.dialect.upper_case and operator.text != operator.text.upper():
            self.odd(
                "lower-case-operator",
                f"`{operator.text}` is not in capitals, which {self.dialect.label} asks for",
                operator.place,
                f"read as {operator.text.upper()}",
            )

    def group(self) -> Node | None:
        """A bracket and what it holds."""
        opening = self.tokens[self.at]
        self.at += 1
        if self.depth >= DEEPEST:
            self.odd("unbalanced", "brackets nest too deep", opening.place, "left out")
            return None
        self.depth += 1
        inner = self.expression()
        self.depth -= 1
        closing = self.peek()
        if closing is None:
            self.odd(
                "unbalanced",
                f"`{opening.text}` is never closed",
                opening.place,
                "closed at the end",
            )
        else:
            self.at += 1
        if inner is None:
            return None
        end = closing.place if closing else inner.place
        return self.after_group(bracketed(inner, spanning((opening.place, end))))

    def _append(self, node: Node, rest: Node) -> Node:
        return fold([node, rest], [self.side_by_side(node, rest)], self.dialect.levels)

    # helpers for the platforms

    def peek(self, ahead: int = 0) -> Token | None:
        """The token `ahead` of the current one."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def take(self, *kinds: TokenKind) -> Token | None:
        """The current token if it is of one of these kinds; it is passed."""
        token = self.peek()
        if token is None or token.kind not in kinds:
            return None
        self.at += 1
        return token

    def odd(self, code: OddityCode, what: str, place: Place, hint: str = "") -> None:
        """Note something odd."""
        self.oddities.append(Oddity(code, what, place, hint))

    def term(
        self,
        tokens: Iterable[Token],
        *,
        phrase: bool | None = None,
        mapped: bool = False,
        exact: bool = False,
    ) -> Term | None:
        """A term of word and quoted tokens; None if no letter or digit is in them."""
        run = list(tokens)
        quoted = len(run) == 1 and run[0].kind == "quoted"
        words = " ".join(unquoted(t.text) if t.kind == "quoted" else t.text for t in run)
        text, signs = wilds.read(words, self.dialect.signs)
        if not any(c.isalnum() for c in text):
            return None
        several = " " in text
        return Term(
            text=text,
            wilds=signs,
            phrase=several and (phrase if phrase is not None else True),
            exact=exact,
            mapped=mapped,
            quoted=quoted,
            place=spanning(t.place for t in run),
        )

    def skip(self, token: Token) -> None:
        """Pass a token that means nothing here."""
        if any(c.isalnum() for c in token.text):
            self.odd("unknown-syntax", f"`{token.text}` is not understood", token.place, "left out")
        self.at += 1

    def tagged(self, node: Node, tag: Tag, fields: tuple[str, ...]) -> Node:
        """The node with a field tag on every term that has none of its own."""
        if isinstance(node, Term):
            if node.fields:
                return node
            if (name := special.pseudo(fields)) is not None:
                shown = node.place.of(self.text)
                return special.make(node, tag, name, self.dialect.vocabulary, shown)
            fields = special.searchable(fields)
            return replace(node, fields=fields, tag=tag, mapped=False)
        if isinstance(node, Not):
            keep = None if node.keep is None else self.tagged(node.keep, tag, fields)
            return replace(node, keep=keep, drop=self.tagged(node.drop, tag, fields))
        if isinstance(node, And | Or | Near):
            return replace(node, parts=tuple(self.tagged(p, tag, fields) for p in node.parts))
        return node

    def fields_of(self, names: Iterable[str], place: Place) -> tuple[str, ...]:
        """Neutral names of tags; an unknown tag is kept as `?tag` and noted."""
        found: list[str] = []
        for name in names:
            key = " ".join(name.lower().split())
            if key in self.dialect.tags:
                found.extend(self.dialect.tags[key])
            elif key:
                found.append(unknown(key))
                what = f"{self.dialect.label} has no field `{name.strip()}` that is known here"
                self.odd("unknown-field", what, place)
        return field_set(found)

    def reference(self, label: str, place: Place) -> LineRef:
        """A reference to another line; one that points nowhere is noted."""
        if label not in self.labels:
            self.odd("dangling-reference", f"there is no line {label}", place)
        return LineRef(label=label, place=place)


def _wordy(node: Node) -> bool:
    """Words, or alternatives of words: what can stand next to something."""
    return isinstance(node, Term | Or | Near)


def bracketed(node: Node, place: Place) -> Node:
    """The node as it stands in brackets; a leaf only gets the wider place."""
    if isinstance(node, And | Or | Not | Near):
        return replace(node, bracketed=True, place=place)
    return node


def unquoted(text: str) -> str:
    """The words between quotation marks or braces."""
    if len(text) >= 2 and text[0] in "\"'{" and text[-1] in "\"'}":
        return text[1:-1]
    return text.strip("\"'{}")


def depth(node: Node) -> int:
    """How deep the tree goes, found without recursion."""
    deepest = 0
    waiting = [(node, 1)]
    while waiting:
        here, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((part, level + 1) for part in parts_of(here))
    return deepest


def verbatim(token: Token, why: str) -> Verbatim:
    """A token kept word for word."""
    return Verbatim(text=token.text, why=why, place=token.place)
