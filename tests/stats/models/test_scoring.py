"""Stopping at a step: what metafor 5.2-1 prints without `control`, for Colditz et al. 1994."""

from __future__ import annotations

import pytest

from tamis.stats import effect_size, pool, regress
from tamis.stats.errors import NotConverged, OutOfRange, UnknownOption

Y = [0.10, 0.30, 0.35, 0.65, 0.45, 0.15]
V = [0.03, 0.03, 0.05, 0.01, 0.05, 0.02]
METAFOR = {"ML": 0.280028171049595, "REML": 0.3132433259808949, "EB": 0.3180685157713051}


@pytest.mark.parametrize("method", METAFOR)
def test_the_digits_that_metafor_prints(dataset, method):
    t = dataset("bcg")
    es = effect_size("RR", **{name: t[name] for name in ("ai", "n1i", "ci", "n2i")})
    found = pool(es.yi, es.vi, method=method, threshold=1e-5).tau2
    assert found == pytest.approx(METAFOR[method], rel=1e-12)
    assert found != pytest.approx(pool(es.yi, es.vi, method=method).tau2, rel=1e-9)


@pytest.mark.parametrize("method", ["ML", "REML", "EB"])
def test_a_small_threshold_ends_at_the_optimum(method):
    x = [1.0, 2.0, 3.0, 4.0, 5.0, 7.0]
    scored = regress(Y, V, "~ x", {"x": x}, method=method, threshold=1e-14).tau2
    assert scored == pytest.approx(regress(Y, V, "~ x", {"x": x}, method=method).tau2, rel=1e-9)


def test_scoring_stops_a_hair_above_zero_and_never_below():
    alike = [0.1, 0.11, 0.12, 0.1, 0.13, 0.11]
    found = pool(alike, V, threshold=1e-5).tau2
    assert 0 <= found < 1e-4


def test_a_threshold_is_refused_where_nothing_is_scored():
    with pytest.raises(UnknownOption, match="EB, ML, REML"):
        pool(Y, V, method="DL", threshold=1e-5)
    with pytest.raises(OutOfRange, match="threshold"):
        pool(Y, V, threshold=0.0)
    with pytest.raises(OutOfRange, match="tau2_min"):
        pool(Y, V, threshold=1e-5, tau2_min=-0.001)
    with pytest.raises(NotConverged):
        pool(Y, V, threshold=1e-12, max_iterations=1)
