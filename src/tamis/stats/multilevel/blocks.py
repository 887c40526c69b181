"""Independent blocks: rows that share no random effect and no sampling error part company.

The marginal covariance M of a multilevel model is block-diagonal. Blocks of similar size are
padded to one size and stacked, so that numpy factorises them together; a padding row has an effect
of zero, moderators of zero and a variance of one, and so adds nothing to the likelihood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.inputs import Floats, Ints
from tamis.stats.multilevel.terms import Intercepts, Structured, Term

#: Work (in n³ units) that one more stack of blocks costs in calls; measured, not critical.
_STACK_COST = 3e5


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Blocks of one padded size.

    Attributes:
        rows: Row numbers (B, n); k marks padding.
        real: Which entries are rows of the data (B, n).
        y: Effects (B, n).
        X: Moderators (B, n, p).
        V: Sampling covariances (B, n, n), one on padding's diagonal.
    """

    rows: Ints
    real: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    y: Floats
    X: Floats
    V: Floats

    def same(self, codes: Ints) -> Floats:
        """Return 1 where two rows of a block share a level, shape (B, n, n)."""
        code = np.append(codes, -1)[self.rows]
        shared = code[:, :, None] == code[:, None, :]
        shared &= self.real[:, :, None] & self.real[:, None, :]
        return np.asarray(shared, dtype=np.float64)


def connected(V: Floats, terms: Sequence[Term]) -> Ints:
    """Number the blocks of rows that are linked by a level or a sampling covariance, shape (k,)."""
    k = len(V)
    block = np.arange(k)
    links: list[Ints] = []
    for term in terms:
        if isinstance(term, Intercepts):
            joined = term.relatedness is not None
            links.append(np.zeros(k, dtype=np.intp) if joined else term.codes)
        else:
            links.append(term.outer)
    pairs = np.nonzero(np.triu(V, 1)) if V.ndim == 2 else None
    while True:
        before = block.copy()
        for codes in links:
            least = np.full(codes.max() + 1, k)
            np.minimum.at(least, codes, block)
            block = least[codes]
        if pairs is not None and len(pairs[0]):
            least = np.minimum(block[pairs[0]], block[pairs[1]])
            np.minimum.at(block, pairs[0], least)
            np.minimum.at(block, pairs[1], least)
        if (block == before).all():
            return np.unique(block, return_inverse=True)[1].astype(np.intp)


def stacks(y: Floats, V: Floats, X: Floats, block: Ints) -> tuple[Stack, ...]:
    """Gather rows into stacks of equally padded blocks."""
    order = np.argsort(block, kind="stable")
    sizes = np.bincount(block)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    groups = similar(sizes)
    return tuple(
        _stack(y, V, X, [order[starts[b] : starts[b] + sizes[b]] for b in g]) for g in groups
    )


def similar(sizes: Floats | Ints) -> list[list[int]]:
    """Split blocks into groups of sizes near enough that padding costs less than a call.

    Args:
        sizes: Cube roots of the work on each block.
    """
    queue = np.argsort(-sizes, kind="stable")
    groups: list[list[int]] = []
    waste, top = np.inf, 0.0
    for b in queue:
        cost = top**3 - float(sizes[b]) ** 3
        if waste + cost > _STACK_COST:
            groups.append([])
            waste, top, cost = 0.0, float(sizes[b]), 0.0
        waste += cost
        groups[-1].append(int(b))
    return groups


def _stack(y: Floats, V: Floats, X: Floats, members: list[Ints]) -> Stack:
    k, n = len(y), max(map(len, members))
    rows = np.full((len(members), n), k, dtype=np.intp)
    for i, block in enumerate(members):
        rows[i, : len(block)] = block
    real = rows < k
    padded = np.vstack([X, np.zeros((1, X.shape[1]))])[rows]
    diagonal = np.append(V if V.ndim == 1 else np.diag(V), 1.0)[rows]
    S = np.zeros((len(members), n, n))
    if V.ndim == 2:
        inside = np.minimum(rows, k - 1)
        S = V[inside[:, :, None], inside[:, None, :]]
        S *= real[:, :, None] & real[:, None, :]
    np.einsum("bii->bi", S)[...] = diagonal
    return Stack(rows, real, np.append(y, 0.0)[rows], padded, S)


def pattern(stack: Stack, term: Intercepts) -> Floats:
    """Return Z R Z′ of one variance component over a stack, shape (B, n, n)."""
    if term.relatedness is None:
        return stack.same(term.codes)
    code = np.append(term.codes, 0)[stack.rows]
    both = stack.real[:, :, None] & stack.real[:, None, :]
    return np.asarray(term.relatedness[code[:, :, None], code[:, None, :]] * both)


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How a matrix over inner levels spreads over the rows of a stack."""

    mask: Floats
    inner: Floats | Ints
    by_covariate: bool

    def __call__(self, G: Floats) -> Floats:
        """Return Z G Z′ within outer levels for G of shape (…, q, q): (…, B, n, n)."""
        if self.by_covariate:
            Z = self.inner
            lead = (1,) * (G.ndim - 2)
            G = G.reshape(*G.shape[:-2], 1, *G.shape[-2:])
            Z = Z.reshape(*lead, *Z.shape)
            return np.asarray(Z @ G @ np.swapaxes(Z, -1, -2) * self.mask)
        i = self.inner
        return np.asarray(G[..., i[:, :, None], i[:, None, :]] * self.mask)

    def gather(self, S: Floats, q: int) -> Floats:
        """Return the adjoint of the call, Z′ (S ∘ mask) Z, shape (q, q)."""
        S = S * self.mask
        if self.by_covariate:
            return np.asarray(
                np.einsum("biq,bij,bjr->qr", self.inner, S, self.inner, optimize=True)
            )
        flat = self.inner[:, :, None] * q + self.inner[:, None, :]
        return np.asarray(np.bincount(flat.ravel(), S.ravel(), q * q).reshape(q, q))


def spread(stack: Stack, term: Structured) -> Spread:
    """Prepare the spreading of one structured term over a stack."""
    blank = np.zeros((1, *term.inner.shape[1:]), dtype=term.inner.dtype)
    inner = np.concatenate([term.inner, blank])[stack.rows]
    return Spread(stack.same(term.outer), inner, term.by_covariate)
