"""Weighted least squares in rational arithmetic: the referee where programs differ in digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = list[Fraction]


@dataclass(frozen=True, slots=True)
class Exact:
    """Coefficients, residual sum of squares and tr P, exact for the doubles given."""

    beta: list[float]
    rss: float
    trace_p: float
    trace_pp: float


def weighted_least_squares(
    y: Sequence[float], v: Sequence[float], X: Sequence[Sequence[float]], tau2: float
) -> Exact:
    """Exact results for weights 1/(v + τ²)."""
    t = Fraction(tau2)
    w = [1 / (Fraction(x) + t) for x in v]
    rows = [[Fraction(x) for x in row] for row in X]
    ys = [Fraction(x) for x in y]
    p = len(rows[0])
    inverse = _inverse(_cross(rows, w, rows, p))
    xwy = [sum(r[i] * a * b for r, a, b in zip(rows, w, ys, strict=True)) for i in range(p)]
    beta = [sum(inverse[i][j] * xwy[j] for j in range(p)) for i in range(p)]
    residuals = [
        b - sum(c * x for c, x in zip(beta, r, strict=True)) for r, b in zip(rows, ys, strict=True)
    ]
    rss = sum(a * r * r for a, r in zip(w, residuals, strict=True))
    second = _product(inverse, _cross(rows, [a * a for a in w], rows, p))
    third = _product(inverse, _cross(rows, [a**3 for a in w], rows, p))
    squares = _product(second, second)
    trace_p = sum(w) - sum(second[i][i] for i in range(p))
    trace_pp = sum(a * a for a in w) - sum(2 * third[i][i] - squares[i][i] for i in range(p))
    return Exact([float(b) for b in beta], float(rss), float(trace_p), float(trace_pp))


def _cross(a: list[Row], w: Row, b: list[Row], p: int) -> list[Row]:
    return [
        [
            sum((x[i] * c * z[j] for x, c, z in zip(a, w, b, strict=True)), Fraction(0))
            for j in range(p)
        ]
        for i in range(p)
    ]


def _product(a: list[Row], b: list[Row]) -> list[Row]:
    n = range(len(a))
    return [[sum((a[i][m] * b[m][j] for m in n), Fraction(0)) for j in n] for i in n]


def _inverse(a: list[Row]) -> list[Row]:
    n = len(a)
    m = [row[:] + [Fraction(int(i == j)) for j in range(n)] for i, row in enumerate(a)]
    for i in range(n):
        pivot = next(r for r in range(i, n) if m[r][i] != 0)
        m[i], m[pivot] = m[pivot], m[i]
        m[i] = [x / m[i][i] for x in m[i]]
        for r in range(n):
            if r != i and m[r][i] != 0:
                m[r] = [x - m[r][i] * z for x, z in zip(m[r], m[i], strict=True)]
    return [row[n:] for row in m]
