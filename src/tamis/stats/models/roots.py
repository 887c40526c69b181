"""Roots in τ²: of the generalised Q statistic and of the likelihood's slope."""

from __future__ import annotations

import math

import numpy as np

from tamis.stats.errors import NotConverged
from tamis.stats.models.columns import Vector
from tamis.stats.models.profile import Profile

#: Relative step below which Newton has converged: the error left is about its square.
STEP = 1e-9
#: Relative error at which Newton may stop as predicted from its last two steps.
PREDICTED = 1e-15
ITERATIONS = 200
#: Ratio of neighbouring grid points. Every term of the slope is a function of log(vᵢ + τ²) that
#: changes over about one unit, so half a unit cannot step over the highest maximum.
GRID_RATIO = math.exp(0.5)
#: Its powers, enough for the whole range of doubles.
SERIES = np.exp(0.5 * np.arange(1420))


def solve_q(profile: Profile, target: float, iterations: int = ITERATIONS) -> float:
    """τ² ≥ 0 at which yᵀPy equals `target`; 0 where it is below `target` already.

    yᵀPy = Σ zᵢ²/(λᵢ + τ²) falls in τ², and 1/yᵀPy is concave, so Newton on 1/yᵀPy − 1/target
    rises to the root from the left and never passes it.

    Raises:
        NotConverged: The iteration limit was reached.
    """
    tau2 = start = 0.0 if profile.low > 0.0 else just_above_zero(profile)
    if target <= 0:
        return math.inf
    if start == 0.0 and profile.low <= 0.0:
        return 0.0
    for _ in range(iterations):
        q, slope = profile.q(tau2)
        if q <= target or slope == 0:
            # At the start: no root above 0. Later: the root, reached to rounding.
            return 0.0 if tau2 == start else max(0.0, tau2 + (q / target - 1.0) * q / -slope)
        step = (q / target - 1.0) * q / -slope
        tau2 += step
        if step <= STEP * tau2:
            return tau2
    raise NotConverged("max_iterations", f"no convergence in {iterations}", "a larger limit")


def just_above_zero(profile: Profile) -> float:
    """A τ² that stands for the limit at 0 where a variance is 0 and so its weight infinite.

    0 if all variances are 0 and all effects alike.
    """
    positive = profile.vi[profile.vi > 0.0]
    if positive.size:
        return 1e-12 * float(positive.min())
    r = profile.ordinary_residuals()
    return 1e-12 * float(r.dot(r)) / profile.k


def upper_bound(profile: Profile, restricted: bool, low: float, high: float) -> float:
    """A τ² above which the likelihood only falls.

    With S the ordinary residual sum of squares and m = k − p (REML) or k (ML), yᵀPPy ≤
    S/(τ² + min v)² and the trace is ≥ m/(τ² + max v), so the slope is negative from the larger root
    of m(τ² + min v)² = S(τ² + max v) on.

    Args:
        profile: The data.
        restricted: REML or ML.
        low, high: Smallest and largest sampling variance.
    """
    r = profile.ordinary_residuals()
    m = profile.k - profile.p if restricted else profile.k
    return largest_root(float(r.dot(r)) / m, low, high)


def largest_root(spread: float, low: float, high: float) -> float:
    """The larger root t of (t + low)² = spread · (t + high); 0 if there is none."""
    half = 0.5 * spread - low
    inside = half * half - low * low + spread * high
    return half + math.sqrt(inside) if inside > 0 else 0.0


def grid(profile: Profile, restricted: bool) -> Vector:
    """0 and a geometric series of τ² up to beyond the last possible maximum."""
    low, high = profile.low, profile.high
    top = 1.01 * upper_bound(profile, restricted, low, high)
    if top <= 0:
        return np.zeros(1)
    smallest = low
    if low <= 0:
        positive = profile.vi[profile.vi > 0]
        smallest = float(positive.min()) if positive.size else top
    points = series(smallest, top)
    if low <= 0:
        points[0] = 1e-12 * points[1]
    return points


def series(smallest: float, top: float) -> Vector:
    """0 and a geometric series of τ² from below the smallest positive variance up to `top`."""
    bottom = 0.25 * min(smallest, top)
    n = max(2, math.ceil(2.0 * math.log(top / bottom)) + 1)
    points = np.empty(n + 1)
    points[0] = 0.0
    np.multiply(SERIES[:n], bottom, out=points[1:])
    return points


def local_maxima(
    profile: Profile, restricted: bool, iterations: int = ITERATIONS
) -> tuple[float, ...]:
    """Every local maximum of the (restricted) likelihood over τ² ≥ 0, smallest first.

    Raises:
        NotConverged: The iteration limit was reached.
    """
    tried = grid(profile, restricted)
    scores: list[float] = profile.scores(tried, restricted).tolist()
    points: list[float] = tried.tolist()
    found = [] if scores[0] > 0.0 else [0.0]
    typical = -1.0
    for i in range(len(points) - 1):
        if scores[i] > 0.0 and not scores[i + 1] > 0.0:
            typical = _typical(profile) if typical < 0.0 else typical
            bracket = points[i], _start(points, scores, i, typical), points[i + 1]
            found.append(_refine(profile, restricted, bracket, typical, iterations))
    if scores[-1] > 0.0:
        found.append(points[-1])
    return tuple(found)


def _typical(profile: Profile) -> float:
    """Harmonic mean of the variances; 0 if one of them is."""
    return profile.k / float((1.0 / profile.vi).sum()) if profile.low > 0.0 else 0.0


def _start(points: list[float], scores: list[float], i: int, typical: float) -> float:
    """Where the slope crosses 0 between points i and i + 1, about.

    Times τ² + v̄ it is a smooth sigmoid of log(τ² + v̄); so the inverse of that function is
    interpolated by a cubic through four points, or by a line where they do not fall.
    """
    low, high = points[i], points[i + 1]
    first = min(max(0, i - 1), max(0, len(points) - 4))
    x = [t + typical for t in points[first : first + 4]]
    s = [a * b for a, b in zip(scores[first : first + 4], x, strict=True)]
    if len(s) == 4 and s[0] > s[1] > s[2] > s[3]:
        total = 0.0
        for j, at in enumerate(x):
            share = math.log(at)
            for m in range(4):
                if m != j:
                    share *= s[m] / (s[m] - s[j])
            total += share
        found = math.exp(min(total, 700.0)) - typical
        if low < found < high:
            return found
    return low + (high - low) * scores[i] / (scores[i] - scores[i + 1])


def _refine(
    profile: Profile,
    restricted: bool,
    bracket: tuple[float, float, float],
    typical: float,
    iterations: int,
) -> float:
    """The root of the slope between a rising and a falling point: Newton inside a bracket.

    Newton is applied to the slope times (τ² + v̄)², which is a straight line if variances are equal.
    """
    low, tau2, high = bracket
    before = 0.0
    for _ in range(iterations):
        score, slope = profile.score(tau2, restricted)
        if score > 0.0:
            low = tau2
        else:
            high = tau2
        slope += 2.0 * score / (tau2 + typical)
        new = tau2 - score / slope if slope < 0.0 else math.nan
        if not low <= new <= high:
            new, before = 0.5 * (low + high), 0.0
        step, tau2 = abs(new - tau2), new
        # The error left is to this step as this step is to the square of the one before.
        settled = step * step * step <= PREDICTED * tau2 * before * before
        if settled or step <= STEP * tau2 or high - low <= STEP * high:
            return tau2
        before = step
    raise NotConverged("max_iterations", f"no convergence in {iterations}", "a larger limit")


def log_likelihood(profile: Profile, tau2: Vector, restricted: bool) -> Vector:
    """(Restricted) log-likelihood at the weighted least-squares coefficients, per τ².

    The restricted form is that of an orthonormal basis of the moderators; Harville's constant
    ½ log|XᵀX| makes it the one of the moderators themselves.
    """
    s = profile.at(tau2)
    if restricted:
        const = (profile.k - profile.p) * math.log(2.0 * math.pi)
        return -0.5 * (const + s.log_det_v + s.log_det_xwx + s.rss)
    return -0.5 * (profile.k * math.log(2.0 * math.pi) + s.log_det_v + s.rss)
