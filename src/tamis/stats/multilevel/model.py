"""The marginal model y ~ N(Xβ, M(θ)): its data, its terms, and where their parameters stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tamis.stats.multilevel.blocks import Spread, Stack, connected, pattern, spread, stacks
from tamis.stats.multilevel.inputs import Floats
from tamis.stats.multilevel.level_layout import LevelStack, level_stacks
from tamis.stats.multilevel.structures import Covariance, covariance
from tamis.stats.multilevel.terms import Intercepts, Structured, Term


@dataclass(frozen=True, slots=True, eq=False)
class Dense:
    """Stacks of blocks with the pattern of each term.

    Attributes:
        stacks: The data.
        static: Z R Z′ of each variance component, per stack.
        spreads: The spreading of each structured term, per stack.
    """

    stacks: tuple[Stack, ...]
    static: tuple[dict[int, Floats], ...]
    spreads: tuple[dict[int, Spread], ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """Data with an orthonormal design, laid out for one way of computing or the other.

    Attributes:
        y: Effects (k,).
        V: Sampling variances (k,) or covariances (k, k).
        Q: Orthonormal columns that span the design (k, p).
        terms: The random effects.
    """

    y: Floats
    V: Floats
    Q: Floats
    terms: tuple[Term, ...]

    @cached_property
    def dense(self) -> Dense:
        """Blocks of M, to be inverted as they are."""
        gathered = stacks(self.y, self.V, self.Q, connected(self.V, self.terms))
        plain = [(i, t) for i, t in enumerate(self.terms) if isinstance(t, Intercepts)]
        others = [(i, t) for i, t in enumerate(self.terms) if isinstance(t, Structured)]
        return Dense(
            gathered,
            tuple({i: pattern(s, t) for i, t in plain} for s in gathered),
            tuple({i: spread(s, t) for i, t in others} for s in gathered),
        )

    @cached_property
    def levels(self) -> tuple[LevelStack, ...] | None:
        """The same by levels of the factors, where that is less work; None where it is not."""
        return level_stacks(self.y, self.V, self.Q, self.terms)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Data and covariance terms.

    Attributes:
        layout: The data, ready for computing.
        terms: The random effects, in the order of θ.
        covariances: G(θ) of each structured term.
        back: Turns coefficients of the orthonormal design into those of X, the inverse of R in
            X = QR (p, p).
        places: Where each term's free parameters stand in θ.
    """

    layout: Layout
    terms: tuple[Term, ...]
    covariances: dict[int, Covariance]
    k: int
    p: int
    back: Floats
    places: tuple[slice, ...]

    @property
    def free(self) -> int:
        """How many parameters are estimated."""
        return self.places[-1].stop if self.places else 0

    def split(self, theta: Floats) -> list[Floats]:
        """Return each term's own free parameters."""
        return [theta[place] for place in self.places]

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the limits of θ."""
        lower, upper = [], []
        for i, term in enumerate(self.terms):
            if isinstance(term, Structured):
                low, high = self.covariances[i].bounds()
                lower.append(low)
                upper.append(high)
            elif term.sigma2 is None:
                lower.append(np.zeros(1))
                upper.append(np.full(1, np.inf))
        return np.concatenate([np.empty(0), *lower]), np.concatenate([np.empty(0), *upper])

    def variances(self, theta: Floats) -> Floats:
        """Return σ² of every term, held or at θ, when all are variance components."""
        found = [
            term.sigma2 if isinstance(term, Intercepts) and term.sigma2 is not None else own[0]
            for term, own in zip(self.terms, self.split(theta), strict=True)
        ]
        return np.array(found, dtype=np.float64)

    def marginal(self, theta: Floats, s: int) -> Floats:
        """Return M of one stack of blocks, shape (B, n, n)."""
        dense = self.layout.dense
        M = dense.stacks[s].V.copy()
        for i, (term, own) in enumerate(zip(self.terms, self.split(theta), strict=True)):
            if isinstance(term, Intercepts):
                sigma2 = own[0] if term.sigma2 is None else term.sigma2
                M += sigma2 * dense.static[s][i]
            else:
                M += dense.spreads[s][i](np.asarray(self.covariances[i].matrix(own)))
        return M

    def slopes(self, theta: Floats, s: int) -> Floats:
        """Return ∂M/∂θ of one stack, shape (m, B, n, n)."""
        dense = self.layout.dense
        parts = [np.empty((0, *dense.stacks[s].V.shape))]
        for i, (term, own) in enumerate(zip(self.terms, self.split(theta), strict=True)):
            if isinstance(term, Structured):
                if len(own):
                    parts.append(dense.spreads[s][i](self.covariances[i].derivatives(own)))
            elif term.sigma2 is None:
                parts.append(dense.static[s][i][None])
        return parts[1] if len(parts) == 2 else np.concatenate(parts)


def prepare(y: Floats, V: Floats, X: Floats, terms: Sequence[Term]) -> Model:
    """Gather data and terms into a model."""
    covariances = {i: covariance(t) for i, t in enumerate(terms) if isinstance(t, Structured)}
    Q, R = np.linalg.qr(X)
    return Model(
        layout=Layout(y, V, np.asarray(Q, dtype=np.float64), tuple(terms)),
        terms=tuple(terms),
        covariances=covariances,
        places=places(terms, covariances),
        k=len(y),
        p=X.shape[1],
        back=np.asarray(np.linalg.inv(R), dtype=np.float64),
    )


def places(terms: Sequence[Term], covariances: dict[int, Covariance]) -> tuple[slice, ...]:
    """Return where each term's free parameters stand in θ."""
    out, start = [], 0
    for i, term in enumerate(terms):
        if isinstance(term, Structured):
            size = len(covariances[i].free)
        else:
            size = int(term.sigma2 is None)
        out.append(slice(start, start + size))
        start += size
    return tuple(out)
