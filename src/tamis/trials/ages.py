"""Ages: a range is somebody's age when the words right before or after it say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tamis.trials.criteria import Criterion
from tamis.trials.items import Item
from tamis.trials.quantities import Quantity
from tamis.trials.ranges import clause, ranged, spans_a_life

_OLD = re.compile(r"^[\s,]*(?:\([^()]{0,20}\)\s*)?(?:old|of age)\b|^[- ]old\b", re.IGNORECASE)

_NOT_AGE = re.compile(
    r"\bage (?:and|,)|adjusted for|for (?:gender|sex|age|height)|\bage[- ]match"
    r"|of age at (?:onset|diagnosis)"
    r"|appropriate for|age[- ]appropriate|\bgestation|gender, (?:height,? (?:and )?)?age",
    re.IGNORECASE,
)

_AT_ONSET = re.compile(r"\bat (?:the )?(?:time of )?(?:\w+ ){0,2}(?:onset|diagnosis|injury)\b",
                       re.IGNORECASE)  # fmt: skip


def ages(item: Item, found: tuple[Quantity, ...]) -> Iterator[Criterion]:
    """The ages one statement sets, in months."""
    text, earlier = item.text, None
    fits = [q for q in found if q.unit in ("months", "none") and not q.bare]
    ages = [q for q in fits if _is_age(text, q, _in_years(q))]
    for q in fits:
        joined = any(_JOINED.fullmatch(text[q.end : a.start]) for a in ages if a.start >= q.end)
        after = earlier is not None and _JOINED.fullmatch(text[earlier.end : q.start])
        if q in ages or (
            (joined or after) and _plausible(_in_years(q)) and q.raw_unit in ("", "year")
        ):
            earlier = q
            yield ranged(item, "age", _in_years(q), unit="months")


#: What joins two limits of one age: "under 20 years or over 80 years of age".
_JOINED = re.compile(
    r"[\s,;(]*(?:(?:years?|yrs?)(?: old| of age)?[\s,]*)?(?:and|or|to|but|and/or)[\s,]*(?:not )?",
    re.IGNORECASE,
)

#: Whose age it is not: the carer's, the partner's.
_OTHERS = re.compile(
    r"\b(?:care ?givers?|carers?|care ?partners?|study partners?|informants?|surrogates?"
    r"|partners?)\b",
    re.IGNORECASE,
)

#: What a range of years is, when it is no age.
_NO_LIFETIME = re.compile(
    r"\b(?:onset|duration|history|since|diagnos\w+|treat\w*|therapy|dose|free|ago|follow-?up"
    r"|disease)\b",
    re.IGNORECASE,
)

#: What follows a time that is no age: "within 2 years of onset".
_AFTER_TIME = re.compile(
    r"\s*(?:of (?!age)|from\b|since\b|after\b|prior\b|before\b|ago\b|following\b|duration\b)",
    re.IGNORECASE,
)


#: Any word but what joins numbers: a statement without one is an age ("18-65 y").
_WORDS_BESIDE = re.compile(
    r"\b(?!(?:and|or|to|but|inclusive|old|years?|yrs?)\b)[A-Za-z]{2,}", re.IGNORECASE
)


#: A statement that is nothing but a limit for adults: "Over 18".
_ADULT = re.compile(r"\W*(?:over|above|at least|≥|>=?)\s?(?:16|18|20|21)\W*", re.IGNORECASE)


def _in_years(q: Quantity) -> Quantity:
    return replace(q, low=_years(q, q.low), high=_years(q, q.high))


def _plausible(years: Quantity) -> bool:
    ends = (years.low, years.high)
    return all(v / 12 <= 110 for v in ends if v is not None) and any(v and v >= 12 for v in ends)


def _years(q: Quantity, value: float | None) -> float | None:
    return value if value is None or q.unit == "months" else value * 12


def _is_age(text: str, q: Quantity, years: Quantity) -> bool:
    """Whether a range is somebody's age: said right after it, or right before."""
    if q.raw_unit not in ("", "year") or not _plausible(years):
        return False
    if re.search(r"\b(?:when|if)\s*$", text[: q.start], re.IGNORECASE):
        return False
    if _OTHERS.search(text[: q.start]) or _AFTER_TIME.match(text[q.end :]):
        return False
    before, after = text[max(0, q.start - 60) : q.start], text[q.end : q.end + 40]
    if _AT_ONSET.search(text[q.start : q.end + 45]) or re.search(r"\bonset\b", before[-40:], re.I):
        return False
    inside = text[q.start : q.end]
    if re.search(r"\b(?:old(?:er)?|younger|of age|ages?)\b", inside, re.I) or _OLD.match(after):
        return True
    if re.match(r"\s?age[ds]?\b", after, re.IGNORECASE) and inside[-1] in "≤<≥>=":
        return True
    if q.raw_unit == "year" and spans_a_life(q):
        return True
    if _ADULT.fullmatch(text):
        return True
    if q.raw_unit == "year" and not _WORDS_BESIDE.search(text[: q.start] + " " + text[q.end :]):
        return True
    long = q.raw_unit == "year" and q.low and q.high and q.low >= 120 and q.high >= 360
    if long and not _NO_LIFETIME.search(clause(text, q)):
        return True
    cue = list(
        re.finditer(
            r"\b(?:age[ds]?|adults?|males?|females?|men|women|people|ages|patients?|subjects?"
            r"|participants?|volunteers?|individuals?|persons?|children|minors)\b",
            before,
            re.IGNORECASE,
        )
    )
    if not cue or re.search(
        r"[.;]|\bwith\b|\bwho\b|vital capacity|[FS]VC", before[cue[-1].end() :]
    ):
        return False
    if cue[-1][0].lower().startswith("age"):
        return not _NOT_AGE.search(before[-45:])
    return (q.raw_unit == "year" or cue[-1][0].lower() in ("children", "minors")) and len(
        before[cue[-1].end() :].strip(" ,:(")
    ) <= 12
