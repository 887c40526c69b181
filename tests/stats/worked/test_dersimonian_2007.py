"""DerSimonian R, Kacker R. Random-effects model for meta-analysis of clinical trials: an update.
Contemp Clin Trials 2007;28:105–114. The CLASP example, pages 111 and 112, tables 3 and 4.
GENQM, PMM and HSk are not in the paper; metafor 5.2 gives those values."""

from __future__ import annotations

import pytest

from tamis.stats import effect_size, pool

N1, N2 = [156, 303, 565, 1570, 103, 4659], [74, 303, 477, 1565, 105, 4650]
EVENTS1, EVENTS2 = [5, 5, 12, 69, 9, 313], [8, 17, 9, 94, 11, 352]
TABLES = {
    "PM": (0.3681, -0.3811, 0.2060),
    "HE": (0.4410, -0.4035, 0.2327),
    "DL": (0.2323, -0.3240, 0.1540),
    "EB": (0.3681, -0.3811, 0.2060),
    "REML": (0.1843, -0.2980, 0.1343),
    "HS": (0.1330, -0.2666, 0.1125),
    "SJ": (0.4572, -0.4079, 0.2386),
    "HSk": (0.1644, -0.2863, 0.1259),
    "PMM": (0.4341, -0.4016, 0.2302),
}


@pytest.fixture
def clasp():
    return effect_size("OR", events1=EVENTS1, n1=N1, events2=EVENTS2, n2=N2)


@pytest.mark.parametrize("method", TABLES)
def test_each_estimator(clasp, method):
    result = pool(clasp.yi, clasp.vi, method=method, test="z")
    tau, mu, se = TABLES[method]
    assert result.tau == pytest.approx(tau, abs=6e-5)
    assert result.estimate == pytest.approx(mu, abs=6e-5)
    assert result.se == pytest.approx(se, abs=6e-5)


def test_maximum_likelihood_is_at_zero(clasp):
    result = pool(clasp.yi, clasp.vi, method="ML", test="z")
    # metafor stops at τ = 0.0023 on its way to 0.
    assert result.tau == 0
    assert (result.estimate, result.se) == pytest.approx((-0.1974, 0.0694), abs=6e-5)


@pytest.mark.parametrize(
    ("first", "tau", "mu", "se"),
    [("HE", 0.3831, -0.3861, 0.2115), ("DL", 0.3254, -0.3655, 0.1901)],
)
def test_two_step_estimators(clasp, first, tau, mu, se):
    start = pool(clasp.yi, clasp.vi, method=first).tau2
    step = pool(clasp.yi, clasp.vi, method="GENQ", weights=1 / (clasp.vi + start))
    result = pool(clasp.yi, clasp.vi, tau2=step.tau2, test="z")
    assert result.tau == pytest.approx(tau, abs=6e-5)
    assert (result.estimate, result.se) == pytest.approx((mu, se), abs=6e-5)


def test_median_unbiased_generalised_q(clasp):
    result = pool(clasp.yi, clasp.vi, method="GENQM", weights=1 / clasp.vi, test="z")
    assert result.tau == pytest.approx(0.2929, abs=6e-5)
    assert (result.estimate, result.se) == pytest.approx((-0.1973, 0.2342), abs=1e-4)
