"""Fisher scoring that stops at a step: how printed results of other programs come about."""

from __future__ import annotations

from tamis.stats.errors import NotConverged, OutOfRange, UnknownOption
from tamis.stats.models.profile import Profile

#: Methods that are iterated by Fisher scoring.
SCORED = ("EB", "ML", "REML")


def fisher_scoring(
    profile: Profile, method: str, start: float, threshold: float, iterations: int
) -> float:
    """τ² where Fisher scoring first moves it by no more than `threshold`.

    The step is the score over the expected information (Viechtbauer 2005, eqs 10–11; for EB that of
    Morris 1983), halved until τ² stays at 0 or above. It is not the optimum: its error is about
    the threshold times the ratio of two steps, and it may end beside the highest maximum.

    Args:
        profile: The data.
        method: One of `SCORED`.
        start: Where to begin; below 0 counts as 0.
        threshold: In units of τ²; R's metafor stops at 1e-5 unless told otherwise.
        iterations: Limit.

    Raises:
        UnknownOption: The method is not iterated by scoring.
        OutOfRange: The threshold is not above 0.
        NotConverged: The limit was reached.
    """
    if method not in SCORED:
        raise UnknownOption("threshold", f"one for {method}", f"{', '.join(SCORED)} or none")
    if not threshold > 0.0:
        raise OutOfRange("threshold", repr(threshold), "above 0")
    tau2 = max(0.0, start)
    for _ in range(iterations):
        step = _step(profile, method, tau2)
        while tau2 + step < 0.0:
            step *= 0.5
        tau2 += step
        if abs(step) <= threshold:
            return tau2
    raise NotConverged("max_iterations", f"no convergence in {iterations}", "a larger limit")


def _step(profile: Profile, method: str, tau2: float) -> float:
    sums = profile.traces(tau2)
    if method == "EB":
        k = profile.k
        return (profile.q(tau2)[0] * k / (k - profile.p) - k) / sums.sum_w
    restricted = method == "REML"
    return profile.score(tau2, restricted)[0] / (sums.trace_pp if restricted else sums.sum_w2)
