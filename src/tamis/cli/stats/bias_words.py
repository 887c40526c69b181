"""Tests for small-study effects, each with its numbers and a sentence."""

from __future__ import annotations

from typing import Any

from tamis.cli.stats.studies import Studies

NAMES = {
    "regression_test": "Regression test (Egger)",
    "rank_test": "Rank test (Begg)",
    "trim_and_fill": "Trim and fill",
    "pet_peese": "PET-PEESE",
    "fail_safe_n": "Fail-safe N",
}


def asymmetry(
    studies: Studies, predictor: str, method: str, test: str
) -> dict[str, dict[str, Any]]:
    """What several methods say, each with numbers, a sentence and cautions."""
    from tamis.report.plots.effect_scale import effect_scale, number, p_text
    from tamis.stats import bias

    y, v = studies.yi, studies.vi
    scale = effect_scale(studies.measure)
    egger = bias.regression_test(
        y, v, studies.ni or None, predictor=predictor, method=method, test=test
    )
    rank = bias.rank_test(y, v)
    trim = bias.trim_and_fill(y, v, method=method, test=test)
    line = bias.pet_peese(y, v)
    drawer = bias.fail_safe_n(y, v)
    low, high = trim.pooled.ci
    letter = "z" if egger.df is None else f"t({egger.df})"
    found: dict[str, dict[str, Any]] = {
        "regression_test": {
            "statistic": egger.statistic,
            "p": egger.p_value,
            "text": f"{letter}={number(egger.statistic, 2)}, {p_text(egger.p_value)} ({predictor})",
            "cautions": [str(c) for c in egger.cautions],
        },
        "rank_test": {
            "tau": rank.tau,
            "p": rank.p_value,
            "text": f"Kendall's τ={number(rank.tau, 2)}, {p_text(rank.p_value)}",
            "cautions": [str(c) for c in rank.cautions],
        },
        "trim_and_fill": {
            "added": trim.k0,
            "side": trim.side,
            "estimate": trim.pooled.estimate,
            "ci": [low, high],
            "text": f"{trim.k0} added on the {trim.side}; {scale.words.lower()} "
            f"{scale.text(trim.pooled.estimate)} ({scale.interval(low, high)})",
            "cautions": [str(c) for c in trim.cautions],
        },
        "pet_peese": _line(line, scale),
        "fail_safe_n": {
            "n": drawer.n,
            "text": f"{drawer.n} null results (Rosenthal)",
            "cautions": [],
        },
    }
    return found


def _line(found: Any, scale: Any) -> dict[str, Any]:
    low, high = found.intercept_ci()
    at = found.estimate[0]
    words = f"{scale.words.lower()} of an infinitely large study "
    words += f"{scale.text(at)} ({scale.interval(low, high)})"
    return {"estimate": at, "ci": [low, high], "text": words, "cautions": []}
