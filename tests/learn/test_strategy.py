from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from tamis import learn


def pool(size=200, done=(), matrix=None):
    pending = np.ones(size, dtype=bool)
    pending[list(done)] = False
    scores = -np.arange(size, dtype=float)
    ids = [str(number) for number in range(size)]
    return learn.Pool(ids=ids, scores=scores, pending=pending, matrix=matrix)


def rows(cards):
    return [card.row for card in cards]


def test_certainty_shows_the_likeliest_pending_records():
    assert rows(learn.Certainty()(pool(done=(0, 2)), 3)) == [1, 3, 4]


def test_exploring_mixes_in_doubtful_records_at_its_share():
    shown = rows(learn.Exploring(share=0.25, quantile=0.5)(pool(), 20))
    assert sum(row > 50 for row in shown) == 5
    assert len(set(shown)) == 20


def test_diverse_passes_over_a_copy_of_what_was_just_shown():
    matrix = sp.csr_array(np.array([[1.0, 0], [1, 0], [0, 1]]))
    chosen = learn.Diverse(penalty=5.0)(pool(3, matrix=matrix), 3)
    assert rows(chosen) == [0, 2, 1]


def test_the_audit_draws_its_share_and_marks_it():
    cards = learn.Audited(share=0.2, seed=4)(pool(2000), 1000)
    drawn = [card for card in cards if card.drawn]
    # 1000 draws at .2: 200 expected, standard deviation 13.
    assert 160 <= len(drawn) <= 240
    assert len(set(rows(cards))) == 1000
    assert np.mean(rows(drawn)) > 600


def test_the_audit_depends_on_the_seed_and_not_on_the_scores():
    one, two = pool(), pool()
    two = learn.Pool(ids=two.ids, scores=-two.scores, pending=two.pending)
    strategy = learn.Audited(share=0.5, seed=9)
    assert [c.drawn for c in strategy(one, 30)] == [c.drawn for c in strategy(two, 30)]
    assert strategy(one, 30) == strategy(one, 30)
    assert strategy(one, 30) != learn.Audited(share=0.5, seed=10)(one, 30)


def test_every_record_is_audited_about_equally_often():
    counts = np.zeros(20)
    for seed in range(2000):
        card = learn.Audited(share=1.0, seed=seed)(pool(20), 1)[0]
        counts[card.row] += 1
    # 100 expected each; four standard deviations are 39.
    assert counts.min() > 60
    assert counts.max() < 140
