"""Likeness to the includes: a second look beside the classifier.

A linear classifier asks which words includes have in common. An include that shares few words with
the rest, but nearly all of them with one of them, is found by likeness: the mean cosine to the few
includes a record resembles most, each counted as much as its label weighs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tamis.learn.features import Floats

#: Bytes of likenesses that are kept for reuse when a set of includes is learned again (another
#: reviewer's, or one with a decision taken back).
_KEPT = 64_000_000


class Nearest:
    """Keeps, for every record, its likeness to its nearest includes.

    What it says depends on the includes, not on their order or on how often it was asked.

    Args:
        matrix: Documents × terms, rows of length one.
        most: How many of the nearest includes count.
    """

    def __init__(self, matrix: sp.csr_array, most: int = 3) -> None:
        self._matrix, self._most = matrix, most
        self._kept: dict[int, NDArray[np.float32]] = {}
        self._postings: sp.csr_array | None = None
        self._forget()

    def learn(self, includes: Mapping[int, float]) -> Floats | None:
        """Likeness of every record, standardised; None without an include.

        Args:
            includes: Row of each include → weight of its label (0 to 1).
        """
        if any(includes.get(row) != weight for row, weight in self._held.items()):
            self._forget()
        for row in sorted(includes.keys() - self._held.keys()):
            self._add(row, includes[row])
        if not self._held:
            return None
        mean = self._top[: min(self._most, len(self._held))].mean(axis=0).astype(np.float64)
        spread = float(mean.std())
        return (mean - mean.mean()) / spread if spread > 0 else np.zeros(len(mean))

    def of(self, row: int, count: int) -> tuple[int, ...]:
        """Rows of the includes that a record resembles most, itself left out."""
        others = [held for held in self._held if held != row]
        own = self._matrix[[row]].toarray().ravel()
        like = (self._matrix[others] @ own) if others else np.zeros(0)
        best = np.argsort(-like, kind="stable")[:count]
        return tuple(others[place] for place in best.tolist() if like[place] > 0)

    def _forget(self) -> None:
        self._held: dict[int, float] = {}
        self._top = np.zeros((self._most, self._matrix.shape[0]), dtype=np.float32)

    def _add(self, row: int, weight: float) -> None:
        new = self._likeness(row) * np.float32(weight)
        for place in range(self._most):
            higher = np.maximum(self._top[place], new)
            np.minimum(self._top[place], new, out=new)
            self._top[place] = higher
        self._held[row] = weight

    def _product(self, row: int) -> NDArray[np.float32]:
        """Cosines with every record, from the postings of the record's own terms alone."""
        if self._postings is None:
            self._postings = self._matrix.T.tocsr()
        span = slice(self._matrix.indptr[row], self._matrix.indptr[row + 1])
        held = self._postings[self._matrix.indices[span]]
        spread = np.repeat(self._matrix.data[span], np.diff(held.indptr))
        found = np.bincount(held.indices, held.data * spread, minlength=self._matrix.shape[0])
        return found.astype(np.float32)

    def _likeness(self, row: int) -> NDArray[np.float32]:
        if row not in self._kept:
            like = self._product(row)
            if (len(self._kept) + 1) * like.nbytes > _KEPT:
                return like
            self._kept[row] = like
        return self._kept[row]
