from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.errors import (
    LengthMismatch,
    MissingArgument,
    NoEvents,
    OutOfRange,
    UnknownMeasure,
    UnknownOption,
)
from tamis.stats.glmm import glmm

Dataset = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize(
    ("model", "beta", "tau2", "ll"),
    [
        ("UM.RS", -0.76164, 0.31986, -126.29627728),
        ("CM.EL", -0.75381, 0.31163, -48.37479124),
    ],
)
def test_bcg_matches_metafor_5_2(
    dataset: Dataset, model: Any, beta: float, tau2: float, ll: float
) -> None:
    fit = glmm("OR", **dataset("bcg"), model=model)
    assert fit.beta[0] == pytest.approx(beta, rel=2e-5)
    assert fit.tau2 == pytest.approx(tau2, rel=2e-5)
    assert fit.fit.ll == pytest.approx(ll, abs=1e-7)


def test_many_nodes_approach_the_integral_done_by_brute_force(dataset: Dataset) -> None:
    d = dataset("pritz1997")
    fit = glmm("PLO", **d, nodes=40)
    z = np.linspace(-9, 9, 20_001)
    x, n = (np.array(d[c], dtype=float)[:, None] for c in ("xi", "ni"))
    eta = fit.beta[0] + np.sqrt(fit.tau2) * z
    logs = x * eta - n * np.logaddexp(0, eta) - z**2 / 2 - np.log(2 * np.pi) / 2
    brute = np.log(np.trapezoid(np.exp(logs), z, axis=1)).sum()
    assert fit.fit.ll - _choose(x, n) == pytest.approx(brute, abs=1e-9)


def _choose(x: Any, n: Any) -> float:
    from scipy.special import gammaln

    return float((gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)).sum())


def test_without_heterogeneity_proportions_pool_as_one_sample(dataset: Dataset) -> None:
    d = dataset("pritz1997")
    fit = glmm("PLO", **d, method="EE")
    p = sum(d["xi"]) / sum(d["ni"])
    assert fit.beta[0] == pytest.approx(np.log(p / (1 - p)), rel=1e-10)
    assert fit.se[0] == pytest.approx((sum(d["ni"]) * p * (1 - p)) ** -0.5, rel=1e-6)


def test_rates_pool_as_events_over_time(dataset: Dataset) -> None:
    d = dataset("nielweise2008")
    fit = glmm("IRLN", xi=d["x1i"], ti=d["t1i"], method="EE")
    assert fit.beta[0] == pytest.approx(np.log(sum(d["x1i"]) / sum(d["t1i"])), rel=1e-10)


@pytest.mark.parametrize("model", ["UM.FS", "UM.RS", "CM.AL", "CM.EL"])
def test_swapping_arms_turns_the_sign(dataset: Dataset, model: Any) -> None:
    d = dataset("nielweise2007")
    swapped = {"ai": d["ci"], "n1i": d["n2i"], "ci": d["ai"], "n2i": d["n1i"]}
    one, other = glmm("OR", **d, model=model), glmm("OR", **swapped, model=model)
    assert other.beta[0] == pytest.approx(-one.beta[0], rel=1e-5)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-5)


@pytest.mark.parametrize("model", ["UM.FS", "UM.RS", "CM.EL"])
def test_the_order_of_studies_does_not_matter(dataset: Dataset, model: Any) -> None:
    d = dataset("nielweise2008")
    turned = {name: column[::-1] for name, column in d.items()}
    one, other = glmm("IRR", **d, model=model), glmm("IRR", **turned, model=model)
    assert other.beta[0] == pytest.approx(one.beta[0], rel=1e-7)
    assert other.fit.ll == pytest.approx(one.fit.ll, abs=1e-9)


def test_the_conditional_models_of_rates_agree_without_heterogeneity(dataset: Dataset) -> None:
    d = dataset("nielweise2008")
    fixed = glmm("IRR", **d, model="UM.FS", method="EE")
    conditional = glmm("IRR", **d, model="CM.EL", method="EE")
    assert conditional.beta[0] == pytest.approx(fixed.beta[0], rel=1e-9)


def test_a_moderator_is_tested(dataset: Dataset) -> None:
    d = dataset("pritz1997")
    design = np.column_stack([np.ones(14), np.arange(14.0)])
    fit = glmm("PLO", **d, X=design, names=["intrcpt", "order"], test="t")
    assert fit.QMdf == (1, 12)
    assert pytest.approx(fit.statistic[1] ** 2) == fit.QM


def test_latitude_explains_bcg_as_in_metafor_3_8(dataset: Dataset) -> None:
    latitude = dataset("bcg_rr")["ablat"]
    design = np.column_stack([np.ones(13), latitude])
    fixed = glmm("OR", **dataset("bcg"), X=design)
    assert fixed.beta == pytest.approx([0.39885904, -0.033329144], rel=1e-6)
    assert fixed.heterogeneity.lrt == pytest.approx(25.013852, abs=1e-6)
    random = glmm("OR", **dataset("bcg"), X=design, model="UM.RS")
    assert random.fit.ll == pytest.approx(-121.30109, abs=1e-5)
    assert random.beta == pytest.approx([0.36239954, -0.032609107], rel=1e-4)


def test_studies_without_events_are_left_out_with_a_caution(dataset: Dataset) -> None:
    fit = glmm("OR", **dataset("nielweise2007"))
    assert fit.k == 17
    assert "no-events-in-either-arm" in {c.code for c in fit.cautions}


def test_no_variation_is_exactly_zero_and_said() -> None:
    fit = glmm("PLO", xi=[10, 20, 30], ni=[100, 200, 300])
    assert fit.tau2 == 0
    assert "tau2-at-zero" in {c.code for c in fit.cautions}


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (UnknownMeasure, {"measure": "SMD"}),
        (MissingArgument, {"measure": "PLO", "xi": [1]}),
        (LengthMismatch, {"measure": "PLO", "xi": [1, 2], "ni": [3]}),
        (OutOfRange, {"measure": "PLO", "xi": [4], "ni": [3]}),
        (OutOfRange, {"measure": "IRLN", "xi": [4], "ti": [0]}),
        (
            NoEvents,
            {"measure": "OR", "ai": [0, 0], "n1i": [9, 9], "ci": [0, 0], "n2i": [9, 9]},
        ),
        (UnknownOption, {"measure": "PLO", "xi": [1, 2], "ni": [9, 9], "method": "REML"}),
        (OutOfRange, {"measure": "PLO", "xi": [1, 2], "ni": [9, 9], "nodes": 0}),
    ],
)
def test_what_has_no_answer_is_refused_by_name(
    error: type[Exception], arguments: dict[str, Any]
) -> None:
    with pytest.raises(error):
        glmm(**arguments)


def test_the_approximate_conditional_model_is_not_for_rates(dataset: Dataset) -> None:
    with pytest.raises(UnknownOption, match=r"CM\.EL"):
        glmm("IRR", **dataset("nielweise2008"), model="CM.AL")


@pytest.mark.parametrize("model", ["UM.FS", "UM.RS", "CM.AL"])
def test_a_group_without_events_has_no_finite_estimate(model: str) -> None:
    fit = glmm("OR", model=model, ai=[0, 0], n1i=[10, 20], ci=[3, 4], n2i=[10, 20])
    assert any(
        c.code == "not-estimable" and "no finite estimate" in c.message for c in fit.cautions
    )
