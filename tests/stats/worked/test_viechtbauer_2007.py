"""Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. Stat Med
2007;26:37–52. Diuretics in pregnancy (Collins 1985), table II, page 44."""

from __future__ import annotations

import pytest

from tamis.stats import effect_size, pool


@pytest.fixture
def diuretics():
    return effect_size(
        "OR",
        events1=[14, 21, 14, 6, 12, 138, 15, 6, 65],
        n1=[131, 385, 57, 38, 1011, 1370, 506, 108, 153],
        events2=[14, 17, 24, 18, 35, 175, 20, 2, 40],
        n2=[136, 134, 48, 40, 760, 1336, 524, 103, 102],
    )


@pytest.mark.parametrize(
    ("method", "tau2"), [("DL", 0.2297), ("ML", 0.2386), ("REML", 0.3008), ("SJ", 0.4563)]
)
def test_estimates(diuretics, method, tau2):
    assert pool(diuretics.yi, diuretics.vi, method=method).tau2 == pytest.approx(tau2, abs=6e-5)


@pytest.mark.parametrize(
    ("method", "kind", "limits"),
    [
        ("DL", "q-profile", (0.0723, 2.2027)),
        ("DL", "biggerstaff-tweedie", (0.0481, 2.3551)),
        ("ML", "profile-likelihood", (0.0266, 1.1308)),
        ("REML", "profile-likelihood", (0.0427, 1.4747)),
        ("ML", "wald", (0.0, 0.5782)),
        ("REML", "wald", (0.0, 0.7322)),
        ("SJ", "sidik-jonkman", (0.2082, 1.6748)),
    ],
)
def test_intervals(diuretics, method, kind, limits):
    result = pool(diuretics.yi, diuretics.vi, method=method)
    # Root searches behind the printed values stopped at 1e-4.
    assert result.tau2_interval(kind).tau2 == pytest.approx(limits, abs=2e-4)
