from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tamis.match.cluster import Scored, agglomerate, components


def scored(**pairs: tuple[float, bool]) -> dict[tuple[int, int], Scored]:
    return {
        (int(name[1]), int(name[2])): Scored(log_odds=odds, veto=veto)
        for name, (odds, veto) in pairs.items()
    }


def test_a_chain_does_not_join_its_contradicting_ends():
    known = scored(p01=(5, False), p12=(4, False), p02=(3, True))
    assert agglomerate([(0, 1), (1, 2)], known) == [[0, 1]]


def test_the_most_certain_pair_goes_first():
    known = scored(p01=(3, False), p12=(6, False), p02=(0, True))
    assert agglomerate([(0, 1), (1, 2)], known) == [[1, 2]]


def test_a_pair_never_compared_counts_against_joining():
    known = scored(p01=(1, False), p12=(1, False))
    assert agglomerate([(0, 1), (1, 2)], known, unseen=-3) == [[0, 1]]


def test_given_groups_are_never_joined_with_each_other():
    known = scored(p02=(9, False), p12=(8, False), p01=(9, False))
    assert agglomerate([(0, 2), (1, 2)], known, start=[[0], [1]]) == [[0, 2]]


@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda p: p[0] < p[1])))
def test_no_cluster_ever_holds_a_veto(vetoed):
    every = [(a, b) for a in range(13) for b in range(a + 1, 13)]
    known = {pair: Scored(log_odds=4.0, veto=pair in vetoed) for pair in every}
    for rows in agglomerate([p for p in every if p not in vetoed], known):
        assert not {(a, b) for a in rows for b in rows} & vetoed


def test_components_follow_chains_of_any_length():
    assert components([(3, 4), (0, 1), (4, 5)]) == [[0, 1], [3, 4, 5]]
