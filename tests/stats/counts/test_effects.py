"""Effects of tables for pooling agree with those of `effect_size`."""

from __future__ import annotations

import numpy as np
import pytest

from tamis import stats
from tamis.stats.counts.effects import study_effects
from tamis.stats.counts.tables import Groups

EVENTS1, EVENTS2 = np.array([3.0, 0, 0, 12, 5]), np.array([7.0, 4, 0, 12, 0])
N1, N2 = np.array([20.0, 31, 15, 12, 44]), np.array([21.0, 30, 15, 12, 40])


@pytest.mark.parametrize("measure", ["OR", "RR", "RD", "PETO", "IRR", "IRD"])
@pytest.mark.parametrize("continuity", [0.0, 0.5])
@pytest.mark.parametrize("drop", [True, False])
@pytest.mark.parametrize("rows", [slice(None), slice(0, 1)])
def test_study_effects_are_those_of_effect_size(
    measure: str, continuity: float, drop: bool, rows: slice
) -> None:
    groups = Groups(EVENTS1[rows], N1[rows], EVENTS2[rows], N2[rows])
    size = "time" if measure in ("IRR", "IRD") else "n"
    columns = {"events1": groups.events1, "events2": groups.events2}
    columns |= {f"{size}1": groups.size1, f"{size}2": groups.size2}
    want = stats.effect_size(measure, continuity=continuity, drop_double_zero=drop, **columns)
    y, v = study_effects(measure, groups, continuity, drop)
    there = ~np.isnan(want.yi) & ~np.isnan(want.vi)
    np.testing.assert_allclose(y, want.yi[there], rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(v, want.vi[there], rtol=1e-14)


def test_arrays_that_are_clean_and_lists_give_the_same_pooled_odds_ratio() -> None:
    columns = {"events1": EVENTS1, "n1": N1, "events2": EVENTS2, "n2": N2}
    arrays = stats.mantel_haenszel("OR", **columns)
    lists = stats.mantel_haenszel("OR", **{name: c.tolist() for name, c in columns.items()})
    assert (arrays.estimate, arrays.se, arrays.q) == (lists.estimate, lists.se, lists.q)
