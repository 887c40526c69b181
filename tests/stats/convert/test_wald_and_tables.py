from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.convert import from_wald, table_from_margins, wald_interval
from tamis.stats.errors import MissingArgument, OutOfRange


def test_handbook_6_3_2_standard_error_from_a_p_value() -> None:
    # Cochrane Handbook 5.1, 7.7.7.2: risk difference 0.03, P = 0.008; Z 2.652, SE 0.011
    found = from_wald(0.03, p=0.008)
    assert 0.03 / found.se[0] == pytest.approx(2.652, abs=5e-4)
    assert found.se[0] == pytest.approx(0.011, abs=5e-4)


def test_each_row_uses_what_it_has() -> None:
    found = from_wald(
        [0.61, 1.8, None, 2.2], lower=[0.4, None, None, None], upper=[0.93, None, None, None],
        z=[None, 2.0, 2.1, None], p=[None, None, None, 0.013], transform=np.log,
    )  # fmt: skip
    assert found.vi[0] == pytest.approx(0.0463276802839632)  # metafor 5.2-1, conv.wald
    assert found.se[1] == pytest.approx(math.log(1.8) / 2)
    assert found.vi[3] == pytest.approx(0.10077061666571287)
    assert found.usable.tolist() == [True, True, False, True]
    assert "row 3" in found.cautions[0].message


def test_an_interval_comes_back() -> None:
    found = from_wald([0.2, -1.0], lower=[0.1, -1.5], upper=[0.3, -0.5])
    _, p, low, high = wald_interval(found)
    np.testing.assert_allclose(low, [0.1, -1.5])
    np.testing.assert_allclose(high, [0.3, -0.5])
    assert (p < 0.001).all()


@settings(max_examples=40, deadline=None)
@given(*[st.integers(1, 60)] * 4)
def test_a_table_comes_back_from_its_margins_and_any_effect(a: int, b: int, c: int, d: int) -> None:
    n, row, column = a + b + c + d, a + b, a + c
    phi = (a * d - b * c) / math.sqrt(row * (c + d) * column * (b + d))
    odds, chi = a * d / (b * c), n * phi**2
    expected = (a, b, c, d)
    assert table_from_margins(n, row, column, odds_ratio=odds) == expected
    assert table_from_margins(n, row, column, phi=phi) == expected
    found = table_from_margins(
        n, row, column, chi_squared=chi, continuity_corrected=False, positive=phi >= 0
    )
    assert found == expected


def test_impossible_reports_are_refused() -> None:
    with pytest.raises(OutOfRange, match="lower"):
        from_wald(0.5, lower=0.9, upper=0.1)
    with pytest.raises(MissingArgument, match="chi_squared"):
        table_from_margins(10, 5, 5)
    with pytest.raises(OutOfRange, match="possible"):
        table_from_margins(100, 10, 10, phi=-0.9)
    with pytest.raises(OutOfRange, match="logarithm"):
        table_from_margins(100, 10, 10, odds_ratio=-0.4)
