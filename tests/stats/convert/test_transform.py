from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.convert import transform as t
from tamis.stats.errors import OutOfRange
from tamis.stats.measures import MEASURES


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (t.logit, t.expit),
        (t.arcsine, t.from_arcsine),
        (t.fisher_z, t.from_fisher_z),
        (t.fisher_z_of_r_squared, t.r_squared_from_fisher_z),
        (t.hakstian_whalen, t.from_hakstian_whalen),
        (t.bonett, t.from_bonett),
    ],
)
def test_there_and_back(there: Callable[..., Any], back: Callable[..., Any]) -> None:
    x = np.array([0.001, 0.05, 0.2, 0.5, 0.8, 0.97])
    np.testing.assert_allclose(back(there(x)), x, rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(1, 200))
def test_a_double_arcsine_comes_back(x: int, n: int) -> None:
    share = min(x, n) / n
    assert t.from_freeman_tukey(t.freeman_tukey(share, n), n) == pytest.approx(share, abs=1e-9)


def test_beyond_its_ends_a_double_arcsine_is_0_or_1() -> None:
    assert t.from_freeman_tukey(0.01, 10) == 0
    assert t.from_freeman_tukey(1.6, 10) == 1


def test_harmonic_mean_of_sizes() -> None:
    # metafor 5.2-1, transf.ipft.hm(.8, targs = list(ni = c(10, 12, 7, 44)))
    found = t.from_freeman_tukey_pooled(0.8, [10, 12, 7, 44])
    assert found == pytest.approx(0.5158220756725598)


def test_effects_of_one_standard_deviation() -> None:
    # Cohen (1988), table 2.2.1, d = 1.0: U1 55.4, U2 69.1, U3 84.1 per cent
    assert t.cohens_u1(1.0) == pytest.approx(0.554, abs=5e-4)
    assert t.cohens_u2(1.0) == pytest.approx(0.691, abs=5e-4)
    assert t.cohens_u3(1.0) == pytest.approx(0.841, abs=5e-4)
    assert t.superiority(1.0) == pytest.approx(0.760, abs=5e-4)
    assert t.overlap(0.0) == 1
    assert t.cliffs_delta(-1.0) == -t.cliffs_delta(1.0)


def test_d_and_odds_ratios_are_inverse() -> None:
    for kind in ("logistic", "normal"):
        assert t.d_from_log_odds_ratio(t.log_odds_ratio_from_d(0.7, kind), kind) == 0.7


def test_correlations_with_group_membership() -> None:
    assert t.d_from_point_biserial(0.2) == pytest.approx(0.4082482904638631)
    assert t.biserial_from_d(0.4) == pytest.approx(0.24579512472436313)
    assert t.biserial_from_point_biserial(0.2, 0.4) == pytest.approx(0.2536080840607816)
    assert t.success_rate(0.4) == pytest.approx(0.598058067569092)


def test_a_risk_ratio_depends_on_the_control_risk() -> None:
    assert t.risk_ratio_from_log_odds_ratio(0.4, 0.2) == pytest.approx(1.3582231587636133)
    assert t.risk_ratio_from_log_odds_ratio(0.4, 1e-9) == pytest.approx(np.exp(0.4))


def test_every_measures_way_back_is_known_or_needs_sizes() -> None:
    needs_sizes = {"freeman-tukey", "freeman-tukey-rate"}
    for back in {m.back for m in MEASURES.values()} - needs_sizes:
        assert np.isfinite(t.back_transform(back)(0.3))
    with pytest.raises(OutOfRange, match="sample sizes"):
        t.back_transform("freeman-tukey")


def test_values_outside_a_domain_are_refused() -> None:
    with pytest.raises(OutOfRange, match="0 to 1"):
        t.logit([0.5, 1.2])
    with pytest.raises(OutOfRange, match="-1 to 1"):
        t.fisher_z(-1.5)
    with pytest.raises(OutOfRange, match="logistic, normal"):
        t.log_odds_ratio_from_d(0.5, "cauchy")
