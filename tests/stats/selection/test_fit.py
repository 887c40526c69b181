from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special

from tamis.stats.errors import LengthMismatch, OutOfRange, TooFewStudies, UnknownOption
from tamis.stats.selection import selection_model
from tamis.stats.selection.binding import prepare

Dataset = Callable[[str], dict[str, Any]]

KINDS = ["beta", "halfnorm", "negexp", "logistic", "power", "negexppow"]


@pytest.mark.parametrize(
    ("kind", "steps", "beta", "tau2", "delta", "ll"),
    [
        ("stepfun", (0.025,), -0.6205628, 0.2912393, (1, 0.6355346), -12.54382660652),
        ("stepfun", (0.025, 0.5), -0.6711968, 0.2639016, (1, 0.6315490, 0.9278524), -12.4916164),
        ("halfnorm", (), -0.6174233, 0.3458489, (0.9136924,), -12.586653686286),
        ("logistic", (), -0.6952436, 0.2885138, (0.2559823,), -12.664144986783),
        ("trunc", (), -0.7530014, 0.2547773, (1.4504482,), -12.612979924300),
    ],
)
def test_bcg_matches_metafor_5_2(
    dataset: Dataset, kind: Any, steps: Any, beta: float, tau2: float, delta: Any, ll: float
) -> None:
    d = dataset("bcg_rr")
    fit = selection_model(d["yi"], d["vi"], kind=kind, steps=steps, alternative="less")
    assert fit.ll == pytest.approx(ll, abs=1e-7)
    assert fit.beta[0] == pytest.approx(beta, rel=2e-5)
    assert fit.tau2 == pytest.approx(tau2, rel=2e-5)
    assert fit.delta == pytest.approx(delta, rel=1e-4)


@pytest.mark.parametrize("kind", ["stepfun", *KINDS])
@pytest.mark.parametrize("alternative", ["greater", "less", "two.sided"])
def test_derivatives_are_those_of_finite_differences(
    dataset: Dataset, kind: Any, alternative: Any
) -> None:
    d = dataset("bcg_rr")
    steps = (0.05, 0.5) if kind == "stepfun" else ()
    model = prepare(d["yi"], d["vi"], kind=kind, alternative=alternative, steps=steps).model
    theta = np.array([-0.4, 0.3, 0.8, 1.3])[: 2 + int(np.isnan(model.held).sum())]
    here = model.evaluate(theta)
    assert here is not None
    for j in range(len(theta)):
        up, down = (model.evaluate(theta + s * 1e-5 * np.eye(len(theta))[j]) for s in (1, -1))
        assert up is not None
        assert down is not None
        assert here.gradient[j] == pytest.approx((up.ll - down.ll) / 2e-5, rel=1e-6, abs=1e-7)
        slope = -(up.gradient - down.gradient) / 2e-5
        assert here.observed[j] == pytest.approx(slope, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_the_normalising_integral_is_that_of_brute_force(dataset: Dataset, kind: Any) -> None:
    d = dataset("bcg_rr")
    y, v = np.array(d["yi"][:3]), np.array(d["vi"][:3])
    model = prepare([*y, 0.1, 0.2], [*v, 0.1, 0.1], kind=kind, alternative="greater").model
    delta = np.array([0.8, 1.4])[: model.weigh.d]  # type: ignore[union-attr]
    total, mean = v + 0.3, 0.2
    found = model.weigh(  # type: ignore[misc]
        delta, np.r_[mean / np.sqrt(v), 0, 0], np.r_[np.sqrt(total / v), 1, 1]
    ).a[0][:3, 0]
    x = np.linspace(-12, 12, 400_001)
    for i in range(3):
        p = special.ndtr(-(mean + np.sqrt(total[i]) * x) / np.sqrt(v[i]))
        w = _weight(kind, p, delta)
        brute = np.trapezoid(w * np.exp(-x * x / 2) / np.sqrt(2 * np.pi), x)
        assert found[i] == pytest.approx(brute, rel=1e-7)


def _weight(kind: str, p: Any, delta: Any) -> Any:
    kept = np.clip(p, 1e-5, 1 - 1e-5)
    return {
        "beta": lambda: kept ** (delta[0] - 1) * (1 - kept) ** (delta[1] - 1),
        "halfnorm": lambda: np.exp(-delta[0] * p**2),
        "negexp": lambda: np.exp(-delta[0] * p),
        "logistic": lambda: 2 * np.exp(-delta[0] * p) / (1 + np.exp(-delta[0] * p)),
        "power": lambda: (1 - kept) ** delta[0],
        "negexppow": lambda: np.exp(-delta[0] * p ** (1 / delta[1])),
    }[kind]()


def test_weights_held_at_one_leave_the_ordinary_fit(dataset: Dataset) -> None:
    d = dataset("bcg_rr")
    fit = selection_model(d["yi"], d["vi"], steps=(0.05,), delta=(1, 1))
    assert fit.ll == pytest.approx(fit.ll_unselected, abs=1e-10)
    assert (fit.LRTdf, fit.LRTp) == (0, None)


def test_a_censored_literature_is_uncovered() -> None:
    rng = np.random.default_rng(8)
    v = rng.uniform(0.02, 0.2, 6000)
    y = rng.normal(0.1, np.sqrt(v + 0.02))
    kept = (y / np.sqrt(v) > 1.96) | (rng.uniform(size=6000) < 0.2)
    fit = selection_model(y[kept], v[kept], steps=(0.025,))
    assert fit.delta[1] == pytest.approx(0.2, abs=0.04)
    assert fit.beta[0] == pytest.approx(0.1, abs=0.03)
    assert fit.LRTp is not None
    assert fit.LRTp < 1e-6


def test_mirrored_effects_have_mirrored_results(dataset: Dataset) -> None:
    d = dataset("bcg_rr")
    one = selection_model(d["yi"], d["vi"], steps=(0.025,), alternative="less")
    other = selection_model([-y for y in d["yi"]], d["vi"], steps=(0.025,))
    assert other.beta[0] == pytest.approx(-one.beta[0], rel=1e-8)
    assert other.delta == pytest.approx(one.delta, rel=1e-7)


def test_an_empty_interval_is_said(dataset: Dataset) -> None:
    d = dataset("bcg_rr")
    fit = selection_model(d["yi"], d["vi"], steps=(0.025, 0.99), alternative="less")
    assert "flat-likelihood" in {c.code for c in fit.cautions}


@pytest.mark.parametrize(
    ("error", "options"),
    [
        (UnknownOption, {"kind": "cubic"}),
        (UnknownOption, {"alternative": "up", "steps": (0.05,)}),
        (OutOfRange, {}),
        (OutOfRange, {"steps": (0.5, 0.05)}),
        (OutOfRange, {"steps": (1.5,)}),
        (LengthMismatch, {"steps": (0.05,), "delta": (1,)}),
        (TooFewStudies, {"steps": (0.01, 0.02, 0.05, 0.5)}),
    ],
)
def test_what_has_no_answer_is_refused_by_name(
    error: type[Exception], options: dict[str, Any]
) -> None:
    with pytest.raises(error):
        selection_model([0.1, 0.3, 0.2, 0.6], [0.1] * 4, **options)


def test_effects_all_alike_have_no_standard_errors_and_a_caution_says_so() -> None:
    fit = selection_model([0.1] * 5, [0.1] * 5, kind="beta")
    assert np.isnan(fit.se).all()
    assert any("no standard errors" in c.message for c in fit.cautions)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("effects", [[0.1] * 5, [100.0, 0.1, 0.2, 0.1, 0.3]])
def test_a_weight_that_no_effect_informs_ends_with_a_caution(effects: list[float]) -> None:
    fit = selection_model(effects, [0.1, 0.2, 0.3, 0.4, 0.5], kind="trunc", steps=(0.025,))
    assert "flat-likelihood" in [c.code for c in fit.cautions]
