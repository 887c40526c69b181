"""Henmi M, Copas JB. Confidence intervals for random effects meta-analysis and robustness to
publication bias. Stat Med 2010;29:2969–2983. P6 stimulation (Lee and Done 2004), page 2978."""

from __future__ import annotations

import pytest

from tamis.stats import effect_size, henmi_copas, pool


@pytest.fixture
def nausea():
    return effect_size(
        "OR",
        events1=[18, 5, 9, 32, 9, 11, 69, 3, 1, 11, 7, 4, 1, 24, 16, 28],
        n1=[100, 50, 20, 135, 23, 18, 122, 25, 30, 30, 44, 47, 30, 40, 50, 110],
        events2=[20, 18, 7, 31, 10, 12, 80, 12, 1, 19, 16, 6, 13, 71, 53, 25],
        n2=[100, 50, 20, 139, 23, 18, 122, 25, 30, 30, 39, 47, 30, 80, 88, 111],
    )


def test_random_effects(nausea):
    result = pool(nausea.yi, nausea.vi, method="DL", test="z")
    assert result.tau2 == pytest.approx(0.3325, abs=6e-5)
    assert result.estimate == pytest.approx(-0.6787, abs=6e-5)
    assert result.ci == pytest.approx((-1.0664, -0.2911), abs=6e-5)


def test_their_interval(nausea):
    result = henmi_copas(nausea.yi, nausea.vi)
    assert result.estimate == pytest.approx(-0.5145, abs=6e-5)
    # The published limits come from a root search that stops at 1e-4.
    assert result.ci == pytest.approx((-0.9994, -0.0295), abs=2e-4)
