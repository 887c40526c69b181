"""Replay labelled records as if they were screened one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tamis.learn.metrics import Figures, figures
from tamis.learn.ranker import Ranker
from tamis.learn.values import Decision, Document, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often to learn again.

    Attributes:
        each: Learn after every decision up to this many decisions.
        share: After that, learn when the decisions have grown by this share.
    """

    each: int = 60
    share: float = 0.04

    def batch(self, decided: int) -> int:
        """Records to show before learning again."""
        return 1 if decided < self.each else max(1, int(self.share * decided))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One simulated screening.

    Attributes:
        shown: Record ids in the order shown, priors left out.
        labels: 1 for an include, 0 for an exclude, in that order.
        scores: Score of each record when it was shown.
        seconds: Processor seconds of each retrain with its ranking.
    """

    shown: tuple[str, ...]
    labels: tuple[int, ...]
    scores: tuple[float, ...]
    seconds: tuple[float, ...]

    @property
    def figures(self) -> Figures:
        """The usual figures of this order."""
        return figures(self.labels)


@dataclass(frozen=True, slots=True)
class _Shown:
    record: int
    score: float


def replay(
    ranker: Ranker,
    documents: Sequence[Document],
    includes: frozenset[str],
    *,
    question: Question | None = None,
    priors: Sequence[Decision] = (),
    schedule: Schedule | None = None,
    decide: Callable[[str], Sequence[Decision]] | None = None,
    until: int | None = None,
) -> Replay:
    """Screen `documents` in the order that `ranker` asks for.

    Args:
        ranker: Any ranker; it is fitted here.
        documents: All records.
        includes: Ids of those that are relevant, for the figures.
        question: The protocol's words.
        priors: Decisions known before the start; their records are not shown.
        schedule: When to learn again.
        decide: Record id → the decisions a reviewer makes on it; by default include or exclude on
            title and abstract, by `includes`.
        until: Stop after this many records; the rest follows in the last order.
    """
    schedule = schedule or Schedule()
    decide = decide or (lambda record: (_simple(record, includes),))
    ranker.fit(documents, question or Question())
    place = {document.id: row for row, document in enumerate(documents)}
    decisions = list(priors)
    pending = np.ones(len(documents), dtype=bool)
    pending[[place[decision.record] for decision in priors]] = False
    shown: list[_Shown] = []
    seconds: list[float] = []
    limit = len(documents) if until is None else until
    while pending.any():
        began = time.process_time()
        scores = ranker.learn(decisions).scores()
        order = ranked(scores, pending)
        seconds.append(time.process_time() - began)
        batch = schedule.batch(len(decisions)) if len(shown) < limit else len(order)
        for row in order[:batch]:
            shown.append(_Shown(int(row), float(scores[row])))
            pending[row] = False
            decisions.extend(decide(documents[row].id))
    ids = tuple(documents[each.record].id for each in shown)
    return Replay(
        shown=ids,
        labels=tuple(int(record in includes) for record in ids),
        scores=tuple(each.score for each in shown),
        seconds=tuple(seconds),
    )


def ranked(scores: NDArray[np.float64], pending: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rows still pending, best first; equal scores in the order of the documents."""
    rows = np.flatnonzero(pending)
    return rows[np.argsort(-scores[rows], kind="stable")]


def _simple(record: str, includes: frozenset[str]) -> Decision:
    return Decision(record=record, verdict="include" if record in includes else "exclude")


def prior_pairs(labels: Mapping[str, int], seed: int) -> tuple[Decision, Decision]:
    """One include and one exclude drawn at random, as a screening that starts from two papers."""
    chance = np.random.default_rng(seed)
    ids = list(labels)
    found = np.array([labels[record] for record in ids])
    include = ids[int(chance.choice(np.flatnonzero(found == 1)))]
    exclude = ids[int(chance.choice(np.flatnonzero(found == 0)))]
    return (
        Decision(record=include, verdict="include"),
        Decision(record=exclude, verdict="exclude"),
    )
