"""A ranker that also reads by meaning: sentence embeddings from a local path, beside the words.

    embed:PATH

PATH is a folder of one of two kinds; nothing is ever downloaded.

    words.txt, vectors.npy    one word a line, and a row of numbers for each (float32): a text is
                              the mean of its words' vectors, rare words counting more
    modules.json, …           a model saved by sentence-transformers; needs `tamis[embed]`

The score is the built-in ranker's plus that of the same classifier trained on the embeddings, so
it can still be explained by words; what meaning added is in the explanation's `rest`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from tamis.learn.errors import LearnError
from tamis.learn.features import Floats
from tamis.learn.labelling import Labelling
from tamis.learn.lexical import LexicalRanker, Settings
from tamis.learn.linear import solve
from tamis.learn.ranker import Explanation
from tamis.learn.values import Decision, Document, Question
from tamis.learn.vocabulary import words

Vectors = NDArray[np.float32]
WORDS, VECTORS = "words.txt", "vectors.npy"


class NoEncoder(LearnError):
    """A path holds nothing that turns text into vectors."""

    def __init__(self, path: object, why: str) -> None:
        super().__init__(
            f"'{path}' holds no encoder: {why}. Give 'embed:PATH' the path of a folder with "
            f"{WORDS} and {VECTORS}, or of a model saved by sentence-transformers."
        )


class ExtraMissing(LearnError):
    """A model needs a package that is not installed."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"'{path}' is read by the package sentence-transformers, which is not installed. "
            f"Install the extra: tamis[embed]."
        )


class Encoder(Protocol):
    """Turns texts into rows of numbers."""

    @property
    def name(self) -> str:
        """Which model, as a log should say it."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text, all of the same length."""
        ...


class StaticEncoder:
    """The mean of word vectors, rare words counting more.

    A word in `df` of the n texts given together weighs log(1 + n/df); unknown words are left out.
    """

    def __init__(self, known: dict[str, int], vectors: Vectors, name: str) -> None:
        self._known, self._vectors, self.name = known, vectors, name

    @classmethod
    def read(cls, path: Path) -> StaticEncoder:
        """Read a folder.

        Raises:
            NoEncoder: The files don't belong together.
        """
        try:
            listed = (path / WORDS).read_text("utf-8").split()
            vectors = np.load(path / VECTORS, allow_pickle=False).astype(np.float32)
        except (OSError, ValueError) as error:
            raise NoEncoder(path, str(error)) from error
        if vectors.ndim != 2 or len(vectors) != len(listed):
            raise NoEncoder(path, f"{len(listed)} words and vectors of shape {vectors.shape}")
        mark = sha256(vectors.tobytes()).hexdigest()[:8]
        return cls({word: row for row, word in enumerate(listed)}, vectors, f"static-{mark}")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text; zeros for a text without a known word."""
        held = [[self._known[w] for w in words(text) if w in self._known] for text in texts]
        spread = np.zeros(len(self._vectors), dtype=np.int64)
        for rows in held:
            spread[list(set(rows))] += 1
        rarity = np.log1p(len(texts) / np.maximum(spread, 1)).astype(np.float32)
        out = np.zeros((len(texts), self._vectors.shape[1]), dtype=np.float32)
        for number, rows in enumerate(held):
            if rows:
                out[number] = np.average(self._vectors[rows], axis=0, weights=rarity[rows])
        return out


class _Sentences:
    """A model saved by sentence-transformers."""

    def __init__(self, path: Path) -> None:
        try:
            library = import_module("sentence_transformers")
        except ImportError as error:
            raise ExtraMissing(path) from error
        self._model: Any = library.SentenceTransformer(
            str(path), device="cpu", local_files_only=True
        )
        self.name = f"sentences-{path.resolve().name}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        found = self._model.encode(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(found, dtype=np.float32)


def encoder(path: Path) -> Encoder:
    """The encoder that a folder holds.

    Raises:
        NoEncoder: It holds none.
        ExtraMissing: It needs `tamis[embed]`.
    """
    if (path / WORDS).is_file() or (path / VECTORS).is_file():
        return StaticEncoder.read(path)
    if (path / "modules.json").is_file() or (path / "config.json").is_file():
        return _Sentences(path)
    raise NoEncoder(path, "it is no such folder" if not path.is_dir() else "nothing known in it")


class EmbeddingRanker:
    """Ranks by words and by meaning; implements `tamis.learn.Ranker`.

    Args:
        encoder: Turns texts into vectors.
        settings: Of the built-in ranker, which does the rest.
        share: What a standard deviation of the embeddings' score is worth beside one of the words'.
    """

    def __init__(
        self, encoder: Encoder, settings: Settings | None = None, share: float = 0.5
    ) -> None:
        self.encoder, self.share = encoder, share
        self._words = LexicalRanker(settings)

    @property
    def name(self) -> str:
        """Method, version and model."""
        return f"embed/1+{self.encoder.name}"

    def fit(self, documents: Sequence[Document], question: Question | None = None) -> Self:
        """Read the records and the protocol; forget all decisions.

        Raises:
            RepeatedRecord: Two documents have one id.
        """
        asked = (question or Question()).text
        rows = _unit(self.encoder.encode([*(d.text for d in documents), asked]))
        self._rows, self._asked = rows[:-1], rows[-1]
        self._place = {d.id: row for row, d in enumerate(documents)}
        self._words.fit(documents, question)
        return self.learn(())

    def learn(self, decisions: Iterable[Decision]) -> Self:
        """Learn from all decisions that stand; they replace those given before.

        Raises:
            UnknownRecord: A decision names a record that was not given to `fit`.
        """
        rows = self._words.learn(decisions).rows()
        if not rows.target.min(initial=1) < 0 < rows.target.max(initial=-1):
            self._meaning = _standard(self._rows @ self._asked)
            return self
        chosen = self._rows[rows.index].astype(np.float64)

        def apply(beta: Floats) -> Floats:
            return np.asarray(chosen @ (chosen.T @ beta) + beta.sum(), dtype=np.float64)

        beta = solve(apply, rows.target, rows.cost).beta
        self._meaning = _standard(self._rows @ (chosen.T @ beta))
        return self

    def scores(self) -> Floats:
        """One score per document, in the order given to `fit`."""
        return np.asarray(self._words.scores() + self.share * self._meaning, dtype=np.float64)

    def explain(self, record: str, limit: int = 8) -> Explanation:
        """The words that move a record most; what meaning added is in `rest`.

        Raises:
            UnknownRecord: `record` was not given to `fit`.
        """
        told = self._words.explain(record, limit)
        added = self.share * float(self._meaning[self._place[record]])
        return replace(told, score=told.score + added, rest=told.rest + added)


def make(
    option: str = "", *, neutral: frozenset[str] = frozenset(), seed: int = 0
) -> EmbeddingRanker:
    """The ranker "embed:PATH", as `tamis.learn.RankerFactory`.

    Raises:
        NoEncoder: No path was given, or it holds no encoder.
        ExtraMissing: The model there needs `tamis[embed]`.
    """
    if not option:
        raise NoEncoder("", "no path was given")
    settings = Settings(labelling=Labelling(neutral=neutral), seed=seed)
    return EmbeddingRanker(encoder(Path(option)), settings)


def _unit(rows: Vectors) -> Vectors:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), dtype=np.float32)


def _standard(values: NDArray[Any]) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    spread = float(found.std()) if len(found) else 0.0
    return (found - found.mean()) / spread if spread > 0 else np.zeros(len(found))
