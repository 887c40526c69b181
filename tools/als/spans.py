"""The words that carry a number: quoted where the collection kept a sentence, said where not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tamis.model.evidence import MAX_QUOTED_WORDS, Span
from tools.als.facts import Collection

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
_TENS = {
    20: "twenty", 30: "thirty", 40: "forty", 50: "fifty",
    60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety",
}  # fmt: skip
_NOTHING = re.compile(r"\b(no|none|not|without|absence|never)\b", re.IGNORECASE)


def carries(quote: str, value: object) -> bool:
    """Whether the number really stands in the quote, in digits or in words.

    A count of zero is carried by a denial ("none", "without").
    """
    if isinstance(value, str):
        return value.lower() in quote.lower()
    if not isinstance(value, int | float):
        return False
    size = abs(float(value))
    text = quote.replace("‐", "-")
    digits = [float(d.replace(",", "")) for d in re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+", text)]
    if size in digits:
        return True
    if size == 0:
        return bool(_NOTHING.search(quote))
    return size.is_integer() and any(
        re.search(rf"\b{word}\b", quote, re.IGNORECASE) for word in _spelled(int(size))
    )


def spans(
    collection: Collection, sources: Iterable[str], value: object, quote: str = "", said: str = ""
) -> tuple[Span, ...]:
    """One span per source: the kept quote for the first, the value as recorded for the others.

    Args:
        said: What the collection recorded, where it says more than the value.
    """
    made: list[Span] = []
    for place, key in enumerate(sources):
        fits = bool(quote) and place == 0 and len(quote.split()) <= MAX_QUOTED_WORDS
        if fits and carries(quote, value):
            made.append(Span(document=key, quote=quote))
        else:
            words = " ".join((said or str(value)).split()[:MAX_QUOTED_WORDS])
            kind = collection.documents[key].kind if key in collection.documents else ""
            made.append(Span(document=key, quote=words, locator=kind, verbatim=False))
    return tuple(made)


def _spelled(number: int) -> tuple[str, ...]:
    if number < len(_WORDS):
        return (_WORDS[number],) + (("single",) if number == 1 else ())
    tens, ones = number - number % 10, number % 10
    if tens not in _TENS:
        return ()
    return (f"{_TENS[tens]}-{_WORDS[ones]}",) if ones else (_TENS[tens],)
