"""Wildcards: a platform's signs, read into and written from how many characters they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tamis.sources.query.tree import Wild

Span = tuple[int, int | None]
ANY: Span = (0, None)
ONE: Span = (1, 1)
PERHAPS: Span = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The wildcards of a platform.

    Attributes:
        meaning: Sign → fewest and most characters it stands for.
        counted: Signs that a number may follow (`$3` of Ovid: up to three characters).
        only_last: Signs that count at the end of a word alone.
        left, inside: Whether a sign may begin a word, or stand within one.
        any_word: In a phrase, whether words other than the last may be truncated.
        in_phrase: Whether a phrase may hold a sign at all.
        at_least: Characters that must stand before a sign.
    """

    meaning: Mapping[str, Span]
    counted: str = ""
    only_last: str = ""
    left: bool = False
    inside: bool = True
    any_word: bool = True
    in_phrase: bool = True
    at_least: int = 1

    def sign_for(self, least: int, most: int | None) -> str | None:
        """How this platform writes exactly that span, if it can."""
        for sign, span in self.meaning.items():
            if span == (least, most):
                return sign
        if least == 0 and most is not None and self.counted:
            return f"{self.counted[0]}{most}"
        return None


NO_SIGNS = Signs(meaning={})


def read(text: str, signs: Signs) -> tuple[str, tuple[Wild, ...]]:
    """Take the wildcards out of words; spaces are folded to one.

    A run of signs (`wom??n`, `**`) is one wildcard.
    """
    text = " ".join(text.split())
    if not signs.meaning:
        return text, ()
    classes = "".join(re.escape(s) for s in signs.meaning)
    kept: list[str] = []
    wilds: list[Wild] = []
    size = at = 0
    for match in re.finditer(rf"[{classes}]+", text):
        run, end = match.group(), match.end()
        if not _counts(text, match.start(), end, run, signs):
            continue
        least, most, end = _span(text, run, end, signs)
        kept.append(text[at : match.start()])
        size += match.start() - at
        wilds.append(Wild(size, least, most, sign=text[match.start() : end]))
        at = end
    kept.append(text[at:])
    return "".join(kept), tuple(wilds)


def _counts(text: str, start: int, end: int, run: str, signs: Signs) -> bool:
    """False for signs that stand alone or, if they only end words, elsewhere."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before == " " and after == " ":
        return False
    return not (set(run) <= set(signs.only_last) and (after != " " or before == " "))


def _span(text: str, run: str, end: int, signs: Signs) -> tuple[int, int | None, int]:
    least, most = 0, 0
    endless = False
    for sign in run:
        low, high = signs.meaning[sign]
        least += low
        endless = endless or high is None
        most += high or 0
    if run[-1] in signs.counted and (number := re.compile(r"\d{1,2}(?!\w)").match(text, end)):
        return 0, int(number.group()), number.end()
    return least, None if endless else most, end
