"""τ² of every data set of a stack; the same equations as for one."""

from __future__ import annotations

import math

import numpy as np

from tamis.stats.batch.stack import Stack, dot, removed
from tamis.stats.distributions import chi2_quantile
from tamis.stats.errors import NotConverged, OutOfRange, UnknownOption
from tamis.stats.models.columns import Index, Matrix, Vector
from tamis.stats.models.roots import GRID_RATIO, PREDICTED, STEP, largest_root, series

ITERATIONS = 200
WIDER = 1e-6
CLOSED = ("DL", "HE", "HS", "HSk", "SJ")
MOMENT = ("PM", "EB", "DLIT", "SJIT", "PMM")


def estimates(stack: Stack, method: str) -> Vector:
    """τ² ≥ 0 of each data set, shape (B,); 0 where there are no residual degrees of freedom.

    Raises:
        UnknownOption: The method needs weights of its own.
        NotConverged: An iteration reached its limit.
    """
    B = stack.y.shape[1]
    if method == "EE":
        return np.zeros(B)
    usable = np.flatnonzero(stack.n > stack.p)
    out = np.zeros(B)
    if not usable.size:
        return out
    part = stack if usable.size == B else stack.take(usable)
    if method in CLOSED:
        found = np.maximum(0.0, _closed(part, method))
    elif method in MOMENT:
        found = _moment(part, method)
    elif method in ("ML", "REML"):
        found = _likelihood(part, method == "REML")
    else:
        raise UnknownOption("method", method, ", ".join(("EE", *CLOSED, *MOMENT, "ML", "REML")))
    out[usable] = found
    return out


def _closed(stack: Stack, method: str) -> Vector:
    m = stack.n - stack.p
    if method == "HE":
        r, hat = _ordinary(stack)
        on = 1.0 if stack.on is None else stack.on
        out: Vector = ((r * r).sum(axis=0) - (stack.v * (on - hat)).sum(axis=0)) / m
        return out
    if method == "SJ":
        on = np.ones_like(stack.y) if stack.on is None else stack.on
        d = (stack.y - (stack.y * on).sum(axis=0) / stack.n) * on
        start = (d * d).sum(axis=0) / stack.n
        safe = np.where(start > 0, start, 1.0)
        return np.where(start > 0, start * stack.q(safe)[0] / m, 0.0)
    zero = np.zeros(stack.y.shape[1])
    q, trace = stack.q_and_trace(zero)
    if method == "DL":
        if ((trace <= 0.0) & (q > m)).any():
            raise OutOfRange("vi", "a ratio of variances beyond all digits", "ratios below 1e15")
        return np.divide(q - m, trace, out=np.zeros_like(q), where=trace > 0.0)
    total = stack.weights(zero).sum(axis=0)
    hs: Vector = ((q if method == "HS" else stack.n / m * q) - stack.n) / total
    return hs


def _ordinary(stack: Stack) -> tuple[Matrix, Matrix]:
    """Residuals of the unweighted fit, and the diagonal of its hat matrix."""
    if stack.one_mean and stack.on is None:
        return stack.y - stack.y.mean(axis=0), np.full_like(stack.y, 1.0 / len(stack.y))
    root = np.ones_like(stack.y) if stack.on is None else stack.on
    Q, _ = stack.basis(root)
    return removed(Q, root * stack.y), sum(q * q for q in Q)  # type: ignore[return-value]


def _moment(stack: Stack, method: str) -> Vector:
    m = stack.n - stack.p
    target = m
    if method == "PMM":
        quantiles = {int(d): chi2_quantile(0.5, int(d)) for d in np.unique(m)}
        target = np.array([quantiles[int(d)] for d in m])
    out = np.zeros(stack.y.shape[1])
    active = np.arange(out.size)
    for _ in range(ITERATIONS):
        part = stack if active.size == out.size else stack.take(active)
        q, slope = part.q(out[active])
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(slope < 0, (q / target[active] - 1.0) * q / -slope, 0.0)
        step = np.where((q <= target[active]) & (out[active] == 0.0), 0.0, step)
        out[active] = np.maximum(0.0, out[active] + step)
        # Newton rises to the root; a step back is rounding.
        active = active[step > STEP * out[active]]
        if not active.size:
            return out
    raise NotConverged("max_iterations", f"{active.size} data sets not converged", "other data")


def _likelihood(stack: Stack, restricted: bool) -> Vector:
    if stack.one_mean and stack.v.shape[1] == 1:
        points, scores = _shared(stack, restricted)
    else:
        points = _grids(stack, restricted)
        scores = stack.scores(points, restricted)
    rising = scores > 0.0
    b, g = np.nonzero((rising[:-1] & ~rising[1:]).T)
    every = b.size == stack.n.size and bool((b[1:] > b[:-1]).all())
    part = stack if every else stack.take(b)
    typical = part.n / part.precision()
    # Widened, lest a slope near 0 at a point was given the wrong sign by rounding.
    low, high = points[g, b] * (1.0 - WIDER), points[g + 1, b] * (1.0 + WIDER)
    start = _starts(points, scores, g, b, typical)
    at = _refine(part, restricted, (low, start, high), typical)
    if every and bool(rising[0].all()):
        return at
    at_zero = np.flatnonzero(~rising[0])
    sets, values = np.concatenate([b, at_zero]), np.concatenate([at, np.zeros(at_zero.size)])
    out = np.zeros(stack.y.shape[1])
    out[sets] = values
    several = np.flatnonzero(np.bincount(sets, minlength=out.size) > 1)
    if several.size:
        chosen = np.isin(sets, several)
        sets, values = sets[chosen], values[chosen]
        ll = stack.take(sets).log_likelihood(values, restricted)
        order = np.lexsort((-values, ll))  # of equal likelihoods the smaller τ² stays
        out[sets[order]] = values[order]
    return out


def _shared(stack: Stack, restricted: bool) -> tuple[Matrix, Matrix]:
    """One grid for data sets with the same variances, and the slopes there, both (g, B).

    Sums over studies are then products of matrices. They lose digits that only decide between which
    neighbours a slope changes sign, and of `_refine`'s start.
    """
    v, m = stack.v[:, 0], stack.n - stack.p if restricted else stack.n
    on = np.ones_like(stack.v) if stack.on is None else stack.on
    y = (stack.y - stack.y.sum(axis=0) / stack.n) * on
    y2 = y * y
    low, high = float(v.min()), float(v.max())
    top = 1.01 * largest_root(float((y2.sum(axis=0) / m).max()), low, high)
    points = series(low, top) if top > 0 else np.zeros(1)
    w = 1.0 / (v + points[:, None])
    w2 = w * w
    a, b = w @ on, w2 @ on
    centre = w @ y / a
    score: Matrix = w2 @ y2 - centre * (2.0 * (w2 @ y) - centre * b) - a
    if restricted:
        score += b / a
    return np.broadcast_to(points[:, None], score.shape), score


def _grids(stack: Stack, restricted: bool) -> Matrix:
    """A grid of τ² for each data set, (g, B), from 0 to beyond its last possible maximum."""
    r, _ = _ordinary(stack)
    S = (r * r).sum(axis=0)
    m = stack.n - stack.p if restricted else stack.n
    low, high = stack.smallest_and_largest()
    half = S / (2.0 * m) - low
    inside = np.maximum(0.0, half * half - low * low + S * high / m)
    tiny = np.finfo(float).tiny
    top = np.maximum(1.01 * (half + np.sqrt(inside)), tiny)
    bottom = np.maximum(0.25 * np.minimum(np.where(low > 0, low, top), top), tiny)
    n = max(2, math.ceil(float(np.log(top / bottom).max()) / math.log(GRID_RATIO)) + 1)
    steps = np.linspace(0.0, 1.0, n)[:, None]
    points = np.exp(np.log(bottom) + steps * np.log(top / bottom))
    first = np.where(low > 0, 0.0, 1e-12 * bottom)
    return np.concatenate([first[None, :], points])


def _starts(points: Matrix, scores: Matrix, g: Index, b: Index, typical: Vector) -> Vector:
    """Where slopes cross 0 between points g and g + 1 of data sets b, about; as for one data set.

    Newton's divided differences of log(τ² + v̄) in the slope times τ² + v̄.
    """
    low, high, up, down = points[g, b], points[g + 1, b], scores[g, b], scores[g + 1, b]
    line: Vector = low + (high - low) * up / (up - down)
    if len(points) < 4:
        return line
    rows = np.clip(g - 1, 0, len(points) - 4) + np.arange(4)[:, None]
    x = points[rows, b] + typical
    s, logs = scores[rows, b] * x, np.log(x)
    with np.errstate(all="ignore"):
        d1 = (logs[1:] - logs[:-1]) / (s[1:] - s[:-1])
        d2 = (d1[1:] - d1[:-1]) / (s[2:] - s[:-2])
        d3 = (d2[1] - d2[0]) / (s[3] - s[0])
        cubic = np.exp(logs[0] - s[0] * (d1[0] - s[1] * (d2[0] - s[2] * d3))) - typical
    usable = (s[:-1] > s[1:]).all(axis=0) & (low < cubic) & (cubic < high)
    return np.where(usable, cubic, line)


def _refine(
    stack: Stack, restricted: bool, bracket: tuple[Vector, Vector, Vector], typical: Vector
) -> Vector:
    """Roots of the slope in brackets: Newton, halving where it leaves them; as for one data set."""
    low, out, high = bracket
    active, part, t, before = np.arange(out.size), stack, out, np.zeros_like(out)
    for _ in range(ITERATIONS):
        score, slope = _slope(part, t, restricted)
        up = score > 0.0
        low, high = np.where(up, t, low), np.where(up, high, t)
        slope += 2.0 * score / (t + typical)
        with np.errstate(divide="ignore", invalid="ignore"):
            new = t - score / slope
        inside = (slope < 0.0) & (new >= low) & (new <= high)
        new = np.where(inside, new, 0.5 * (low + high))
        step = np.abs(new - t)
        left = (step > STEP * new) & (high - low > STEP * high)
        left &= step * step * step > PREDICTED * new * before * before
        before, t = np.where(inside, step, 0.0), new
        out[active] = new
        keep = np.flatnonzero(left)
        if not keep.size:
            return out
        if keep.size < 0.7 * active.size:
            active, part = active[keep], part.take(keep)
            low, high, t, before = low[keep], high[keep], t[keep], before[keep]
            typical = typical[keep]
    raise NotConverged("max_iterations", f"{keep.size} data sets", "other data")


def _slope(stack: Stack, t: Vector, restricted: bool) -> tuple[Vector, Vector]:
    if not stack.one_mean:
        c = stack.curve(t)
        trace, square = (c.trace_p, c.trace_pp) if restricted else (c.sum_w, c.sum_w2)
        return c.y_pp_y - trace, square - 2.0 * c.y_ppp_y
    w = stack.weights(t)
    a, b = w.sum(axis=0), dot(w, w)
    wr = w * (stack.y - dot(w, stack.y) / a)
    yppy, wwr = dot(wr, wr), dot(w, wr)
    yppp = dot(w * wr, wr) - wwr * wwr / a
    if not restricted:
        return yppy - a, b - 2.0 * yppp
    share = b / a
    return yppy - a + share, b - 2.0 * dot(w * w, w) / a + share * share - 2.0 * yppp
