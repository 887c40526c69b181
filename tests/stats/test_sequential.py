from __future__ import annotations

import numpy as np
import pytest

from tamis.stats import boundaries, monitor, pool, sunset
from tamis.stats.errors import OutOfRange, UnknownOption
from tamis.stats.sequential import power, required_information, spent

Y, V = [0.3, 0.4, 0.2, 0.5, 0.35, 0.4], [0.05, 0.04, 0.06, 0.05, 0.03, 0.02]


@pytest.mark.parametrize(
    ("looks", "spending", "published"),
    [
        # Reboussin DM et al. Control Clin Trials 2000;21:190–207, O'Brien–Fleming-type, α = 0.05.
        ([0.2, 0.4, 0.6, 0.8, 1.0], "obrien-fleming", [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
        # Pocock-type, Lan KKG, DeMets DL. Biometrika 1983;70:659–663.
        ([0.2, 0.4, 0.6, 0.8, 1.0], "pocock", [2.438, 2.427, 2.410, 2.397, 2.386]),
    ],
)
def test_boundaries_are_the_published_ones(looks, spending, published):
    assert boundaries(looks, spending=spending) == pytest.approx(published, abs=6e-4)


def test_one_look_at_full_information_is_the_fixed_test():
    assert boundaries([1.0]) == pytest.approx([1.959963984540054], abs=1e-9)


def test_all_error_is_spent_at_full_information():
    for spending in ("obrien-fleming", "pocock"):
        assert spent(np.array([1.0]), 0.05, spending)[0] == pytest.approx(0.05)


def test_required_information_grows_with_diversity():
    plain = required_information(0.3)
    assert plain == pytest.approx((1.959964 + 0.841621) ** 2 / 0.09, rel=1e-5)
    assert required_information(0.3, diversity=0.5) == pytest.approx(2 * plain)


def test_monitoring_stops_where_z_passes_its_boundary():
    made = monitor(Y, V, effect=0.3)
    at = made.crossed
    assert abs(made.z[at]) >= made.boundary[at]
    assert (np.abs(made.z[:at]) < made.boundary[:at]).all()
    assert made.z[-1] == pytest.approx(pool(Y, V, test="z").statistic)


def test_power_at_no_effect_is_alpha():
    assert power(0.0, [0.1, 1.0]) == pytest.approx([0.05, 0.05])


def test_sunset_summarises_power():
    made = sunset(Y, V, effect=0.4)
    assert made.median_power == np.median(power(0.4, np.sqrt(V)))
    assert made.effect_33 < made.effect_66


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: boundaries([0.5, 0.4]), OutOfRange),
        (lambda: boundaries([]), OutOfRange),
        (lambda: boundaries([0.5], alpha=2), OutOfRange),
        (lambda: boundaries([0.5], spending="linear"), UnknownOption),
        (lambda: power(0.1, [0.0]), OutOfRange),
        (lambda: required_information(0.0), OutOfRange),
    ],
)
def test_misuse_is_refused(call, error):
    with pytest.raises(error):
        call()
