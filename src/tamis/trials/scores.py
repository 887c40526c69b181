"""Vital capacity in % of predicted, and points of the ALSFRS-R (Cedarbaum 1999: 12 items, 0-48)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.trials.criteria import Criterion
from tamis.trials.items import Item
from tamis.trials.quantities import Quantity
from tamis.trials.ranges import NEAR, ranged

_VC = re.compile(
    r"\b(?:(?:forced|slow|upright|supine|seated|sitting|functional|expiratory|respiratory) )*vital"
    r" capacity\b(?:\s*\([^()]{1,25}\))?|(?<![A-Za-z])%?\s?(?:[FS]VC|VC)%?(?![A-Za-z/])"
    r"|\bfunctional vital capacity\b|\brespiratory vital capacity\b",
    re.IGNORECASE,
)

_CHANGE = re.compile(
    r"\b(?:declin\w+|decreas\w+|chang\w+|slopes?|progress\w+|worsen\w+|loss|drop\w*|reduc\w+"
    r"|per month|"
    r"points? (?:lost|per|a month|in)|rate|differ\w+|variab\w+|improve\w*|increas\w+)\b|/\s?month"
    r"|Δ|delta",
    re.IGNORECASE,
)

_ALSFRS = re.compile(
    r"\b(?:revised )?ALS[- ]?FRS(?:[- ]?\(?R\)?)?(?![a-z])"
    r"|\bALS functional rating scale(?:[- ]revised"
    r"|[- ]?\(?R\)?)?|\bamyotrophic lateral sclerosis functional rating scale(?:[- ]revised)?"
    r"|\bfunctional rating scale[- ]revised",
    re.IGNORECASE,
)

_ITEM_WORDS = (
    "swallowing", "walking", "speech", "salivation", "handwriting", "breathing", "respiratory",
    "dyspnea", "dyspnoea", "orthopnea", "orthopnoea", "chewing", "climbing", "cutting",
    "dressing", "turning", "bulbar",
)  # fmt: skip

_ITEM = re.compile(
    rf"\b(?:items?|subscores?|sub-?scales?|subscale|domains?|components?|questions?|each"
    rf"|{'|'.join(_ITEM_WORDS)})\b",
    re.IGNORECASE,
)


def vital_capacity(item: Item, found: tuple[Quantity, ...]) -> Iterator[Criterion]:
    """Limits of forced or slow vital capacity, in % of what is predicted."""
    text, used = item.text, set[int]()
    for cue in _VC.finditer(text):
        if cue[0].upper().strip(" %") == "VC" and not re.search(r"\bVC\b", cue[0]):
            continue
        q = _nearest(text, cue, [f for f in found if f.start not in used], ("percent", "none"))
        before = re.split(r"[;,.(]", text[max(0, cue.start() - 40) : cue.start()])[-1]
        if q is None or _CHANGE.search(text[cue.end() : q.start]) or _CHANGE.search(before):
            continue
        used.add(q.start)
        yield ranged(item, "vital-capacity", q, unit="% of predicted")


def _nearest(
    text: str, cue: re.Match[str], found: list[Quantity], units: tuple[str, ...]
) -> Quantity | None:
    """The first fitting range after a word, else the last one right before it."""
    fits = [
        f
        for f in found
        if f.unit in units and not f.bare and not f.raw_unit.endswith(("year", "month", "hour"))
        and all(5 <= v <= 150 for v in (f.low, f.high) if v is not None)
    ]  # fmt: skip
    after = [f for f in fits if cue.start() <= f.start <= cue.end() + NEAR]
    if after and not re.search(r"[.;]\s", text[cue.end() : after[0].start]):
        return after[0]
    before = [f for f in fits if 0 <= cue.start() - f.end <= 25]
    return before[-1] if before else None


def scores(item: Item, found: tuple[Quantity, ...]) -> Iterator[Criterion]:
    """ALSFRS-R: the total (0-48 points), or single items (0-4 points)."""
    text = item.text
    cue = _ALSFRS.search(text)
    if cue is None:
        return
    for q in found:
        bounds = [v for v in (q.low, q.high) if v is not None]
        if q.unit != "none" or q.bare or not all(0 <= b <= 48 for b in bounds):
            continue
        if (
            re.match(
                r"(?:\s\S+){0,3}? (?:individual )?(?:items?|components?|questions?)\b",
                text[q.end :],
            )
            and q.low != 0
            and q.high
            and q.low
        ):
            continue
        around = text[max(0, q.start - 70) : q.end + 40]
        if _CHANGE.search(around) or re.search(r"\bage[ds]?\b|\bmonths?\b", around[60:], re.I):
            continue
        named = _items(text, q)
        if named and max(bounds) <= 12:
            for name in named:
                yield ranged(item, "alsfrs-item", q, term=name, unit="points")
        elif (
            not named
            and max(bounds) > 4
            and (q.start > cue.start() - 40 or _A_SCORE.search(text[: q.start]))
        ):
            yield ranged(item, "alsfrs", q, unit="points")


#: "a score, at screening, of at least 26": the scale may be named later.
_A_SCORE = re.compile(r"\bscores?\b[^.;\d]{0,30}$", re.IGNORECASE)


def _items(text: str, q: Quantity) -> tuple[str, ...]:
    """The items of the scale a range speaks of."""
    before = re.split(r"[;]", text[max(0, q.start - 80) : q.start])[-1]
    after = re.split(r"[;,]|\band\b", text[q.end : q.end + 90])[0]
    words = [w.lower() for w in _ITEM.findall(after)] or [w.lower() for w in _ITEM.findall(before)]
    named = tuple(dict.fromkeys(w for w in words if w in _ITEM_WORDS))
    if named:
        return named
    return ("each",) if words else ()
