from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis import learn

TAIL = learn.Progress(1000, (1,) * 40 + (0,) * 400)


def population(records, includes, rng):
    labels = np.zeros(records, dtype=int)
    labels[rng.choice(records, includes, replace=False)] = 1
    return labels


def test_the_run_probability_at_random_is_the_hypergeometric_one():
    # (7·6·5)/(10·9·8): three excludes from ten records with three includes.
    assert learn.run_probability(10, 3, 3) == pytest.approx(210 / 720)


@given(st.integers(5, 60), st.integers(1, 4), st.integers(0, 50), st.floats(1, 5))
def test_an_assumed_better_ranking_makes_a_clean_run_less_likely(pool, includes, draws, bias):
    plain = learn.run_probability(pool, includes, draws)
    assert learn.run_probability(pool, includes, draws, bias) <= plain + 1e-12


def test_the_whole_unscreened_rest_certifies_anything():
    done = learn.Progress(100, (1,) * 10 + (0,) * 90)
    assert learn.Hypergeometric()(done).stop
    assert learn.BiasedUrn(bias=1)(done).stop


def test_no_rule_stops_before_anything_was_found():
    nothing = learn.Progress(2000, (0,) * 1500)
    rules = [learn.Hypergeometric(), learn.BiasedUrn(), learn.Audit(), learn.Ranked()]
    rules += [learn.InARow(), learn.ShareInARow(), learn.Knee()]
    assert not any(rule(nothing).stop for rule in rules)


def test_the_hypergeometric_rule_looks_at_every_last_part():
    late = learn.Progress(1000, (1,) * 40 + (0,) * 300 + (1,) + (0,) * 5)
    assert learn.suffix_probability(late, 0.9) < learn.run_probability(659, 5, 5)


def test_heuristics_call_themselves_heuristics():
    assert {rule.standing for rule in (learn.InARow(), learn.ShareInARow(), learn.Knee())} == {
        "heuristic"
    }
    assert learn.InARow(excludes=400)(TAIL).stop
    assert not learn.InARow(excludes=401)(TAIL).stop


def test_a_clean_audit_costs_nearly_what_one_fixed_sample_costs():
    needed = learn.sample_needed(900, 100, 0.9, 0.95)
    labels, audit = (1,) * 100 + (0,) * 899, (False,) * 100 + (True,) * 899
    whole = learn.Progress(1000, labels, audit)
    looks = [n for n in range(0, 899, 5) if learn.Audit(target=0.9)(whole.first(100 + n)).stop]
    assert needed <= looks[0] <= 1.35 * needed


def test_the_audit_bound_is_rarely_too_low_however_often_one_looks():
    rng = np.random.default_rng(5)
    failures = 0
    for _ in range(200):
        labels = population(300, 12, rng)
        order = rng.permutation(300)[:200]
        seen = tuple(int(v) for v in labels[order])
        whole = learn.Progress(300, seen, (True,) * 200)
        failures += any(learn.most_includes(whole.first(n), 0.8) < 12 for n in range(20, 201, 20))
    # 200 trials at 20 % allowed: 40 expected at worst, 3 standard errors above is 57.
    assert failures <= 57


def test_the_audit_bound_survives_a_ranking_that_hides_includes():
    rng = np.random.default_rng(6)
    failures = 0
    for _ in range(150):
        labels = population(200, 8, rng)
        pool = list(range(200))
        seen, marks = [], []
        while len(seen) < 140:
            audit = len(seen) % 2 == 1
            excludes = [record for record in pool if not labels[record]]
            record = int(rng.choice(pool)) if audit else (excludes or pool)[0]
            pool.remove(record)
            seen.append(int(labels[record]))
            marks.append(audit)
        whole = learn.Progress(200, tuple(seen), tuple(marks))
        failures += any(learn.most_includes(whole.first(n), 0.8) < 8 for n in range(20, 141, 20))
    assert failures <= 45


def test_one_random_sample_is_refused_when_ranked_records_break_it():
    broken = learn.Progress(50, (1, 0, 0, 0), (False, True, False, True))
    with pytest.raises(learn.BrokenSample, match="drawn in one go"):
        learn.RandomTail(sample=2)(broken)


def test_one_random_sample_bounds_recall_as_often_as_it_says():
    rng = np.random.default_rng(7)
    failures = 0
    for _ in range(300):
        labels = population(200, 10, rng)
        order = np.concatenate([np.flatnonzero(labels)[:6], rng.permutation(200)])
        _, first = np.unique(order, return_index=True)
        seen = tuple(int(v) for v in labels[order[np.sort(first)]])
        whole = learn.Progress(200, seen[:106], (False,) * 6 + (True,) * 100)
        advice = learn.RandomTail(sample=100, target=0.8, confidence=0.8)(whole)
        failures += advice.recall > whole.found / 10 + 1e-9
    assert failures <= 81


def test_qbcb_needs_59_includes_for_95_with_95():
    assert learn.includes_needed(0.95, 0.95) == 59
    assert learn.rank_of_bound(59, 0.95, 0.95) == 59
    with pytest.raises(learn.SampleTooSmall, match="59 are needed"):
        learn.rank_of_bound(58, 0.95, 0.95)


def test_qbcb_reaches_its_target_as_often_as_it_says():
    rng = np.random.default_rng(8)
    failures = 0
    for _ in range(300):
        includes = [str(number) for number in range(100)]
        sample = rng.choice(includes, 30, replace=False).tolist()
        shown = rng.permutation(includes).tolist()
        rule = learn.QuantileBound(target=0.8, confidence=0.8)
        stop = next(n for n in range(1, 101) if rule(sample, shown[:n]).stop)
        failures += stop < 80
    assert failures <= 81


def test_the_price_of_a_certificate_is_told_beforehand():
    # 20 found: 22 − 20 = 2 missing must be refuted, which takes 78 % of the tail.
    assert learn.sample_needed(1000, 20, 0.95, 0.95) == pytest.approx(777, abs=2)


def test_two_reviewers_who_share_every_include_missed_nothing():
    assert learn.two_reviewers(20, 0, 0).total == 20
    found = learn.two_reviewers(18, 6, 5)
    assert found.seen <= found.low <= found.total <= found.high
    assert found.total == pytest.approx(25 * 24 / 19 - 1)


def test_chao_counts_the_singletons():
    found = learn.many_reviewers(once=6, twice=9)
    assert found.total == pytest.approx(15 + 6 * 5 / 20)


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(0, 200))
def test_a_bound_on_includes_is_possible(labels, rest):
    seen = tuple(int(v) for v in labels)
    progress = learn.Progress(len(seen) + rest, seen, (True,) * len(seen))
    most = learn.most_includes(progress)
    assert progress.found <= most <= progress.found + rest


def test_uneven_lists_and_impossible_shares_are_refused():
    with pytest.raises(learn.UnevenLists, match="2 labels and 1 audit"):
        learn.Progress(5, (0, 1), (True,))
    with pytest.raises(learn.OutOfRange, match="target must be above 0"):
        learn.Audit(target=1.0)
    with pytest.raises(learn.OutOfRange, match="at least the 3 screened"):
        learn.Progress(2, (0, 0, 0))
