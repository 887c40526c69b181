"""The built-in ranker: words, word pairs and a linear classifier that starts from the protocol.

Before any include, records are ordered by how well they match the protocol's words. From the first
include on, a linear classifier is trained on the decisions, with a few unread records as presumed
excludes (the idea of AutoTAR; Cormack and Grossman 2015), and the match with the protocol is added
to its score, the less the more includes there are to learn from. Likeness to the nearest includes
is added too, the more the more there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tamis.learn.errors import RepeatedRecord, UnknownChoice, UnknownRecord
from tamis.learn.features import Features, Floats, Weighting
from tamis.learn.labelling import Label, Labelling, Ledger
from tamis.learn.linear import solve
from tamis.learn.nearest import Nearest
from tamis.learn.protocol_match import match
from tamis.learn.ranker import Explanation, Pull
from tamis.learn.values import Decision, Document, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the built-in ranker can be told.

    Attributes:
        cost: Price of a mistake per row (C of a support vector machine).
        ratio: How much all includes together outweigh all excludes together.
        protocol: Standard deviations that one standard deviation of protocol match is worth while
            there are no includes.
        fades: Includes after which that is quartered (it falls as (fades/(fades + includes))²).
        near: Standard deviations that one standard deviation of likeness to the nearest includes is
            worth when there are many of them.
        nears: Includes at which it is worth half of that (it grows as includes/(nears + includes)).
        presumed: Unread records that stand in as excludes.
        presumed_weight: What such a record weighs beside a decided exclude.
        weighting: How words become numbers.
        labelling: How decisions become targets.
        seed: Chooses the presumed excludes.
    """

    cost: float = 0.11
    ratio: float = 30.0
    protocol: float = 1.0
    fades: float = 10.0
    near: float = 1.2
    nears: float = 20.0
    presumed: int = 30
    presumed_weight: float = 0.1
    weighting: Weighting = field(default_factory=Weighting)
    labelling: Labelling = field(default_factory=Labelling)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """What the classifier is trained on."""

    index: NDArray[np.intp]
    target: Floats
    cost: Floats


class LexicalRanker:
    """Ranks by words; implements `tamis.learn.Ranker`.

    Attributes:
        features_: The words of the documents, once fitted.
        match_: Standardised match of each document with the protocol, or None without a protocol.
        weights_: One weight per word or word pair, once learned; in units of the score.
        constant_: Added to every score.
        trust_: What one standard deviation of `match_` adds to the score now.
        near_: What likeness to the nearest includes adds to each document's score now.
    """

    name = "lexical/3"

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
        self._question = question or Question()
        self.features_ = Features(self.settings.weighting).fit([_text(d) for d in documents])
        self.match_ = match(self.features_, documents, self._question)
        chance = np.random.default_rng(self.settings.seed).permutation(len(documents))
        self._chance = chance.astype(np.intp)
        self._nearest = Nearest(self.features_.matrix_)
        self._forget()
        return self.learn(())

    def learn(self, decisions: Iterable[Decision]) -> Self:
        """Learn from all decisions that stand; they replace those given before.

        Raises:
            UnknownRecord: A decision names a record that was not given to `fit`.
            UnknownChoice: A verdict or stage is none of those known.
        """
        self._take(tuple(decisions))
        rows = self.rows()
        includes = float(rows.target[: len(self._labels)].clip(0).sum())
        if rows.target.min(initial=1) < 0 < rows.target.max(initial=-1):
            self._train(rows)
        else:
            self._untrained(rows)
        fades = self.settings.fades
        self.trust_ = 0.0 if self.match_ is None else self.settings.protocol
        self.trust_ *= (fades / (fades + includes)) ** 2
        self.near_ = self._near()
        return self

    def scores(self) -> Floats:
        """One score per document: classifier in standard deviations, plus likeness to the nearest
        includes, plus the protocol's match."""
        scored = self._linear + self.constant_ + self.near_
        return scored if self.match_ is None else scored + self.trust_ * self.match_

    def explain(self, record: str, limit: int = 8) -> Explanation:
        """The words that move a record most.

        Raises:
            UnknownRecord: `record` was not given to `fit`.
        """
        if record not in self._place:
            raise UnknownRecord(record)
        row = self._place[record]
        pulls = self._pulls(row)
        up = tuple(pull for pull in pulls if pull.amount > 0)[:limit]
        down = tuple(pull for pull in pulls if pull.amount < 0)[:limit]
        protocol = 0.0 if self.match_ is None else self.trust_ * float(self.match_[row])
        score, near = float(self.scores()[row]), float(self.near_[row])
        like = self._nearest.of(row, 3)
        wanted = self.features_.terms_of(self._question.text).values()
        held = self._spelt(row)
        return Explanation(
            record=record,
            score=score,
            up=up,
            down=down,
            protocol=protocol,
            asked=tuple(held[column] for column in dict.fromkeys(wanted) if column in held),
            near=near,
            like=tuple(self._documents[other].id for other in like),
            rest=score - protocol - near - sum(pull.amount for pull in (*up, *down)),
        )

    def _near(self) -> Floats:
        """What likeness to the nearest includes adds to each score."""
        weights = {row: label.weight for row, label in self._labels.items() if label.target > 0}
        like = self._nearest.learn(weights) if self.settings.near else None
        if like is None:
            return np.zeros(len(self._documents))
        return self.settings.near * len(weights) / (self.settings.nears + len(weights)) * like

    def _pulls(self, row: int) -> list[Pull]:
        matrix = self.features_.matrix_
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns = matrix.indices[span]
        amounts = matrix.data[span].astype(np.float64) * self.weights_[columns]
        spelt = self._spelt(row)
        pulls = [Pull(spelt[c], float(a)) for c, a in zip(columns, amounts, strict=True)]
        return sorted(pulls, key=lambda pull: (-abs(pull.amount), pull.word))

    def _spelt(self, row: int) -> dict[int, str]:
        """Column → word or word pair as the record spells it."""
        held = self.features_.terms_of(_text(self._documents[row]))
        return {column: word for word, column in held.items()}

    def _forget(self) -> None:
        self._taken: tuple[Decision, ...] = ()
        self._ledger = Ledger(self.settings.labelling)

    def _take(self, decisions: tuple[Decision, ...]) -> None:
        """Bring the ledger up to date, from the start only if earlier decisions changed."""
        known = len(self._taken)
        if decisions[:known] != self._taken:
            self._forget()
            known = 0
        for decision in decisions[known:]:
            if decision.record not in self._place:
                self._forget()
                raise UnknownRecord(decision.record)
            self._ledger.add(decision)
        self._taken = decisions
        self._labels: dict[int, Label] = {
            self._place[record]: label for record, label in self._ledger.labels.items()
        }

    def rows(self) -> Rows:
        """Decided records, then presumed excludes if anything was decided to be included."""
        settings = self.settings
        decided = np.array(sorted(self._labels), dtype=np.intp)
        held = [self._labels[row] for row in decided.tolist()]
        target = np.array([label.target for label in held], dtype=np.float64)
        cost = np.array([label.weight for label in held], dtype=np.float64)
        if not (target > 0).any():
            return Rows(decided, target, cost)
        unread = np.ones(len(self._documents), dtype=bool)
        unread[decided] = False
        presumed = self._chance[unread[self._chance]][: settings.presumed]
        index = np.concatenate([decided, presumed])
        target = np.concatenate([target, -np.ones(len(presumed))])
        cost = np.concatenate([cost, np.full(len(presumed), settings.presumed_weight)])
        negative = target < 0
        if negative.any():
            cost[negative] *= cost[~negative].sum() / (settings.ratio * cost[negative].sum())
        return Rows(index, target, cost * (len(index) / cost.sum() * settings.cost))

    def _train(self, rows: Rows) -> None:
        chosen = self.features_.matrix_[rows.index]
        across = chosen.T

        def apply(beta: Floats) -> Floats:
            through = chosen @ (across @ beta.astype(np.float32))
            return np.asarray(through, dtype=np.float64) + float(beta.sum())

        beta = solve(apply, rows.target, rows.cost).beta
        self._stand(np.asarray(across @ beta.astype(np.float32), dtype=np.float32))

    def _untrained(self, rows: Rows) -> None:
        """No include yet: the protocol ranks; without one, what resembles excludes waits."""
        weights = np.zeros(len(self.features_.idf_), dtype=np.float32)
        if self.match_ is None and len(rows.index):
            chosen = self.features_.matrix_[rows.index]
            weights = np.asarray(chosen.T @ rows.target.astype(np.float32), dtype=np.float32)
        self._stand(weights)

    def _stand(self, weights: NDArray[np.float32]) -> None:
        """Set weights and constant so that scores have mean 0 and standard deviation 1."""
        scored = np.asarray(self.features_.matrix_ @ weights, dtype=np.float64)
        spread = float(scored.std()) if len(scored) else 0.0
        scale = 1 / spread if spread > 0 else 1.0
        self.weights_ = weights * np.float32(scale)
        self._linear = scored * scale
        self.constant_ = -float(self._linear.mean()) if len(scored) else 0.0


def _text(document: Document) -> str:
    """What is read of a record: the title counts twice."""
    return f"{document.text}\n{document.title}"


def make(
    option: str = "", *, neutral: frozenset[str] = frozenset(), seed: int = 0
) -> LexicalRanker:
    """The built-in ranker, as `tamis.learn.RankerFactory`; it has no options.

    Raises:
        UnknownChoice: An option was given.
    """
    if option:
        raise UnknownChoice("option of the lexical ranker", option, ["(none)"])
    return LexicalRanker(Settings(labelling=Labelling(neutral=neutral), seed=seed))
