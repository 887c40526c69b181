"""Raudenbush SW, Bryk AS. Empirical Bayes meta-analysis. J Educ Stat 1985;10:75–98.
Teacher expectancy: pages 83, 85, 86 (random effects), 90 and 92 (weeks of contact), figure 2."""

from __future__ import annotations

import numpy as np
import pytest

from tamis.stats import best_predictions, pool, regress

WEEKS = [2, 21, 19, 0, 0, 3, 17, 24, 0, 1, 0, 0, 1, 2, 17, 5, 1, 2, 7]
YI = [0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.8, 0.54, 0.18, -0.02, 0.23]
YI += [-0.18, -0.06, 0.3, 0.07, -0.07]
VI = [0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.063, 0.0912]
VI += [0.0497, 0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303]


def test_random_effects_model():
    result = pool(YI, VI, test="z")
    assert result.tau2 == pytest.approx(0.0188, abs=6e-5)
    assert result.estimate == pytest.approx(0.0837, abs=6e-5)
    assert result.statistic == pytest.approx(1.6208, abs=6e-5)
    assert result.q == pytest.approx(35.83, abs=0.03)  # 35.85 in the paper


def test_empirical_bayes_estimates():
    # τ² of the printed limits is from an iteration that stopped at a step of 1e-5.
    effects = best_predictions(pool(YI, VI, test="z").fit)
    assert effects.estimate[:4] == pytest.approx([0.0543, 0.1006, -0.0064, 0.2144], abs=6e-5)
    assert effects.lower[:4] == pytest.approx([-0.1324, -0.1033, -0.2228, -0.0533], abs=6e-5)
    assert effects.upper[:4] == pytest.approx([0.2411, 0.3045, 0.2100, 0.4821], abs=2e-4)


def test_weeks_of_contact_explain_the_heterogeneity():
    data = {"weeks": np.minimum(WEEKS, 3)}
    result = regress(YI, VI, "~ weeks", data, test="z")
    assert result.fit.beta == pytest.approx([0.4072, -0.1572], abs=6e-5)
    assert result.fit.statistic == pytest.approx([4.6782, -4.3884], abs=1e-4)
    assert result.tau2 == 0
    assert result.q == pytest.approx(16.57, abs=0.02)  # 16.58 in the paper
