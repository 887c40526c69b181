"""Where marks stand, and what is said of them."""

from __future__ import annotations

import math

import pytest

from tamis.model.errors import UnknownName
from tamis.report.plots import (
    Arms,
    baujat,
    bubble,
    cumulative,
    drapery,
    funnel,
    gosh,
    labbe,
    left_out,
    radial,
)
from tamis.report.plots.drapery import p_value
from tamis.report.plots.funnel import region
from tamis.stats.errors import TooFewStudies
from tamis.stats.models.pool import pool
from tamis.stats.regression import regress

from .bcg import LATITUDE, TRIALS, effects, pooled
from .reading import cells, marks, texts


def test_precise_studies_stand_higher_in_a_funnel() -> None:
    dots = marks(funnel(pooled(), measure="RR"), "dot")
    heights = [float(d.get("cy")) for d in dots]
    ses = effects().se.tolist()
    assert sorted(range(13), key=lambda i: heights[i]) == sorted(range(13), key=lambda i: ses[i])


@pytest.mark.parametrize(
    ("z", "says"), [(1.0, "P>0.10"), (-1.7, "0.10 to 0.05"), (2.0, "0.05 to 0.01"), (-3, "P<0.01")]
)
def test_a_contour_is_a_level_of_significance(z: float, says: str) -> None:
    assert region(z) == says


def test_a_funnel_without_a_null_has_no_contours() -> None:
    single = pool([-1.0, -1.4, -0.8], [0.1, 0.2, 0.1])
    plot = funnel(single, measure="PLO")
    assert marks(plot, "shade-1") == []
    assert "P against no difference" not in plot.table.columns


def test_filled_studies_are_rings_and_rows() -> None:
    plot = funnel(pooled(), measure="RR", added=[(0.1, 0.5), (0.2, 0.4)])
    assert len(marks(plot, "hollow")) == 2
    assert [row[0] for row in cells(plot)[-2:]] == ["Filled 1", "Filled 2"]


def test_the_study_that_moves_the_result_most_stands_highest_in_baujats_plot() -> None:
    plot = baujat(pooled())
    highest = max(cells(plot), key=lambda row: float(row[2]))[0]
    assert highest == "Hart & Sutherland"
    assert f"Leaving out {highest}" in plot.description


def test_the_line_of_labbe_runs_through_the_risks_it_predicts() -> None:
    arms = [Arms(label="a", events1=10, n1=100, events2=20, n2=100)]
    plot = labbe(arms, pooled=math.log(0.5), logarithmic=False)
    disc = marks(plot, "bubble")[0]
    points = [tuple(map(float, p.split(","))) for p in marks(plot, "fit")[0].get("points").split()]
    x, y = float(disc.get("cx")), float(disc.get("cy"))
    assert min(math.dist((x, y), p) for p in points) < 3
    assert cells(plot)[0] == ("a", "10", "100", "10.00", "20", "100", "20.00")


def test_risks_far_apart_are_drawn_on_logarithmic_axes() -> None:
    arms = [
        Arms(label=n, events1=e, n1=1000, events2=e, n2=1000) for n, e in (("a", 1), ("b", 500))
    ]
    assert "Logarithmic axes." in " ".join(texts(labbe(arms)))
    assert "Logarithmic" not in " ".join(texts(labbe(arms, logarithmic=False)))


def test_labbe_refuses_a_measure_that_no_risk_follows_from() -> None:
    with pytest.raises(UnknownName, match="IRR"):
        labbe([], measure="IRR")


def test_the_radial_plot_names_studies_outside_the_band() -> None:
    plot = radial(pool(effects().yi, effects().vi, method="EE", labels=TRIALS), measure="RR")
    assert "Madras 1.01" in plot.description
    assert "Madras" in texts(plot)


def test_the_fitted_line_of_a_bubble_plot_is_that_of_the_model() -> None:
    found = regress(effects().yi, effects().vi, "~ latitude", {"latitude": list(LATITUDE)})
    plot = bubble(found, "latitude", measure="RR", labels=TRIALS)
    assert len(marks(plot, "bubble")) == 13
    assert "−0.0291 (−0.0472 to −0.0111, P=0.005)" in plot.description


def test_a_bubble_plot_needs_a_moderator_of_the_model() -> None:
    found = regress(effects().yi, effects().vi, "~ latitude", {"latitude": list(LATITUDE)})
    with pytest.raises(UnknownName, match="known: latitude"):
        bubble(found, "year")


def test_the_last_row_of_a_cumulative_plot_is_the_pooled_effect() -> None:
    plot = cumulative(pooled(), order=[-x for x in LATITUDE], measure="RR")
    assert cells(plot)[-1][3:5] == ("0.49", "0.33 to 0.73")
    assert cells(plot)[0][0] == "+ Ferguson & Simes"


def test_leaving_out_each_study_gives_as_many_rows() -> None:
    rows = cells(left_out(pooled(), measure="RR"))
    assert len(rows) == 13
    assert {row[1] for row in rows} == {"12"}


def test_a_curve_of_the_drapery_crosses_005_where_the_interval_ends() -> None:
    low, high = pooled().ci
    assert p_value(low, pooled().estimate, pooled().se, pooled().df) == pytest.approx(0.05)
    assert p_value(high, pooled().estimate, pooled().se, pooled().df) == pytest.approx(0.05)
    row = cells(drapery(pooled(), measure="RR"))[13]
    assert row[:4] == ("Pooled", "0.49", "0.33", "0.73")


def test_gosh_counts_every_subset_of_two_or_more() -> None:
    small = pool(effects().yi[:6], effects().vi[:6], labels=TRIALS[:6])
    assert "57 fits to every subset" in gosh(small, measure="RR").description


def test_a_single_study_has_no_subsets() -> None:
    with pytest.raises(TooFewStudies, match="at least 2"):
        gosh(pool([0.1], [0.1]))


def test_studies_that_agree_wholly_still_have_a_drapery() -> None:
    plot = drapery(pool([0.3, 0.3], [0.1, 0.2]))
    assert cells(plot)[2][:4] == ("Pooled", "0.30", "0.30", "0.30")


def test_gosh_with_a_seed_is_the_same_again() -> None:
    a, b = (gosh(pooled(), subsets=200, seed=4).svg for _ in range(2))
    assert a == b


def test_gosh_refuses_to_mark_a_study_that_is_not_there() -> None:
    with pytest.raises(UnknownName, match="Aronson"):
        gosh(pooled(), mark="Aaronson")
