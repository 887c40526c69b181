"""Wildcards made sayable on a platform."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tamis.sources.query.losses import Effect
from tamis.sources.query.tree import Term, Wild
from tamis.sources.query.wilds import Signs


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a wildcard."""

    what: str
    instead: str
    effect: Effect


def fit(term: Term, signs: Signs, label: str) -> tuple[Term, list[Change]]:
    """The term with the wildcards that `signs` can write, and what was changed.

    A wildcard goes, or stands for more, or ends its word early; what it stands for is never less
    than nothing, so dropping one narrows and widening one broadens.
    """
    changes: list[Change] = []
    if not term.wilds:
        return term, changes
    words = term.text.split(" ")
    made_words: list[str] = []
    made_wilds: list[Wild] = []
    at = size = 0
    for order, word in enumerate(words):
        here = [w for w in term.wilds if at <= w.at <= at + len(word)]
        last = order == len(words) - 1
        text, wilds = _word(
            word, [replace(w, at=w.at - at) for w in here], signs, last, label, changes
        )
        made_wilds.extend(replace(w, at=w.at + size) for w in wilds)
        made_words.append(text)
        at += len(word) + 1
        size += len(text) + 1
    return replace(term, text=" ".join(made_words), wilds=tuple(made_wilds)), changes


def _word(
    word: str, wilds: list[Wild], signs: Signs, last: bool, label: str, changes: list[Change]
) -> tuple[str, list[Wild]]:
    kept: list[Wild] = []
    for wild in wilds:
        if 0 < wild.at < len(word) and not signs.inside:
            return _cut(word, wild, kept, signs, label, changes)
        if refused := _refused(word, wild, signs, last, label):
            changes.append(Change(refused, "the wildcard is left out", "narrows"))
            continue
        ends = wild.at == len(word)  # a count (`$3`) is only read behind a word
        made = _spanned(wild, signs if ends else replace(signs, counted=""), label, changes)
        if made is not None:
            kept.append(made)
    return word, kept


def _refused(word: str, wild: Wild, signs: Signs, last: bool, label: str) -> str | None:
    """Why no wildcard can stand here."""
    ends = wild.at == len(word)
    if signs.counted and word[wild.at : wild.at + 1].isdigit():
        return f"{label} would read the digits behind the wildcard as its length"
    if signs.meaning and wild.at == 0 and not signs.left:
        return f"{label} does not truncate the beginning of a word"
    if ends and not last and not signs.any_word:
        return f"{label} truncates only the last word of a phrase"
    if signs.meaning and ends and len(word) < signs.at_least:
        return f"{label} wants {signs.at_least} characters before a wildcard"
    return None


def _cut(
    word: str, wild: Wild, kept: list[Wild], signs: Signs, label: str, changes: list[Change]
) -> tuple[str, list[Wild]]:
    """A wildcard within a word: the word ends there, if enough of it is left."""
    what = f"{label} has no wildcard within a word"
    if not signs.meaning:
        _spanned(wild, signs, label, changes)
        return word, kept
    stem = word[: wild.at].rstrip("'")
    if len(stem) >= signs.at_least and (sign := signs.sign_for(0, None)):
        changes.append(Change(what, "the word is truncated there", "broadens"))
        return stem, [*kept, Wild(len(stem), 0, None, sign=sign)]
    effect: Effect = "narrows" if wild.least == 0 else "changes"
    left = "the wildcard is left out: write the variants out"
    changes.append(Change(what, left, effect))
    return word, kept


def _spanned(wild: Wild, signs: Signs, label: str, changes: list[Change]) -> Wild | None:
    """The wildcard in the platform's nearest sign; None when it has none."""
    if sign := signs.sign_for(wild.least, wild.most):
        return replace(wild, sign=sign)
    shown = _shown(wild)
    wider = [
        (high if high is not None else 10**6, sign, low, high)
        for sign, (low, high) in signs.meaning.items()
        if low <= wild.least and (high is None or (wild.most is not None and wild.most <= high))
    ]
    if not wider:
        left = "the wildcard is left out"
        if not signs.meaning:
            left += "; a stem that is no word finds nothing, so write the words out"
        changes.append(Change(f"{label} has no wildcard for {shown}", left, "narrows"))
        return None
    _, sign, low, high = min(wider)
    wide = Wild(wild.at, low, high, sign=sign)
    changes.append(
        Change(f"{label} has no wildcard for {shown}", f"`{sign}`, for {_shown(wide)}", "broadens")
    )
    return wide


def _shown(wild: Wild) -> str:
    if wild.most is None:
        return "any number of characters" if not wild.least else f"{wild.least} characters or more"
    if wild.least == wild.most:
        return "exactly one character" if wild.least == 1 else f"exactly {wild.least} characters"
    if (wild.least, wild.most) == (0, 1):
        return "one character or none"
    return f"{wild.least} to {wild.most} characters"
