"""Laying data out by the levels of plain variance components, for `levels`.

Blocks are padded and stacked as in `blocks`: a padding row weighs nothing, a padding level belongs
to no term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.blocks import connected, similar
from tamis.stats.multilevel.inputs import Floats, Ints
from tamis.stats.multilevel.terms import Intercepts, Term

#: Above this ratio of heterogeneity to the sampling variance of a level's mean, D⁻¹ and its
#: correction cancel too many digits (about the ratio's square in the derivatives); blocks are then
#: inverted as they are. A component with a level per row adds to D and leaves the ratio smaller.
_LARGEST_RATIO = {False: 1e3, True: 1e4}


@dataclass(frozen=True, slots=True, eq=False)
class LevelStack:
    """Blocks of one padded size.

    Attributes:
        v: Sampling variances (B, n), 1 on padding; `real`: 1 on rows of the data, else 0.
        A: Design, effects and level marks side by side (B, n, p + 1 + q).
        p: Columns of the design.
        term: Term of each level (B, q), the number of terms on padding.
        member: The same as marks (B·q, m).
        row: The term with a level per row, if any.
    """

    v: Floats
    real: Floats
    A: Floats
    p: int
    term: Ints
    member: Floats
    row: int | None

    @property
    def Z(self) -> Floats:
        """Level marks (B, n, q)."""
        return self.A[:, :, self.p + 1 :]


def level_stacks(
    y: Floats, V: Floats, Q: Floats, terms: Sequence[Term]
) -> tuple[LevelStack, ...] | None:
    """Lay data out by levels; None where terms, V or the amount of work speak against it."""
    plain = [t for t in terms if isinstance(t, Intercepts) and t.relatedness is None]
    if V.ndim == 2 or len(plain) < len(terms) or not V.min() > 0:
        return None
    k = len(y)
    rows = [i for i, t in enumerate(plain) if len(t.labels) == k]
    shared = [i for i, t in enumerate(plain) if len(t.labels) < k]
    factors = [plain[i] for i in shared]
    if not shared or len(rows) > 1 or _ratio(y, V, Q, factors) > _LARGEST_RATIO[bool(rows)]:
        return None
    block = connected(V, factors)
    n = np.bincount(block)
    owner = np.concatenate([_block_of_level(t, block) for t in factors])
    q = np.bincount(owner, minlength=len(n))
    if float(n @ q**2 + 1.5 * (q**3).sum()) > float((n**3).sum()):
        return None
    marks = _Marks(
        term=np.repeat(np.array(shared), [len(t.labels) for t in factors]),
        column=_rank_within(owner),
        block=owner,
        first=np.cumsum([0, *(len(t.labels) for t in factors)])[:-1],
        codes=np.stack([t.codes for t in factors]),
    )
    row = rows[0] if rows else None
    groups = similar(np.cbrt(n * q**2))
    return tuple(_stack(y, V, Q, block, np.array(g), marks, len(plain), row) for g in groups)


@dataclass(frozen=True, slots=True, eq=False)
class _Marks:
    """All levels in a row: term, column within the block, block; and each effect's levels.

    Level l of the f-th factor is number first[f] + l; codes are (factors, k).
    """

    term: Ints
    column: Ints
    block: Ints
    first: Ints
    codes: Ints


def _ratio(y: Floats, v: Floats, Q: Floats, terms: Sequence[Intercepts]) -> float:
    """Bound σ² Σ 1/v over the rows of a level by the whole variance of the effects."""
    e = y - Q @ (Q.T @ y)
    size = max([float(e @ e) / len(y), *(t.sigma2 or 0.0 for t in terms)])
    return max(size * float(np.bincount(t.codes, 1 / v).max()) for t in terms)


def _block_of_level(term: Intercepts, block: Ints) -> Ints:
    out = np.zeros(len(term.labels), dtype=np.intp)
    out[term.codes] = block
    return out


def _rank_within(group: Ints) -> Ints:
    """Number the members of each group 0, 1, …, in order."""
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    out = np.empty(len(group), dtype=np.intp)
    out[order] = np.arange(len(group)) - starts[group[order]]
    return out


def _stack(
    y: Floats,
    v: Floats,
    Q: Floats,
    block: Ints,
    members: Ints,
    marks: _Marks,
    m: int,
    row: int | None,
) -> LevelStack:
    p = Q.shape[1]
    place = np.full(int(block.max()) + 1, -1, dtype=np.intp)
    place[members] = np.arange(len(members))
    effects = np.flatnonzero(place[block] >= 0)
    levels = np.flatnonzero(place[marks.block] >= 0)
    b, at = place[block[effects]], _rank_within(block[effects])
    n, q = int(at.max()) + 1, int(marks.column[levels].max()) + 1
    A = np.zeros((len(members), n, p + 1 + q))
    A[b, at, :p] = Q[effects]
    A[b, at, p] = y[effects]
    for codes, first in zip(marks.codes, marks.first, strict=True):
        A[b, at, p + 1 + marks.column[first + codes[effects]]] = 1.0
    real, variances = np.zeros((len(members), n)), np.ones((len(members), n))
    real[b, at], variances[b, at] = 1.0, v[effects]
    term = np.full((len(members), q), m, dtype=np.intp)
    term[place[marks.block[levels]], marks.column[levels]] = marks.term[levels]
    member = (term.reshape(-1, 1) == np.arange(m)).astype(np.float64)
    return LevelStack(variances, real, A, p, term, member, row)
