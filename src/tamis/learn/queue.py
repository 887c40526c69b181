"""Cards while the ranker learns: the last complete ranking is served, nothing twice, nothing lost.

Learning again takes milliseconds to a second and may run in another thread. Meanwhile cards come
from the ranking that was complete last; when the new one is there, it is taken up in one step. The
queue holds no decisions: those are the log's, and each retrain is given all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tamis.learn.labelling import visible
from tamis.learn.ranker import Ranker
from tamis.learn.strategy import Card, Certainty, Pool, Strategy
from tamis.learn.values import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Scores of all records at one moment, and what they were learned from.

    Attributes:
        ids: All records.
        scores: One per record.
        learned: Number of decisions it learned from.
        digest: Digest of those decisions, so that a score shown can be traced.
        ranker: Name and version of the method.
    """

    ids: tuple[str, ...]
    scores: tuple[float, ...]
    learned: int
    digest: str
    ranker: str

    @property
    def run(self) -> str:
        """Names the ranking in a log: the method and the beginning of what it learned from."""
        return f"{self.ranker}:{self.digest[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card as it is shown and logged; `ranking` is the `run` of the ranking it came from."""

    record: str
    score: float
    drawn: bool
    ranking: str


def rank(ranker: Ranker, ids: Sequence[str], decisions: Iterable[Decision]) -> Ranking:
    """Learn from decisions and score everything.

    Args:
        ranker: Fitted on the documents whose ids follow.
        ids: In the order given to `ranker.fit`.
        decisions: All that this queue may learn from.
    """
    held = tuple(decisions)
    scores = ranker.learn(held).scores()
    return Ranking(
        ids=tuple(ids),
        scores=tuple(scores.tolist()),
        learned=len(held),
        digest=_digest(held),
        ranker=ranker.name,
    )


def rank_blind(
    ranker: Ranker, ids: Sequence[str], decisions: Iterable[Decision], reviewer: str
) -> Ranking:
    """As `rank`, for one of two reviewers kept blind to each other (see `visible`)."""
    return rank(ranker, ids, visible(decisions, reviewer))


class Queue:
    """Serves the last complete ranking; safe to be renewed from another thread.

    Args:
        ranking: The first one.
        strategy: Chooses the cards; the likeliest first unless given.
        matrix: Rows of the ranked documents, for strategies that look at likeness.
    """

    def __init__(
        self,
        ranking: Ranking,
        strategy: Strategy | None = None,
        matrix: sp.csr_array | None = None,
    ) -> None:
        self._strategy = strategy or Certainty()
        self._matrix = matrix
        self._lock = Lock()
        self._take_up(ranking)

    @property
    def ranking(self) -> Ranking:
        """The ranking that is served now."""
        with self._lock:
            return self._ranking

    def renew(self, ranking: Ranking) -> bool:
        """Take up a new ranking; one that learned from fewer decisions is late and is refused."""
        with self._lock:
            if ranking.learned < self._ranking.learned:
                return False
            self._take_up(ranking)
            return True

    def next(
        self,
        decided: Collection[str],
        count: int = 1,
        open_: NDArray[np.bool_] | None = None,
        strategy: Strategy | None = None,
    ) -> tuple[Shown, ...]:
        """The next cards.

        Args:
            decided: Records this reviewer has decided, from the log, not from the ranking: a
                decision made after the ranking was learned still keeps its record away.
            count: Cards wanted.
            open_: Which records may be shown at all, in the ranking's order; all unless given.
            strategy: In place of the queue's own (reviewers who share a ranking draw apart).
        """
        with self._lock:
            ranking, scores, place = self._ranking, self._scores, self._place
            order = self._order
        pending = np.ones(len(scores), dtype=bool) if open_ is None else open_.copy()
        pending[[place[record] for record in decided if record in place]] = False
        pool = Pool(
            ids=ranking.ids, scores=scores, pending=pending, matrix=self._matrix, order=order
        )
        return tuple(_shown(ranking, card) for card in (strategy or self._strategy)(pool, count))

    def _take_up(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self._scores = np.array(ranking.scores)
        self._order = np.argsort(-self._scores, kind="stable")
        self._place = {record: row for row, record in enumerate(ranking.ids)}


def _shown(ranking: Ranking, card: Card) -> Shown:
    return Shown(
        record=ranking.ids[card.row],
        score=ranking.scores[card.row],
        drawn=card.drawn,
        ranking=ranking.run,
    )


def _digest(decisions: Iterable[Decision]) -> str:
    text = "\n".join(
        "\t".join((d.record, d.stage, d.by, d.verdict, d.criterion)) for d in decisions
    )
    return sha256(text.encode()).hexdigest()
