"""Which rows of the data can be used, and the terms restricted to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import LengthMismatch, NotFinite, TooFewStudies
from tamis.stats.multilevel.inputs import Floats, Ints
from tamis.stats.multilevel.terms import Intercepts, Structured, Term


def complete(y: Floats, V: Floats, X: Floats) -> tuple[Ints, tuple[Caution, ...]]:
    """Find the rows without missing values.

    Raises:
        NotFinite: An entry is infinite.
        TooFewStudies: No row is complete.
    """
    for name, values in (("yi", y), ("V", V), ("X", X)):
        if np.isinf(values).any():
            raise NotFinite(name, "an infinite entry", "finite numbers")
    v = V if V.ndim == 1 else np.diag(V)
    usable = ~(np.isnan(y) | np.isnan(v) | np.isnan(X).any(axis=1))
    rows = np.flatnonzero(usable)
    if not len(rows):
        raise TooFewStudies("yi", "no complete row", "at least one effect with its variance")
    if V.ndim == 2 and np.isnan(V[np.ix_(rows, rows)]).any():
        raise NotFinite("V", "a missing covariance of two effects", "numbers, 0 if independent")
    if len(rows) == len(y):
        return rows, ()
    missing = len(y) - len(rows)
    text = f"{missing} of {len(y)} effects were left out because a value is missing."
    return rows, (Caution("studies-omitted", text),)


def kept(terms: Sequence[Term], rows: Ints, k: int) -> tuple[Term, ...]:
    """Restrict terms to rows, dropping the levels that vanish with the others."""
    out = []
    for term in terms:
        length = len(term.codes if isinstance(term, Intercepts) else term.outer)
        if length != k:
            raise LengthMismatch("random", f"{length} rows", f"{k}, as many as effects")
        out.append(term if len(rows) == k else _restricted(term, rows))
    return tuple(out)


def _restricted(term: Term, rows: Ints) -> Term:
    if isinstance(term, Intercepts):
        found, codes = np.unique(term.codes[rows], return_inverse=True)
        R = term.relatedness
        return replace(
            term,
            codes=codes.astype(np.intp),
            labels=tuple(term.labels[i] for i in found),
            relatedness=None if R is None else R[np.ix_(found, found)],
        )
    return _restricted_structure(term, rows)


def _restricted_structure(term: Structured, rows: Ints) -> Structured:
    outer_found, outer = np.unique(term.outer[rows], return_inverse=True)
    changed = replace(
        term,
        outer=outer.astype(np.intp),
        outer_labels=tuple(term.outer_labels[i] for i in outer_found),
        inner=term.inner[rows],
    )
    if term.by_covariate:
        return changed
    found, inner = np.unique(term.inner[rows], return_inverse=True)
    positions = (
        term.positions[found] if term.struct == "CAR" else np.arange(len(found), dtype=np.float64)
    )
    return replace(
        changed,
        inner=inner.astype(np.intp),
        labels=tuple(term.labels[i] for i in found),
        positions=positions,
    )
