"""Which record comes next: strategies as values.

A strategy turns scores into an order. All of them are functions of the scores, the records pending
and a seed, so the same log gives the same cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tamis.learn.errors import OutOfRange
from tamis.learn.features import Floats

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What a strategy chooses from.

    Attributes:
        ids: Ids of all documents.
        scores: One per document.
        pending: Which are unscreened.
        matrix: Documents × terms, rows of length one; None if the ranker has none.
        order: All rows, best first, equal scores in their own order; worked out unless given.
    """

    ids: Sequence[str]
    scores: Floats
    pending: NDArray[np.bool_]
    matrix: sp.csr_array | None = None
    order: Rows | None = None

    @property
    def screened(self) -> int:
        """Records no longer pending: numbers the card that comes next."""
        return len(self.pending) - int(self.pending.sum())


@dataclass(frozen=True, slots=True)
class Card:
    """A record to show, and whether chance chose it (for the audit)."""

    row: int
    drawn: bool = False


class Strategy(Protocol):
    """Chooses the next cards."""

    def __call__(self, pool: Pool, count: int) -> tuple[Card, ...]:
        """At most `count` different pending records, the next first."""
        ...


@dataclass(frozen=True, slots=True)
class Certainty:
    """The likeliest first."""

    def __call__(self, pool: Pool, count: int) -> tuple[Card, ...]:
        """The best `count` pending records; equal scores in the order of the documents."""
        return tuple(Card(int(row)) for row in ordered(pool)[:count])


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploring:
    """Mostly the likeliest; a share of the cards is the record the ranker is least sure about.

    Attributes:
        share: Share of such cards (0 to 1), spread evenly.
        quantile: Where among the pending scores doubt is sought; .5 is the middle.
    """

    share: float = 0.05
    quantile: float = 0.9

    def __post_init__(self) -> None:
        _share("share", self.share)
        _share("quantile", self.quantile)

    def __call__(self, pool: Pool, count: int) -> tuple[Card, ...]:
        """Likeliest and doubtful cards in turn."""
        best = ordered(pool)
        middle = round((1 - self.quantile) * (len(best) - 1)) if len(best) else 0
        # No more than 2 × count of either kind can be asked for.
        span = range(max(0, middle - 2 * count), min(len(best), middle + 2 * count + 1))
        near = sorted(span, key=lambda place: abs(place - middle))
        doubtful = [int(best[place]) for place in near]
        likely = best[: 2 * count].tolist()
        return _interleaved(likely, doubtful, pool.screened, self.share, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverse:
    """The likeliest first, but not five of a kind (maximal marginal relevance).

    Carbonell and Goldstein 1998: a record loses `penalty` score for each unit of similarity to the
    most similar card chosen just before.

    Attributes:
        penalty: In units of the score.
        window: How many of the likeliest are considered.
    """

    penalty: float = 0.5
    window: int = 100

    def __call__(self, pool: Pool, count: int) -> tuple[Card, ...]:
        """Cards that are likely and unlike each other."""
        candidates = ordered(pool)[: max(self.window, count)]
        if pool.matrix is None or len(candidates) < 2:
            return tuple(Card(int(row)) for row in candidates[:count])
        rows = pool.matrix[candidates]
        left = pool.scores[candidates].astype(np.float64)
        nearest = np.zeros(len(candidates))
        chosen: list[Card] = []
        for _ in range(min(count, len(candidates))):
            best = int(np.argmax(left - self.penalty * nearest))
            chosen.append(Card(int(candidates[best])))
            left[best] = -np.inf
            similar = rows @ rows[[best]].toarray().ravel()
            nearest = np.maximum(nearest, similar)
        return tuple(chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """Another strategy, with a share of cards drawn at random from everything unscreened.

    Which cards are drawn, and what is drawn, comes from a keyed hash of the seed and the number of
    records screened: neither scores nor decisions have a say, as the audit's bound requires.

    Attributes:
        share: Chance that a card is drawn at random (0 to 1).
        seed: Secret until the end is best, so that nobody can tell which card is an audit.
        inner: The strategy for the other cards.
    """

    share: float = 0.1
    seed: int = 0
    inner: Strategy = field(default_factory=Certainty)

    def __post_init__(self) -> None:
        _share("share", self.share)

    def __call__(self, pool: Pool, count: int) -> tuple[Card, ...]:
        """Each draw is from what was not chosen before it; the others come as `inner` has them."""
        pending = pool.pending.copy()
        wanted = iter(self.inner(pool, count))
        cards: list[Card] = []
        for number in range(pool.screened, pool.screened + min(count, int(pending.sum()))):
            chance = np.random.default_rng(_key(self.seed, number))
            if chance.random() < self.share:
                card = Card(int(chance.choice(np.flatnonzero(pending))), drawn=True)
            else:
                card = next(card for card in wanted if pending[card.row])
            cards.append(card)
            pending[card.row] = False
        return tuple(cards)


def ordered(pool: Pool) -> Rows:
    """Pending rows, best first; equal scores in the order of the documents."""
    if pool.order is not None:
        return pool.order[pool.pending[pool.order]]
    rows = np.flatnonzero(pool.pending)
    return rows[np.argsort(-pool.scores[rows], kind="stable")]


def _key(seed: int, number: int) -> int:
    text = f"{seed}/{number}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


def _interleaved(
    first: Sequence[int], second: Sequence[int], screened: int, share: float, count: int
) -> tuple[Card, ...]:
    """`second` on every card where the running share passes a whole number, else `first`."""
    used: set[int] = set()
    cards: list[Card] = []
    one, other = iter(first), iter(second)
    for number in range(screened, screened + min(count, len(first))):
        source = other if int((number + 1) * share) > int(number * share) else one
        row = next(row for row in source if row not in used)
        used.add(row)
        cards.append(Card(row))
    return tuple(cards)


def _share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise OutOfRange(name, value, "from 0 to 1")
