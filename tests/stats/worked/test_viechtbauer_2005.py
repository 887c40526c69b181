"""Viechtbauer W. Bias and efficiency of meta-analytic variance estimators in the random-effects
model. J Educ Behav Stat 2005;30:261–293. Two examples, pages 271 and 272."""

from __future__ import annotations

import pytest

from tamis.stats import pool

METHODS = ("HS", "HE", "DL", "ML", "REML", "EB", "SJ")
FIRST = (
    [-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232],
    [0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040],
)
SECOND = (
    [
        0.100,
        -0.162,
        -0.090,
        -0.049,
        -0.046,
        -0.010,
        -0.431,
        -0.261,
        0.134,
        0.019,
        0.175,
        0.056,
        0.045,
        0.103,
        0.121,
        -0.482,
        0.290,
        0.342,
    ],
    [
        0.016,
        0.015,
        0.050,
        0.050,
        0.032,
        0.052,
        0.036,
        0.024,
        0.034,
        0.033,
        0.031,
        0.034,
        0.039,
        0.167,
        0.134,
        0.096,
        0.016,
        0.035,
    ],
)
PAGE_271 = {
    "tau2": [0.2282, 0.1484, 0.2768, 0.1967, 0.2232, 0.1920, 0.1992],
    "i2": [77.2284, 68.7988, 80.4447, 74.5098, 76.8399, 74.0511, 74.7545],
    "h2": [4.3914, 3.2050, 5.1137, 3.9231, 4.3178, 3.8537, 3.9611],
    "tau2_se": [0.1328, 0.1234, 0.1841, 0.1255, 0.1464, 0.1330, 0.0979],
}
PAGE_272 = {
    "tau2": [0.0099, 0, 0.0126, 0.0132, 0.0157, 0.0104, 0.0248],
    "i2": [22.9266, 0, 27.5275, 28.4505, 32.0203, 23.7198, 42.6734],
    "h2": [1.2975, 1, 1.3798, 1.3976, 1.4710, 1.3110, 1.7444],
    "tau2_se": [0.0138, 0.0217, 0.0159, 0.0151, 0.0167, 0.0156, 0.0118],
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("data", "page"), [(FIRST, PAGE_271), (SECOND, PAGE_272)])
def test_estimators_agree_with_the_tables(method, data, page):
    result = pool(*data, method=method)
    for field, values in page.items():
        # Four decimals are known, from iterations that stop at a step of 1e-5 in τ².
        expected = pytest.approx(values[METHODS.index(method)], rel=1e-4, abs=6e-5)
        assert getattr(result, field) == expected, field
