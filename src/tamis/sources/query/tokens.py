"""Tokens: the text of a query cut at its seams, each piece with its place.

A dialect (one module per platform) is an ordered list of `(kind, pattern)`; `cut` tries them at
each character and takes the first that matches, so that no text is lost: what no pattern knows is
a `stray` token. Tokens keep the source's spelling; curly quotation marks, typographic dashes and
odd spaces are replaced, one character for one, before cutting (`plain`), so places stay true.

    for token in tokenise('heart attack[tiab] AND "stem cell*"[mh]', "pubmed"):
        token.kind, token.text, token.place
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tamis.sources.query.place import Place

TokenKind = Literal[
    "word",  # a run of characters without a space, wildcards included
    "quoted",  # a phrase with its quotation marks or braces
    "open",
    "close",
    "and",
    "or",
    "not",
    "near",  # adj3, NEAR/3, W/3, N3 …
    "before",  # a field tag in front of what it governs: TS=, TI, TITLE-ABS-KEY
    "after",  # a field tag behind it: [tiab], .ti,ab., :ti,ab,kw
    "heading",  # a whole heading where one pattern can tell: [mh "x"], exp X/, MH "x+"
    "limit",
    "reference",  # #1, S1
    "range",  # or/1-3, {or #1-#4}
    "comma",
    "stray",
]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query."""

    kind: TokenKind
    text: str
    place: Place


Rules = Sequence[tuple[TokenKind, re.Pattern[str]]]

#: One character for one, so that places in the plain text are places in the source.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟″〝〞«»＂", '"'),
        **dict.fromkeys("‘’‚‛′`´＇", "'"),
        **dict.fromkeys("‐‑‒–—−﹣－", "-"),
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008", " "),
        **dict.fromkeys("\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff\u00ad\v\f\x00", " "),
        **dict.fromkeys("\u2028\u2029\x85\x1c\x1d\x1e\r", "\n"),
        "（": "(",
        "）": ")",
        "［": "[",
        "］": "]",
        "＊": "*",
        "∗": "*",
        "⁎": "*",
        "：": ":",
    }
)


def plain(text: str) -> str:
    """The text with typographic characters replaced by plain ones; the length stays the same."""
    return text.translate(_PLAIN)


class Lines:
    """Tells the line of a character."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def place(self, start: int, end: int) -> Place:
        """The place of characters `start` to `end`."""
        return Place(start, end, bisect_right(self._starts, start))


def cut(
    text: str, rules: Rules, lines: Lines, start: int = 0, end: int | None = None
) -> list[Token]:
    """Cut plain text at the first rule that matches at each character; spaces fall away."""
    end = len(text) if end is None else end
    found: list[Token] = []
    at = start
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        for kind, pattern in rules:
            match = pattern.match(text, at, end)
            if match and match.end() > at:
                found.append(Token(kind, match.group(), lines.place(at, match.end())))
                at = match.end()
                break
        else:
            found.append(Token("stray", text[at], lines.place(at, at + 1)))
            at += 1
    return found
