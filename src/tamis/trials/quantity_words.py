"""How numbers, their direction and their unit are written."""

from __future__ import annotations

import re
from typing import Literal

Unit = Literal["months", "percent", "hours", "none"]

#: Months in a unit of time (a year of 365.25 days).
MONTHS = {"day": 12 / 365.25, "week": 84 / 365.25, "month": 1.0, "year": 12.0}

_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]

_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

_VALUES = {w: i for i, w in enumerate(_WORDS)} | {w: 10 * i for i, w in enumerate(_TENS, 2)}

_TENS_WORD = f"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_WORDS[1:10])}))?"

#: A number in words.
NUMBER_WORD = f"{_TENS_WORD}|{'|'.join(_WORDS[::-1])}"
_NUMBER = rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?(?![\d/])|(?:{NUMBER_WORD})\b)"
_UNIT = (
    r"(?:[- ]?(?P<unit>%|percent|per cent|days?|weeks?|wks?|months?|mos?\b\.?|years?|yrs?"
    r"|y(?:\.?o)?\.?\b"
    r"|hours?|hrs?|h\b))?"
)

_UNIT_BETWEEN = (
    r"(?:[- ]?(?P<low_unit>%|percent|per cent|days?|weeks?|months?|years?|yrs?)(?: old| of age)?)?"
)

_GE = (
    r"≥|⩾|≧|\\?>\s?(?:/|or)?\s?\\?=|=\\?>|\\?> or =|> or equal to|(?:greater|more|higher|longer"
    r"|older)(?: than)? or equal(?: to| than)?"
    r"|equal(?: to)? (?:or|and) (?:greater|more|higher|older|above|superior|over)(?: than| to)?"
    r"|superior (?:or equal )?to|above or equal to|equals? or (?:exceeds?|more than)"
    r"|at least|(?:a )?minimum(?: age)?(?: of)?|(?:no|not) (?:less|lower|fewer|younger"
    r"|shorter) than|not below|not under|from"
)

_GT = (
    r"\\?[>＞]|(?:greater|more|higher|longer|older|larger) than|over|above|exceed(?:s|ing)?"
    r"|in excess of"
)

_LE = (
    r"≤|⩽|≦|\\?<\s?(?:/|or)?\s?\\?=|=\\?<|\\?< or =|< or equal to|(?:less|lower|fewer|shorter"
    r"|younger)(?: than)? or equal(?: to| than)?"
    r"|equal(?: to)? (?:or|and) (?:less|lower|below|under|younger|inferior|fewer)(?: than| to)?"
    r"|inferior (?:or equal )?to|below or equal to|at most|(?:a )?maximum(?: age)?(?: of)?"
    r"|(?:no|not) (?:more|greater|older|longer|higher) than|not exceed(?:ing)?|not over|not above"
    r"|up to|within(?: the)?(?: last| past| first| previous| preceding| prior)?"
)

_LT = r"\\?[<＜]|(?:less|lower|fewer|shorter|younger|smaller) than|under|below"

_AFTER = (
    r"(?:,?\s?(?:of (?:the )?(?:predicted|normal"
    r"|expected)(?: values?)?,?\s)?(?:\(?inclusive\)?,?\s)?(?:old |of age )?(?P<after>or (?:more"
    r"|older|above|over|greater|higher|longer)"
    r"|and (?:older|above|over|up)|(?:or|and) (?:less|younger|below|under|lower|fewer)|\+))"
)

OPERATED = re.compile(
    rf"(?P<op>(?P<ge>{_GE})|(?P<le>{_LE})|(?P<gt>{_GT})|(?P<lt>{_LT}))\s{{0,3}}"
    rf"(?:of |the age of |age |a |about )?(?P<number>{_NUMBER}){_UNIT}",
    re.IGNORECASE,
)

RANGE = re.compile(
    rf"(?:(?P<between>between|from|range(?: of)?)\s(?:the ages of |the age of |ages? )?)?"
    rf"(?P<low>{_NUMBER}){_UNIT_BETWEEN}(?:\s?[-‐–—−~～]\s?\\?~?|\s(?:to|and|through|until"
    rf"|up to)\s|\sto\s\\?[<≤]=?\s?)"
    rf"(?P<number>{_NUMBER}){_UNIT}",
    re.IGNORECASE,
)

SUFFIXED = re.compile(rf"(?<![\w.])(?P<number>{_NUMBER}){_UNIT}{_AFTER}", re.IGNORECASE)

BARE = re.compile(rf"(?<![\w.])(?P<number>{_NUMBER}){_UNIT}", re.IGNORECASE)

#: "18 ≤ age ≤ 75": the number stands before the sign.
REVERSED = re.compile(
rf"(?<![\w.])(?P<number>{_NUMBER}){_UNIT}\s?(?P<op>≤|<=|<|≥|>=|>)(?=\s?[a-z])",
                       re.IGNORECASE)  # fmt: skip


def value_of(text: str) -> float:
    """A number in digits or words."""
    low = text.lower().replace("-", " ")
    if low[0].isdigit():
        return float(low.replace(",", "."))
    return float(sum(_VALUES[word] for word in low.split()))


def unit_of(text: str | None) -> tuple[float, Unit, str]:
    """The factor to the unit that is kept, that unit, and the printed one in the singular."""
    if not text:
        return 1.0, "none", ""
    low = text.lower().strip(" -.")
    if low in ("%", "percent", "per cent"):
        return 1.0, "percent", "%"
    for name, full in (("d", "day"), ("w", "week"), ("mo", "month"), ("y", "year")):
        if low.startswith(name):
            return MONTHS[full], "months", full
    return 1.0, "hours", "hour"
