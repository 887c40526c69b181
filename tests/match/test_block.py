from __future__ import annotations

from tamis.match.block import Blocking, keys, pairs
from tamis.match.index import prepared_rows

from .records import frame, paper


def candidates(records, how=None) -> list[tuple[int, int]]:
    prepared = prepared_rows(records)
    return list(pairs(keys(prepared), prepared, how).iter_rows())


def test_records_with_nothing_in_common_are_no_candidates():
    other = {"title": "Quite another matter altogether", "year": 1999}
    assert candidates(frame(paper(), other)) == []


def test_every_pair_comes_once_and_in_order():
    assert candidates(frame(paper(), paper(), paper())) == [(0, 1), (0, 2), (1, 2)]


def test_records_without_any_key_block_with_nobody():
    assert candidates(frame({}, {}, {})) == []


def test_a_typing_error_in_the_title_is_caught_by_another_key():
    typo = paper(title=str(paper()["title"]).replace("Slow", "Sloww"), doi=None, pages=None)
    assert candidates(frame(paper(abstract=None), typo)) == [(0, 1)]


def test_an_oversized_block_is_refined_not_dropped():
    same_title = [paper(year=1950 + n, doi=None, pages=None, abstract=None) for n in range(60)]
    records = frame(*same_title, paper(year=1970, doi=None, pages=None, abstract=None))
    prepared = prepared_rows(records)
    twins = [row for row, year in enumerate(prepared["year"]) if year == 1970]
    assert tuple(twins) in candidates(records, Blocking(cap=5, window=2))


def test_a_block_of_equal_records_larger_than_the_cap_stays_connected():
    found = candidates(frame(*[paper(abstract=None)] * 50), Blocking(cap=5, window=2))
    reached = {0}
    for a, b in found:
        if a in reached:
            reached.add(b)
    assert len(reached) == 50
