"""Criteria that are numbers: age, months since onset and diagnosis, ALSFRS-R, vital capacity.

Each reader looks at one statement: a word that says what is measured, and the nearest range of
a fitting unit. A range in an exclusion is turned round, so that what comes out is whom it lets in.
"""

from __future__ import annotations

from collections.abc import Iterator

from tamis.trials.ages import ages
from tamis.trials.criteria import Criterion
from tamis.trials.items import Item
from tamis.trials.quantities import quantities
from tamis.trials.scores import scores, vital_capacity
from tamis.trials.times import life, times


def measured(item: Item) -> Iterator[Criterion]:
    """Every numeric criterion of one statement."""
    found = quantities(item.text)
    yield from ages(item, found)
    yield from times(item, found)
    yield from vital_capacity(item, found)
    yield from scores(item, found)
    yield from life(item, found)
