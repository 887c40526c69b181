"""How well each record matches the protocol's words, before anyone has decided anything.

A record scores the summed rarity (inverse document frequency) of the protocol's words and word
pairs it holds, once for its whole text and once for its title, each scaled to at most one.
Presence, not frequency: a second mention says little, and length would blur it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tamis.learn.features import Features, Floats
from tamis.learn.values import Document, Question
from tamis.learn.vocabulary import singular, words


def match(features: Features, documents: Sequence[Document], question: Question) -> Floats | None:
    """One standardised score per document, or None if no word of the protocol occurs.

    Args:
        features: Fitted on the texts of `documents`.
        documents: In the order of the features' rows.
        question: The protocol's words.
    """
    terms = features.terms_of(question.text)
    columns = np.array(sorted(set(terms.values())), dtype=np.int64)
    if not len(columns):
        return None
    whole = features.present(columns) @ features.idf_[columns]
    title = _titles(documents, question)
    score = _scaled(whole) + _scaled(title)
    spread = float(score.std())
    return (score - score.mean()) / spread if spread > 0 else None


def _titles(documents: Sequence[Document], question: Question) -> Floats:
    wanted = set(_terms(question.text))
    held = [wanted.intersection(_terms(document.title)) for document in documents]
    frequency: dict[str, int] = {}
    for terms in held:
        for term in terms:
            frequency[term] = frequency.get(term, 0) + 1
    size = len(documents)
    rarity = {
        term: float(np.log1p((size - count + 0.5) / (count + 0.5)))
        for term, count in frequency.items()
        if count > 1
    }
    return np.array([sum(rarity.get(term, 0.0) for term in sorted(terms)) for terms in held])


def _terms(text: str) -> list[str]:
    tokens = [singular(word) for word in words(text)]
    return tokens + [f"{a} {b}" for a, b in pairwise(tokens)]


def _scaled(values: NDArray[np.float64]) -> Floats:
    most = float(values.max()) if len(values) else 0.0
    return values / most if most > 0 else values
