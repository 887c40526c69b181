"""The built-in ranker: words, word pairs and a linear classifier that starts from the protocol.

Before any decision, records are ordered by how well they match the protocol's words (BM25). From
the first decision on, the protocol is one more included paper, and some unread records stand in as
presumed excludes, so that one include or one exclude is enough to learn from (the idea of AutoTAR;
Cormack and Grossman 2015).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tamis.learn.errors import RepeatedRecord, UnknownRecord
from tamis.learn.features import Features, Floats, Weighting
from tamis.learn.labels import Label, Labelling, labels
from tamis.learn.linear import solve
from tamis.learn.ranker import Explanation, Pull
from tamis.learn.values import Decision, Document, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the built-in ranker can be told.

    Attributes:
        cost: Price of a mistake per row (C of a support vector machine).
        ratio: How much all includes together outweigh all excludes together.
        protocol: Weight of the protocol as an include (one included paper weighs 1).
        presumed: Unread records that stand in as excludes.
        presumed_weight: What such a record weighs beside a decided exclude.
        weighting: How words become numbers.
        labelling: How decisions become targets.
        seed: Chooses the presumed excludes.
    """

    cost: float = 0.11
    ratio: float = 9.8
    protocol: float = 1.0
    presumed: int = 100
    presumed_weight: float = 0.1
    weighting: Weighting = field(default_factory=Weighting)
    labelling: Labelling = field(default_factory=Labelling)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the classifier is trained on; the row after the last document is the protocol."""

    index: NDArray[np.intp]
    target: Floats
    cost: Floats


class LexicalRanker:
    """Ranks by words; implements `tamis.learn.Ranker`.

    Attributes:
        features_: The words of the documents, once fitted.
        weights_: One weight per word or word pair, once learned.
        constant_: Added to every score.
    """

    name = "lexical/1"

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def fit(self, documents: Sequence[Document], question: Question | None = None) -> Self:
        """Read the records and the protocol; forget all decisions.

        Raises:
            RepeatedRecord: Two documents have one id.
        """
        self._place: dict[str, int] = {}
        for row, document in enumerate(documents):
            if document.id in self._place:
                raise RepeatedRecord(document.id)
            self._place[document.id] = row
        self._documents = tuple(documents)
        self.features_ = Features(self.settings.weighting).fit([d.text for d in documents])
        text = (question or Question()).text
        self._query = self.features_.transform([text])
        self._asked = self._query.nnz > 0
        order = np.random.default_rng(self.settings.seed).permutation(len(documents))
        self._chance = order.astype(np.intp)
        return self.learn(())

    def learn(self, decisions: Iterable[Decision]) -> Self:
        """Learn from all decisions that stand; they replace those given before.

        Raises:
            UnknownRecord: A decision names a record that was not given to `fit`.
        """
        found = labels(decisions, self.settings.labelling)
        for record in found:
            if record not in self._place:
                raise UnknownRecord(record)
        rows = self._rows({self._place[record]: label for record, label in found.items()})
        if rows is None:
            self.weights_: NDArray[np.float32] = self._query.toarray().reshape(-1)
            self.constant_ = 0.0
            return self
        chosen = self._chosen(rows.index)
        beta = _fitted(chosen, rows)
        self.weights_ = (chosen.T @ beta.astype(np.float32)).astype(np.float32)
        self.constant_ = float(beta.sum())
        return self

    def scores(self) -> Floats:
        """One score per document: its words' weights, and the constant."""
        scored = self.features_.matrix_ @ self.weights_
        return np.asarray(scored, dtype=np.float64) + self.constant_

    def explain(self, record: str, limit: int = 8) -> Explanation:
        """The words that move a record most.

        Raises:
            UnknownRecord: `record` was not given to `fit`.
        """
        if record not in self._place:
            raise UnknownRecord(record)
        row = self._place[record]
        matrix = self.features_.matrix_
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns = matrix.indices[span]
        amounts = matrix.data[span].astype(np.float64) * self.weights_[columns]
        spelt = {c: w for w, c in self.features_.terms_of(self._documents[row].text).items()}
        pulls = [Pull(spelt[c], float(a)) for c, a in zip(columns, amounts, strict=True)]
        pulls.sort(key=lambda pull: (-abs(pull.amount), pull.word))
        up = tuple(pull for pull in pulls if pull.amount > 0)[:limit]
        down = tuple(pull for pull in pulls if pull.amount < 0)[:limit]
        score = float(amounts.sum()) + self.constant_
        named = sum(pull.amount for pull in (*up, *down))
        return Explanation(record=record, score=score, up=up, down=down, rest=score - named)

    def _rows(self, found: dict[int, Label]) -> _Rows | None:
        """Rows to train on, or None while the protocol (or nothing) is all there is."""
        settings = self.settings
        decided = np.array(sorted(found), dtype=np.intp)
        target = np.array([found[row].target for row in decided.tolist()], dtype=np.float64)
        weight = np.array([found[row].weight for row in decided.tolist()], dtype=np.float64)
        if not len(decided) or (not self._asked and not (target > 0).any()):
            return None
        unread = ~np.isin(self._chance, decided)
        presumed = self._chance[unread][: settings.presumed]
        protocol = np.array([len(self._documents)] * int(self._asked), dtype=np.intp)
        index = np.concatenate([decided, presumed, protocol])
        targets = np.concatenate([target, -np.ones(len(presumed)), np.ones(len(protocol))])
        cost = np.concatenate(
            [
                weight,
                np.full(len(presumed), settings.presumed_weight),
                np.full(len(protocol), settings.protocol),
            ]
        )
        if (targets > 0).all() or (targets < 0).all():
            return None
        negative = targets < 0
        cost[negative] *= cost[~negative].sum() / (settings.ratio * cost[negative].sum())
        return _Rows(index, targets, cost * (len(index) / cost.sum() * settings.cost))

    def _chosen(self, index: NDArray[np.intp]) -> sp.csr_array:
        last = len(self._documents)
        rows = self.features_.matrix_[index[index < last]]
        return sp.csr_array(sp.vstack([rows, self._query])) if (index == last).any() else rows


#: Up to this many rows all products of rows are kept in one table (16 MB); beyond it they would
#: cost more than they save.
TABLE = 2000


def _fitted(chosen: sp.csr_array, rows: _Rows) -> Floats:
    """β of the rows."""
    if len(rows.index) <= TABLE:
        table = np.asarray((chosen @ chosen.T).todense(), dtype=np.float32) + np.float32(1)
        return solve(
            lambda beta: (table @ beta.astype(np.float32)).astype(np.float64),
            rows.target,
            rows.cost,
        ).beta
    across = sp.csr_array(chosen.T)

    def apply(beta: Floats) -> Floats:
        single = beta.astype(np.float32)
        return (chosen @ (across @ single)).astype(np.float64) + float(beta.sum())

    return solve(apply, rows.target, rows.cost).beta
