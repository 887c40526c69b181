from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.dose_response import covariance, dose_response, pseudo_counts
from tamis.stats.dose_response.basis import basis
from tamis.stats.errors import MissingArgument, OutOfRange, TooFewStudies, UnknownOption

Dataset = Callable[[str], dict[str, Any]]

#: Dosresmeta takes odds ratios of cohorts too, which gives the covariances of incidence rates.
DESIGN = {"cc": "case-control", "ci": "incidence-rate"}

BREAST_CANCER = {
    "study": ["Rohan & McMichael 1988"] * 4,
    "dose": [0, 2, 6, 11],
    "log_rr": np.log([1.0, 0.80, 1.16, 1.57]),
    "se": np.log([1.0, 1.27 / 0.51, 1.85 / 0.73, 2.51 / 0.99]) / (2 * 1.959964),
    "cases": [165, 74, 90, 122],
    "size": [337, 167, 186, 212],
    "design": "case-control",
}


def _alcohol(d: dict[str, Any], **options: Any) -> Any:
    return dose_response(
        d["study"],
        d["dose"],
        d["log_rr"],
        d["se"],
        cases=d["cases"],
        size=d["n"],
        design=[DESIGN[t] for t in d["design"]],
        **options,
    )


def test_alcohol_and_breast_cancer_of_greenland_and_longnecker_1992() -> None:
    """The worked example of the method's paper, as dosresmeta 2.0's manual prints it."""
    fit = dose_response(**BREAST_CANCER, method="FE")  # type: ignore[arg-type]
    assert fit.beta[0] == pytest.approx(0.0454, abs=5e-5)
    assert fit.se[0] == pytest.approx(0.0207, abs=5e-5)
    assert fit.model_chi2 == pytest.approx(4.8333, abs=5e-5)
    one_gram = fit.predict([1.0])
    assert one_gram.rr[0] == pytest.approx(1.046477, abs=1e-6)
    assert (one_gram.ci_lb[0], one_gram.ci_ub[0]) == pytest.approx((1.004941, 1.089729), abs=1e-6)


def test_covariances_of_the_first_alcohol_study_match_dosresmeta_2_0(dataset: Dataset) -> None:
    fit = _alcohol(dataset("alcohol_cvd"))
    first = next(c for c in fit.curves if c.name == "Bianchi")
    assert first.V[0] == pytest.approx([0.04987985, 0.01875906, 0.01678737, 0.01780975], abs=2e-8)


@pytest.mark.parametrize("stages", [1, 2])
def test_linear_trend_of_alcohol_matches_dosresmeta_2_0(dataset: Dataset, stages: Any) -> None:
    fit = _alcohol(dataset("alcohol_cvd"), stages=stages)
    assert fit.beta[0] == pytest.approx(-0.0044, abs=5e-5)
    assert fit.se[0] == pytest.approx(0.0059, abs=5e-5)
    assert np.sqrt(fit.psi[0, 0]) == pytest.approx(0.0100, abs=5e-5)


def test_quadratic_trend_of_alcohol_matches_dosresmeta_2_0(dataset: Dataset) -> None:
    fit = _alcohol(dataset("alcohol_cvd"), shape="quadratic")
    assert fit.beta == pytest.approx([-0.0302, 0.0008], abs=5e-5)
    assert fit.se == pytest.approx([0.0132, 0.0005], abs=5e-5)
    assert (fit.Q, fit.Qdf) == (pytest.approx(35.1177, abs=1e-3), 10)
    assert fit.model_chi2 == pytest.approx(6.3694, abs=1e-3)
    assert fit.fit.fit.ll == pytest.approx(34.6967, abs=1e-3)
    at_20 = fit.predict([20.0])
    assert (at_20.rr[0], at_20.ci_lb[0]) == pytest.approx((0.7377992, 0.5733641), abs=1e-4)


def test_one_stage_and_two_agree_where_every_study_has_doses_enough(dataset: Dataset) -> None:
    one, two = (_alcohol(dataset("alcohol_cvd"), shape="quadratic", stages=s) for s in (1, 2))
    assert one.beta == pytest.approx(two.beta, rel=1e-4)
    assert one.psi == pytest.approx(two.psi, rel=1e-3)


def test_a_spline_is_linear_beyond_its_outer_knots() -> None:
    terms = basis("spline", np.arange(11.0), (2, 5, 8))
    x = np.array([8.0, 9.0, 10.0, 30.0])
    slopes = np.diff(terms(x), axis=0) / np.diff(x)[:, None]
    assert slopes[1:] == pytest.approx(np.tile(slopes[0], (2, 1)))
    assert terms(np.array([0.0, 2.0]))[:, 1].tolist() == [0, 0]


def test_one_stage_takes_studies_with_fewer_doses_than_terms(dataset: Dataset) -> None:
    d = dataset("alcohol_cvd")
    keep = [i for i, s in enumerate(d["study"]) if s != "Bobak" or d["dose"][i] < 20]
    short = {name: [column[i] for i in keep] for name, column in d.items()}
    with pytest.raises(TooFewStudies, match="stages=1"):
        _alcohol(short, shape="quadratic")
    assert _alcohol(short, shape="quadratic", stages=1).nonlinear_p is not None


@pytest.mark.parametrize("design", ["case-control", "cumulative-incidence", "incidence-rate"])
def test_pseudo_counts_give_the_relative_risks_and_the_total(design: Any) -> None:
    log_rr, cases, size = np.array([0.3, 0.9]), np.array([40.0, 30, 20]), np.array([200.0, 90, 40])
    found = pseudo_counts(log_rr, cases, size, design)
    rest = found.size - found.cases if design == "case-control" else found.size
    ratio = found.cases / rest
    assert np.log(ratio[1:] / ratio[0]) == pytest.approx(log_rr)
    assert found.cases.sum() == pytest.approx(90)


def test_crude_covariance_is_the_reference_groups_share() -> None:
    cases, size = np.array([40.0, 30, 20]), np.array([200.0, 90, 40])
    log_rr = np.log(cases[1:] / size[1:]) - np.log(cases[0] / size[0])
    variance = 1 / cases[1:] + 1 / cases[0]
    out = covariance(log_rr, variance, cases, size, "incidence-rate")
    assert out[0, 1] == pytest.approx(1 / 40)


def test_without_counts_the_lack_of_covariances_is_said(dataset: Dataset) -> None:
    d = dataset("alcohol_cvd")
    fit = dose_response(d["study"], d["dose"], d["log_rr"], d["se"])
    assert "assumed-correlation" in {c.code for c in fit.cautions}


@pytest.mark.parametrize(
    ("error", "change"),
    [
        (OutOfRange, {"se": [0.1] * 4}),
        (OutOfRange, {"se": [None, None, 0.2, 0.2]}),
        (OutOfRange, {"cases": [165, 74, 90, 0], "size": [165, 74, 90, 0]}),
        (MissingArgument, {"design": None}),
        (UnknownOption, {"design": "trial"}),
        (UnknownOption, {"shape": "cubic"}),
        (UnknownOption, {"stages": 3}),
        (OutOfRange, {"shape": "spline", "knots": (1, 1, 2)}),
        (TooFewStudies, {"method": "REML"}),
    ],
)
def test_what_has_no_answer_is_refused_by_name(
    error: type[Exception], change: dict[str, Any]
) -> None:
    arguments: dict[str, Any] = BREAST_CANCER | {"method": "FE"} | change
    with pytest.raises(error):
        dose_response(**arguments)
