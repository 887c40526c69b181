from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn

ORDER = (1, 0, 1, 0, 0, 0, 0, 0, 0, 0)
mixed = st.lists(st.integers(0, 1), min_size=2, max_size=60).filter(lambda v: 0 < sum(v) < len(v))


def test_a_known_order_has_the_figures_worked_out_by_hand():
    found = learn.figures(ORDER)
    assert (found.first, found.to_95, found.to_100) == (1, 3, 3)
    assert found.wss_95 == pytest.approx(1 - 3 / 10 - 0.05)
    assert found.atd == pytest.approx((1 + 3) / 2 / 10)
    # Recall steps: 1 + 1 + 2×8 = 18 of the best 1 + 2×9 = 19; the worst lies 2×8 = 16 lower.
    assert found.loss == pytest.approx(1 / 16)
    assert found.tnr_95 == pytest.approx(7 / 8)


def test_ninety_five_percent_of_twenty_is_nineteen():
    assert learn.records_to([1] * 20 + [0], 0.95) == 19


@settings(max_examples=40)
@given(mixed)
def test_loss_runs_from_best_order_to_worst(labels):
    assert learn.loss(sorted(labels, reverse=True)) == pytest.approx(0)
    assert learn.loss(sorted(labels)) == pytest.approx(1)
    assert 0 <= learn.loss(labels) <= 1 + 1e-12


@settings(max_examples=40)
@given(mixed)
def test_a_recall_curve_climbs_from_nothing_to_everything(labels):
    curve = learn.recall_curve(labels, 11)
    recalls = [recall for _, recall in curve]
    assert curve[0] == (0, 0)
    assert curve[-1] == (1, 1)
    assert recalls == sorted(recalls)


@pytest.mark.parametrize("labels", [[0, 0], [1, 1]])
def test_one_class_alone_is_refused_with_its_numbers(labels):
    with pytest.raises(learn.OneClass, match="among 2 records"):
        learn.figures(labels)


def test_a_recall_of_zero_is_refused():
    with pytest.raises(learn.OutOfRange, match="recall must be"):
        learn.records_to(ORDER, 0)


def test_the_best_order_gains_one_and_no_more():
    gains = [learn.figures([1] * n + [0] * 104).ndcg for n in range(1, 40)]
    assert max(gains) <= 1
    assert min(gains) == pytest.approx(1)
