"""Numbers as papers print them."""

from __future__ import annotations

import re

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: i for i, word in enumerate(_UNITS)} | {
    word: 10 * i for i, word in enumerate(_TENS, 2)
}
_WORD = "|".join([*_UNITS[1:], *_TENS])
_HUNDREDS = rf"(?:[ -]hundred(?:[ -]and)?(?:[ -](?:{_WORD}))*)?"
#: A whole number in digits or words; `whole` reads it.
COUNT = (
    r"(?:\d{1,3}(?:[,\u2009\u202f]\d{3})+|\d{1,6}|"
    rf"(?:{_WORD})(?:[- ](?:{'|'.join(_UNITS[1:10])}))?{_HUNDREDS})"
)
#: A decimal number, its sign in any spelling; `number` reads it.
NUMBER = r"[-−–+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:[.·]\d+|(?<=\d))"


def whole(text: str) -> int | None:
    """'1,200' → 1200, 'Forty-eight' → 48; None where no number can be read."""
    plain = re.sub(r"[,\s\u2009\u202f]", "", text)
    if plain.isdigit():
        return int(plain)
    total = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in _WORDS:
            total += _WORDS[word]
        elif word != "and":
            return None
    return total or None


def number(text: str) -> float | int | None:
    """'−3.10' → -3.1, '1,200' → 1200; None where no number can be read."""
    plain = re.sub(r"[,\s]", "", text).replace("·", ".")
    plain = re.sub(r"^[−–]", "-", plain)
    if not re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)", plain):
        return None
    value = float(plain)
    return int(value) if value.is_integer() and "." not in plain else value
