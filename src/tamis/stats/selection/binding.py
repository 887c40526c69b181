"""From options and observed effects to a weight function and a likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from tamis.stats.cautions import Caution
from tamis.stats.errors import LengthMismatch, OutOfRange, TooFewStudies, UnknownOption
from tamis.stats.multilevel.inputs import (
    Column,
    Floats,
    checked_definite,
    checked_rank,
    design,
    finite,
    numbers,
    variances,
)
from tamis.stats.multilevel.rows import complete
from tamis.stats.selection.likelihood import SelectionModel, Smooth, Steps, WeightModel
from tamis.stats.selection.weights import KINDS, Alternative, Kind


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A weight function bound to the observed p-values, with its steps and their counts."""

    weigh: WeightModel
    steps: tuple[float, ...]
    counts: tuple[int, ...]


def bind(
    y: Floats,
    v: Floats,
    kind: Kind,
    alternative: Alternative,
    steps: tuple[float, ...],
    precision: Floats | None,
) -> Bound:
    """Bind a weight function to the observed p-values."""
    z = y / np.sqrt(v) * (-1.0 if alternative == "less" else 1.0)
    two = alternative == "two.sided"
    p = 2 * special.ndtr(-np.abs(z)) if two else special.ndtr(-z)
    if kind == "trunc":
        return _truncation(y, v, alternative, steps)
    if any(not 0 < s <= 1 for s in steps) or list(steps) != sorted(set(steps)):
        raise OutOfRange("steps", str(steps), "rising p-values between 0 and 1")
    if kind != "stepfun":
        if len(steps) > 1:
            raise OutOfRange("steps", f"{len(steps)} p-values", f"at most one for {kind}")
        scaled = None if precision is None else precision / precision.max()
        start = float(steps[0]) if steps else 0.0
        return Bound(Smooth(kind, p, two, start, scaled), steps, (len(p),))
    if not steps:
        raise OutOfRange("steps", "none", "at least one p-value, e.g. 0.025")
    ends = steps if steps[-1] == 1 else (*steps, 1.0)
    piece = np.searchsorted(np.array(ends), p, side="left")
    edge = np.concatenate([[np.inf], -special.ndtri(np.array(ends) / (2 if two else 1))])
    if two:
        edge[-1] = 0.0
    low, high = edge[1:], edge[:-1]
    k = len(y)
    lower = np.stack([low, -high] if two else [low], axis=1)[:, :, None] + np.zeros(k)
    upper = np.stack([high, -low] if two else [high], axis=1)[:, :, None] + np.zeros(k)
    counts = tuple(int(n) for n in np.bincount(piece, minlength=len(ends)))
    return Bound(Steps(lower, upper, piece.astype(np.float64)), ends, counts)


def _truncation(y: Floats, v: Floats, alternative: Alternative, steps: tuple[float, ...]) -> Bound:
    if alternative == "two.sided" or len(steps) > 1:
        raise UnknownOption("alternative, steps", f"{alternative}, {steps}", "one side, one point")
    sign = -1.0 if alternative == "less" else 1.0
    point = sign * (steps[0] if steps else 0.0)
    edge = point / np.sqrt(v)
    infinite = np.full(len(y), np.inf)
    piece = (sign * y <= point).astype(np.float64)
    lower = np.stack([edge, -infinite])[:, None, :]
    upper = np.stack([infinite, edge])[:, None, :]
    counts = (int((piece == 0).sum()), int((piece == 1).sum()))
    return Bound(Steps(lower, upper, piece), (point * sign,), counts)


def held_weights(kind: Kind, d: int, delta: Sequence[float | None] | None) -> Floats:
    """Return each weight parameter at the value it is held at, NaN where it is estimated."""
    if delta is None:
        held = np.full(d, np.nan)
    else:
        held = np.array([np.nan if x is None else float(x) for x in delta])
        if len(held) != d:
            raise LengthMismatch("delta", f"{len(held)} values", f"{d}")
        if (held < 0).any():
            raise OutOfRange("delta", "a negative weight", "zero or more")
    if kind in ("stepfun", "trunc") and np.isnan(held[0]):
        held[0] = 1.0
    return held


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """All that is known before the first step of the optimiser."""

    model: SelectionModel
    bound: Bound
    names: tuple[str, ...]
    cautions: tuple[Caution, ...]


def prepare(
    yi: Column,
    vi: Column,
    *,
    kind: Kind,
    alternative: Alternative,
    steps: Sequence[float] = (),
    delta: Sequence[float | None] | None = None,
    precision: Column | None = None,
    X: Column | None = None,
    names: Sequence[str] | None = None,
) -> Prepared:
    """Check arguments and build the likelihood; see `selection_model` for what they mean."""
    if kind not in KINDS:
        raise UnknownOption("kind", repr(kind), ", ".join(KINDS))
    if alternative not in ("greater", "less", "two.sided"):
        raise UnknownOption("alternative", repr(alternative), "greater, less, two.sided")
    y = numbers(yi, "yi")
    v = variances(vi, len(y))
    if v.ndim != 1:
        raise LengthMismatch("vi", "a matrix", "one variance per effect")
    matrix, labels = design(X, len(y), names)
    rows, omitted = complete(y, v, matrix)
    y, v, matrix = y[rows], v[rows], matrix[rows]
    checked_definite(v)
    checked_rank(matrix)
    scale = None if precision is None else finite(precision, "precision")[rows]
    if scale is not None and ((scale <= 0).any() or kind in ("stepfun", "trunc", "beta")):
        raise OutOfRange("precision", "a value ≤ 0 or a kind without one", "halfnorm and its kin")
    bound = bind(y, v, kind, alternative, tuple(steps), scale)
    held = held_weights(kind, bound.weigh.d, delta)
    free = int(np.isnan(held).sum())
    if len(y) < matrix.shape[1] + 1 + free:
        raise TooFewStudies("yi", f"{len(y)} effects", f"more than {matrix.shape[1] + free}")
    sign = -1.0 if alternative == "less" else 1.0
    model = SelectionModel(sign * y, v, sign * matrix, bound.weigh, held)
    return Prepared(model, bound, tuple(labels), omitted)
