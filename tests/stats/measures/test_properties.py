"""What must hold for any data: order, units, direction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.measures import effect_size

positive = st.floats(0.1, 50)
size = st.integers(3, 500)
arm = st.tuples(st.floats(-50, 50), positive, size)
pair = st.tuples(arm, arm)
table = st.tuples(st.integers(0, 40), st.integers(41, 90), st.integers(0, 40), st.integers(41, 90))


def means(
    pairs: list[tuple[tuple[float, float, int], tuple[float, float, int]]],
) -> dict[str, object]:
    first, second = zip(*pairs, strict=True)
    names = ("mean", "sd", "n")
    columns = {f"{k}1": v for k, v in zip(names, zip(*first, strict=True), strict=True)}
    return columns | {f"{k}2": v for k, v in zip(names, zip(*second, strict=True), strict=True)}


@settings(max_examples=25, deadline=None)
@given(st.lists(pair, min_size=2, max_size=6), st.randoms(use_true_random=False))
@pytest.mark.parametrize("measure", ["MD", "SMD", "SMDH", "RPB", "CLESN", "VR"])
def test_row_order_does_not_matter(measure: str, pairs: list, random: object) -> None:  # type: ignore[type-arg]
    order = list(range(len(pairs)))
    random.shuffle(order)  # type: ignore[attr-defined]
    plain = effect_size(measure, **means(pairs))
    moved = effect_size(measure, **means([pairs[i] for i in order]))
    np.testing.assert_array_equal(plain.yi[order], moved.yi)
    np.testing.assert_array_equal(plain.vi[order], moved.vi)


@settings(max_examples=25, deadline=None)
@given(pair, st.sampled_from(["MD", "SMD", "SMDH", "VR"]))
def test_swapping_the_arms_flips_the_sign(arms: tuple, measure: str) -> None:  # type: ignore[type-arg]
    one = effect_size(measure, **means([arms]))
    other = effect_size(measure, **means([arms[::-1]]))
    np.testing.assert_allclose(one.yi, -other.yi, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(one.vi, other.vi, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(table, st.sampled_from(["OR", "RR", "RD", "AS", "PETO", "PHI", "YUQ", "PBIT"]))
def test_swapping_the_groups_flips_the_sign(t: tuple[int, ...], measure: str) -> None:
    a, n1, c, n2 = t
    one = effect_size(measure, events1=a, n1=n1, events2=c, n2=n2)
    other = effect_size(measure, events1=c, n1=n2, events2=a, n2=n1)
    np.testing.assert_allclose(one.yi, -other.yi, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(one.vi, other.vi, rtol=1e-9)


@settings(max_examples=25, deadline=None)
@given(pair, st.floats(0.01, 1000))
def test_units_of_measurement_scale_out(arms: tuple, unit: float) -> None:  # type: ignore[type-arg]
    scaled = tuple((m * unit, s * unit, n) for m, s, n in arms)
    one, other = means([arms]), means([scaled])
    np.testing.assert_allclose(
        effect_size("MD", **other).vi, effect_size("MD", **one).vi * unit**2, rtol=1e-9
    )
    np.testing.assert_allclose(
        effect_size("SMD", **other).yi, effect_size("SMD", **one).yi, rtol=1e-9, atol=1e-9
    )


@settings(max_examples=25, deadline=None)
@given(table)
def test_events_and_non_events_mirror_the_odds_ratio(t: tuple[int, ...]) -> None:
    a, n1, c, n2 = t
    one = effect_size("OR", events1=a, n1=n1, events2=c, n2=n2)
    other = effect_size("OR", events1=n1 - a, n1=n1, events2=n2 - c, n2=n2)
    np.testing.assert_allclose(one.yi, -other.yi, rtol=1e-9, atol=1e-12)
