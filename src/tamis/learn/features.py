"""Documents as rows of weighted words: BM25 weights, each row of length one.

Follows scikit-learn's conventions: `fit` learns from documents, `transform` reads others with what
was learned, attributes that were learned end in an underscore.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tamis.learn.vocabulary import (
    Counts,
    Ints,
    Reader,
    buckets_for,
    counted,
    pair_bucket,
    singular,
    words,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """How counts become weights (Robertson and Zaragoza 2009, eq. 3.15).

    Attributes:
        k1: How soon repeats of a word stop to count.
        b: How much long documents are held back (0 to 1).
        rarest: Words in fewer documents are dropped: in one document alone a word can't help to
            find another.
        commonest: Words in more than this share of documents are dropped.
    """

    k1: float = 1.2
    b: float = 0.75
    rarest: int = 2
    commonest: float = 0.95


class Features:
    """The term weights of a set of documents.

    Attributes:
        matrix_: CSR, documents × terms, float32, rows of length one.
        idf_: Inverse document frequency per term.
    """

    def __init__(self, weighting: Weighting | None = None) -> None:
        self.weighting = weighting or Weighting()

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn the terms of `texts` and weigh them."""
        reader = Reader()
        flat, starts = reader.read(texts)
        hashes = reader.hashes()
        self._word = dict(reader.known)
        self._buckets = buckets_for(len(flat))
        frequency = np.zeros(len(self._word) + self._buckets, dtype=np.int32)
        parts = []
        for part in counted(flat, starts, hashes, self._buckets):
            np.add.at(frequency, part.code, 1)
            parts.append(part)
        self._choose(frequency, len(texts))
        lengths = np.diff(starts).astype(np.float32)
        self._mean_length = max(1.0, float(lengths.mean())) if len(texts) else 1.0
        self.matrix_ = self._weighed([self._known(part) for part in parts], lengths)
        return self

    def _known(self, part: Counts) -> Counts:
        """The same counts by column, without the terms that were dropped."""
        column = self._column[part.code]
        kept = column >= 0
        owner = np.repeat(np.arange(len(part.sizes)), part.sizes)[kept]
        return Counts(column[kept], part.times[kept], np.bincount(owner, minlength=len(part.sizes)))

    def transform(self, texts: Sequence[str]) -> sp.csr_array:
        """Weigh other texts with the terms learned; unknown words are dropped."""
        parts, lengths = [], []
        for text in texts:
            columns, length = self._columns(text)
            unique, times = np.unique(columns, return_counts=True)
            parts.append(
                Counts(
                    unique.astype(np.int32),
                    np.minimum(times, 255).astype(np.uint8),
                    np.array([len(unique)]),
                )
            )
            lengths.append(length)
        return self._weighed(parts, np.array(lengths, dtype=np.float32))

    def present(self, columns: Ints) -> sp.csr_array:
        """Documents × `columns`: 1 where the document holds the term."""
        picked = self.matrix_[:, columns]
        picked.data = np.ones_like(picked.data)
        return picked

    def terms_of(self, text: str) -> dict[str, int]:
        """Each known word and word pair of a text, spelt as there → its column, to explain by."""
        tokens = words(text)
        found: dict[str, int] = {}
        for token in tokens:
            number = self._word.get(singular(token))
            if number is not None and self._column[number] >= 0:
                found[token] = int(self._column[number])
        for first, second in pairwise(tokens):
            bucket = pair_bucket(singular(first), singular(second), self._buckets)
            column = int(self._column[len(self._word) + bucket])
            if column >= 0:
                found[f"{first} {second}"] = column
        return found

    def _columns(self, text: str) -> tuple[Ints, int]:
        tokens = [singular(word) for word in words(text)]
        columns = [self._column[self._word[t]] for t in tokens if t in self._word]
        size = len(self._word)
        columns += [
            self._column[size + pair_bucket(a, b, self._buckets)] for a, b in pairwise(tokens)
        ]
        found = np.array(columns, dtype=np.int64)
        return found[found >= 0], len(tokens)

    def _choose(self, frequency: NDArray[np.int32], documents: int) -> None:
        ceiling = max(self.weighting.commonest * documents, self.weighting.rarest)
        kept = (frequency >= min(self.weighting.rarest, documents)) & (frequency <= ceiling)
        self._column = np.full(len(frequency), -1, dtype=np.int32)
        self._column[kept] = np.arange(kept.sum(), dtype=np.int32)
        df = frequency[kept].astype(np.float64)
        self.idf_ = np.log1p((documents - df + 0.5) / (df + 0.5))

    def _weighed(self, parts: Sequence[Counts], lengths: NDArray[np.float32]) -> sp.csr_array:
        k1, b = self.weighting.k1, self.weighting.b
        slack = k1 * (1 - b + b * lengths / np.float32(self._mean_length))
        idf = self.idf_.astype(np.float32)
        sizes = np.concatenate([part.sizes for part in parts]) if parts else np.zeros(0, np.int64)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        data = np.empty(starts[-1], dtype=np.float32)
        columns = np.empty(starts[-1], dtype=np.int32)
        row = low = 0
        for part in parts:
            high, after = low + len(part.code), row + len(part.sizes)
            owner = np.repeat(np.arange(len(part.sizes)), part.sizes)
            tf = part.times.astype(np.float32)
            weight = tf * np.float32(k1 + 1) / (tf + slack[row:after][owner]) * idf[part.code]
            squares = np.bincount(owner, weights=weight * weight, minlength=len(part.sizes))
            norm = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
            data[low:high], columns[low:high] = weight / norm[owner], part.code
            row, low = after, high
        shape = (len(lengths), len(idf))
        return sp.csr_array((data, columns, starts.astype(np.int32)), shape=shape)
