"""The methods section's sentences for a fitted model, with references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tamis.stats.heterogeneity.intervals import INTERVALS
from tamis.stats.names import METHODS, TESTS, Name, named
from tamis.stats.predict.prediction import PREDICTION_INTERVALS

if TYPE_CHECKING:
    from tamis.stats.models.fit import Fit
    from tamis.stats.models.pooled import Pooled
    from tamis.stats.regression.result import Regression

I2_REFERENCE = "Higgins JPT, Thompson SG. Stat Med 2002;21:1539–1558"
WALD = "normal quantiles"


def pooled_methods(p: Pooled) -> str:
    """`Pooled.methods_paragraph`."""
    used: list[str] = []
    studies = "study" if p.k == 1 else "studies"
    sentences = [f"We pooled {p.k} {studies} {_model(p.fit, used)}."]
    sentences.append(_intervals(p.fit, used))
    if p.fit.random_effects and p.q_df > 0:
        interval = named("kind", "q-profile", INTERVALS)
        wide = named("kind", "as-test", PREDICTION_INTERVALS)
        quantile = WALD if p.df is None else f"t quantiles with {p.df} degrees of freedom"
        sentences.append(
            f"Heterogeneity is described by τ² with its Q-profile interval{_cite(interval, used)}, "
            f"by I² computed from τ²{_note(I2_REFERENCE, used)}, and by a "
            f"{100 * p.level:g} % prediction interval from {quantile}{_cite(wide, used)}."
        )
    elif p.q_df > 0:
        sentences.append(
            f"Heterogeneity is described by Q and by I² computed from it"
            f"{_note(I2_REFERENCE, used)}."
        )
    return _with_references(sentences, used)


def regression_methods(r: Regression) -> str:
    """`Regression.methods_paragraph`."""
    used: list[str] = []
    moderators = [n for n in r.fit.names if n != "intercept"]
    sentences = [
        f"We regressed the effects of {r.fit.k} studies on {_listed(moderators)} "
        f"{_model(r.fit, used)}.",
        _intervals(r.fit, used),
        "The moderators were tested together by "
        + ("a Wald test (χ²)." if r.fit.df is None else "an F test."),
    ]
    return _with_references(sentences, used)


def _model(fit: Fit, used: list[str]) -> str:
    method = named("method", fit.method, METHODS)
    if not fit.random_effects:
        how = f"under an equal-effects model{_cite(method, used)}"
    elif fit.tau2_fixed:
        how = f"under a random-effects model with τ² set to {fit.tau2:g}"
    else:
        how = f"under a random-effects model, τ² estimated by {method.says}{_cite(method, used)}"
    if fit.weights is None:
        return how + ", with inverse-variance weights"
    return how + ", with the weights given"


def _intervals(fit: Fit, used: list[str]) -> str:
    test = named("test", fit.test, TESTS)
    level = f"{100 * fit.level:g} %"
    if fit.test == "z":
        return f"Confidence intervals ({level}) and p-values are Wald-type, from {WALD}."
    return (
        f"Confidence intervals ({level}) and p-values are from the {test.says}"
        f"{_cite(test, used)}, here with {fit.df} degrees of freedom."
    )


def _cite(name: Name, used: list[str]) -> str:
    return _note(name.reference, used) if name.reference else ""


def _note(reference: str, used: list[str]) -> str:
    if reference not in used:
        used.append(reference)
    return f" [{used.index(reference) + 1}]"


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words) or "no moderator"
    return ", ".join(words[:-1]) + " and " + words[-1]


def _with_references(sentences: Sequence[str], used: Sequence[str]) -> str:
    text = " ".join(sentences)
    if not used:
        return text
    return text + "\n\n" + "\n".join(f"[{i}] {r}" for i, r in enumerate(used, 1))
