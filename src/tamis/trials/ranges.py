"""What the readers of numbers share: a criterion from a range, the words around a number."""

from __future__ import annotations

import re

from tamis.trials.criteria import Criterion, Kind
from tamis.trials.items import Item
from tamis.trials.quantities import Quantity
from tamis.trials.stance import excludes

#: Characters between a word and its number.
NEAR = 110


def ranged(item: Item, kind: Kind, q: Quantity, term: str = "", unit: str = "") -> Criterion:
    """A criterion from a range; one in an exclusion is turned round."""
    kept = q.flipped if excludes(item) else q
    return Criterion(
        kind=kind, effect="requires", term=term, low=kept.low, high=kept.high,
        low_open=kept.low_open, high_open=kept.high_open, unit=unit, section=item.section,
        start=item.start, end=item.end, sentence=item.text,
    )  # fmt: skip


def spans_a_life(q: Quantity) -> bool:
    """Whether a range reaches from an adult to an old person, as no illness does (18 to 40)."""
    return bool(q.low and q.high and q.low >= 18 * 12 and q.high >= 40 * 12)


def clause(text: str, q: Quantity) -> str:
    """The part of a statement a number stands in, between commas, brackets and "and"s."""
    before = re.split(r"[;.()]|,\s(?:and|with|but)\s", text[max(0, q.start - NEAR) : q.start])[-1]
    after = re.split(r"[;.()]|,\s(?:and|with|but)\s", text[q.end : q.end + 70])[0]
    return before + text[q.start : q.end] + after
