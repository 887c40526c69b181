from __future__ import annotations

import pytest

from tamis.stats.convert import FiveNumbers, mean_sd_from_five_numbers
from tamis.stats.convert.five_numbers import expected_iqr, expected_range
from tamis.stats.errors import MissingArgument, OutOfRange

# A synthetic summary of 24 values; expected moments from metafor 5.2-1, conv.fivenum
FIVE = {"minimum": 19, "q1": 26, "median": 29.2, "q3": 35.3, "maximum": 44.5, "n": 24}


def summary(*names: str) -> FiveNumbers:
    return FiveNumbers(**{name: FIVE[name] for name in (*names, "n")})


def test_extremes_and_median_agree_with_metafor() -> None:
    found = mean_sd_from_five_numbers(summary("minimum", "median", "maximum"))
    assert found.mean == pytest.approx(29.88718224357677, rel=1e-12)
    assert found.sd == pytest.approx(6.548863228089838, rel=1e-12)


def test_a_log_normal_summary_agrees_with_metafor() -> None:
    s = summary("minimum", "median", "maximum")
    found = mean_sd_from_five_numbers(s, shape="log-normal")
    assert found.mean == pytest.approx(29.81476592579781, rel=1e-12)
    assert found.sd == pytest.approx(6.448821687633957, rel=1e-12)


def test_all_five_numbers_agree_with_metafor() -> None:
    found = mean_sd_from_five_numbers(summary("minimum", "q1", "median", "q3", "maximum"))
    assert found.mean == pytest.approx(30.463312386008162, rel=1e-12)
    assert found.sd == pytest.approx(6.798714403375132, rel=1e-12)


def test_wan_2014_table_1_and_2_expected_ranges() -> None:
    # BMC Med Res Methodol 14:135, table 1: ξ(25) = 3.931, ξ(50) = 4.498 (exact values);
    # equation 8 approximates them within 2 %. The interquartile range tends to 1.349.
    assert expected_range(25) == pytest.approx(3.931, rel=0.02)
    assert expected_range(50) == pytest.approx(4.498, rel=0.02)
    assert expected_iqr(1e9) == pytest.approx(1.349, abs=5e-4)


def test_hozo_uses_the_median_beyond_25_values() -> None:
    s = FiveNumbers(minimum=0, median=4, maximum=20, n=26)
    small = FiveNumbers(minimum=0, median=4, maximum=20, n=25)
    assert mean_sd_from_five_numbers(s, mean_method="hozo", sd_method="hozo").mean == 4
    assert mean_sd_from_five_numbers(small, mean_method="hozo").mean == pytest.approx(7)


def test_a_skewed_summary_is_flagged_for_normal_values() -> None:
    s = FiveNumbers(minimum=4.4, q1=7.4, median=11, q3=14.9, maximum=34.8, n=48)
    found = mean_sd_from_five_numbers(s)
    assert found.skewed
    assert [c.code for c in found.cautions] == ["assumed-distribution", "skewed-distribution"]


def test_numbers_out_of_order_are_refused() -> None:
    with pytest.raises(OutOfRange, match="rising order"):
        FiveNumbers(minimum=5, median=4, maximum=9, n=20)
    with pytest.raises(MissingArgument, match="median"):
        FiveNumbers(minimum=2, median=None, maximum=9, n=20)  # type: ignore[arg-type]
    with pytest.raises(MissingArgument, match="both extremes"):
        FiveNumbers(minimum=2, median=4, n=20)
    s = FiveNumbers(minimum=-2, median=4, maximum=9, n=20)
    with pytest.raises(OutOfRange, match="positive"):
        mean_sd_from_five_numbers(s, shape="log-normal")
