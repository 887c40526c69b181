from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.multilevel import MultilevelFit, intercepts, multilevel, structured
from tamis.stats.multilevel.profile import profile_interval
from tamis.stats.multilevel.profile_structured import profile_structured

Dataset = Callable[[str], dict[str, Any]]


def _berkey(d: dict[str, Any], struct: Any, **held: Any) -> MultilevelFit:
    outcome = np.array(d["outcome"])
    means = np.column_stack([outcome == o for o in sorted(set(d["outcome"]))])
    term = structured(d["outcome"], d["trial"], struct=struct, **held)
    return multilevel(d["yi"], d["V"], X=means.astype(float), random=[term])


@pytest.mark.parametrize(
    ("struct", "parameter", "which", "low", "high"),
    [
        ("UN", "tau2", 0, 0.0094964, 0.2067766),
        ("UN", "tau2", 1, 0.0000547, 0.1114396),
        ("UN", "rho", 0, -0.599618, 1.0),
        ("CS", "tau2", 0, 0.0086024, 0.1357254),
        ("CS", "rho", 0, -0.609051, 0.959998),
    ],
)
def test_berkey_1998_agrees_with_confint_of_metafor_3_8_to_its_tolerance(
    dataset: Dataset, struct: str, parameter: Any, which: int, low: float, high: float
) -> None:
    found = profile_structured(_berkey(dataset("berkey1998"), struct), parameter, which=which)
    assert found.ci_lb == pytest.approx(low, abs=1e-6)
    assert found.ci_ub == pytest.approx(high, abs=1e-6)


def test_at_both_ends_the_likelihood_has_fallen_by_half_a_quantile(dataset: Dataset) -> None:
    d = dataset("berkey1998")
    fit = _berkey(d, "CS")
    found = profile_structured(fit, "rho")
    for end in (found.ci_lb, found.ci_ub):
        drop = fit.fit.ll - _berkey(d, "CS", rho=end).fit.ll
        assert drop == pytest.approx(3.841458820694124 / 2, abs=1e-7)


def test_a_correlation_that_could_be_one_is_said_to_be_open(dataset: Dataset) -> None:
    d = dataset("ishak2007")
    fit = multilevel(d["yi"], d["vi"], random=[structured(d["time"], d["study"], struct="AR")])
    found = profile_structured(fit, "rho")
    assert found.ci_lb == pytest.approx(0.887931, abs=1e-5)
    assert found.ci_ub == 1.0
    assert [c.code for c in found.cautions] == ["interval-unbounded"]


def test_one_variance_is_that_of_a_plain_component(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    plain = multilevel(d["yi"], d["vi"], random=[intercepts("school", range(56))])
    one = structured(["x"] * 56, range(56), struct="ID")
    other = multilevel(d["yi"], d["vi"], random=[one])
    found = profile_structured(other, "tau2")
    expected = profile_interval(plain)
    assert found.ci_lb == pytest.approx(expected.ci_lb, rel=1e-6)
    assert found.ci_ub == pytest.approx(expected.ci_ub, rel=1e-6)


@pytest.mark.parametrize(
    ("error", "struct", "held", "arguments"),
    [
        (UnknownOption, "CS", {}, {"parameter": "sigma2"}),
        (OutOfRange, "CS", {}, {"parameter": "rho", "part": 1}),
        (OutOfRange, "CS", {}, {"parameter": "tau2", "which": 1}),
        (OutOfRange, "CS", {"rho": 0.5}, {"parameter": "rho"}),
        (OutOfRange, "DIAG", {}, {"parameter": "rho"}),
    ],
)
def test_what_was_not_estimated_has_no_profile(
    dataset: Dataset,
    error: type[Exception],
    struct: str,
    held: dict[str, Any],
    arguments: dict[str, Any],
) -> None:
    fit = _berkey(dataset("berkey1998"), struct, **held)
    with pytest.raises(error):
        profile_structured(fit, **arguments)


def test_an_unstructured_covariance_of_many_levels_is_refused(dataset: Dataset) -> None:
    d = dataset("ishak2007")
    fit = multilevel(d["yi"], d["vi"], random=[structured(d["time"], d["study"], struct="UN")])
    with pytest.raises(UnknownOption, match="HCS"):
        profile_structured(fit, "tau2")


def test_held_correlations_of_four_levels_come_back_in_their_order(dataset: Dataset) -> None:
    d = dataset("ishak2007")
    rho = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
    term = structured(d["time"], d["study"], struct="UN", rho=rho)
    fit = multilevel(d["yi"], d["vi"], random=[term])
    assert fit.structured[0].rho == pytest.approx(rho)
