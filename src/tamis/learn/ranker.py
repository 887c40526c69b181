"""What a ranker is: the one door for the built-in ranker and for plug-ins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from tamis.learn.values import Decision, Document, Question


@dataclass(frozen=True, slots=True)
class Pull:
    """How far one word moved one record: up above 0, down below; in units of the score."""

    word: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a record stands where it stands.

    Attributes:
        record: The record's id.
        score: Its score; the words' pulls, `protocol`, `near` and `rest` add up to it.
        up: Words that moved it up, strongest first.
        down: Words that moved it down, strongest first.
        protocol: What the match with the protocol's words added.
        asked: The protocol's words that it holds.
        rest: Words beyond those listed, and the constant.
        near: What likeness to the nearest includes added.
        like: The includes it resembles most, nearest first.
    """

    record: str
    score: float
    up: tuple[Pull, ...]
    down: tuple[Pull, ...]
    protocol: float
    asked: tuple[str, ...]
    rest: float
    near: float = 0.0
    like: tuple[str, ...] = ()


class Ranker(Protocol):
    """Scores records; higher is likelier to be relevant.

    The scores depend on the documents, the question, the decisions and the ranker's own settings
    (with its seed), not on how often or when it learned: that is what makes a ranking repeatable.
    """

    @property
    def name(self) -> str:
        """What a log says about where a score came from: name and version of the method."""
        ...

    def fit(self, documents: Sequence[Document], question: Question) -> Self:
        """Read the records and the protocol; forget all decisions."""
        ...

    def learn(self, decisions: Iterable[Decision]) -> Self:
        """Learn from all decisions that stand; they replace those given before."""
        ...

    def scores(self) -> NDArray[np.float64]:
        """One score per document, in the order given to `fit`."""
        ...

    def explain(self, record: str, limit: int = 8) -> Explanation:
        """The words that move a record most.

        Raises:
            UnknownRecord: `record` was not given to `fit`.
        """
        ...


class RankerFactory(Protocol):
    """What the entry-point group `tamis.rankers` names: makes a ranker that is not fitted yet."""

    def __call__(
        self, option: str = "", *, neutral: frozenset[str] = frozenset(), seed: int = 0
    ) -> Ranker:
        """Make a ranker.

        Args:
            option: What follows the name and a colon, as in "embed:PATH"; usually empty.
            neutral: Criteria whose exclusions say nothing about the topic.
            seed: For whatever the ranker leaves to chance.
        """
        ...
