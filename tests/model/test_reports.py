from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tamis.model.events import RecordsLinked, RecordsSplit
from tamis.model.reports import Reports, group_records

NAMES = tuple("abcdefgh")


def linked(number: int, *records: str, method: str = "person") -> RecordsLinked:
    said = {"at": "2026-01-01T00:00:00Z", "by": "anna", "protocol": ""}
    return RecordsLinked(id=f"l{number:03}", records=records, method=method, **said)


def split(number: int, *records: str) -> RecordsSplit:
    said = {"at": "2026-01-01T00:00:00Z", "by": "anna", "protocol": ""}
    return RecordsSplit(id=f"s{number:03}", records=records, **said)


def groups(links=(), splits=(), records=NAMES[:4]) -> list[str]:
    return ["".join(g) for g in group_records(records, links, splits).members.values()]


def test_records_nobody_linked_are_reports_of_their_own():
    assert groups() == ["a", "b", "c", "d"]


def test_links_join_through_chains_and_a_report_is_named_by_its_smallest_record():
    reports = group_records("abcd", [linked(1, "d", "b"), linked(2, "b", "c")], [])
    assert reports.members == {"a": ("a",), "b": ("b", "c", "d")}
    assert (reports.of("d"), reports.of("c"), reports.of("x")) == ("b", "b", "x")


def test_a_split_outweighs_a_link_between_the_same_records():
    reports = group_records("ab", [linked(1, "a", "b")], [split(1, "a", "b")])
    assert list(reports.members) == ["a", "b"]
    assert reports.refused == (("l001", "a", "b"),)


def test_a_split_keeps_records_apart_that_a_chain_would_join():
    links = [linked(1, "a", "b"), linked(2, "b", "c"), linked(3, "c", "d")]
    assert groups(links, [split(1, "a", "c")]) == ["ab", "cd"]


def test_a_persons_link_comes_before_a_machines():
    links = [linked(1, "a", "b", method="model"), linked(2, "b", "c")]
    assert groups(links, [split(1, "a", "c")]) == ["a", "bc", "d"]


def test_links_to_records_that_were_not_imported_join_the_rest():
    assert groups([linked(1, "a", "x", "b")]) == ["ab", "c", "d"]


def test_no_records_make_no_reports():
    assert group_records([], [linked(1, "a", "b")], []) == Reports(members={}, home={})


some = st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True)
many_links = st.lists(st.tuples(some, st.sampled_from(["exact", "model", "person"])), max_size=8)


@given(many_links, st.lists(some, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_records_links_and_splits_does_not_matter(links, splits, random):
    told = [linked(n, *records, method=method) for n, (records, method) in enumerate(links)]
    kept_apart = [split(n, *records) for n, records in enumerate(splits)]
    expected = group_records(NAMES, told, kept_apart)
    names = list(NAMES)
    for thing in (names, told, kept_apart):
        random.shuffle(thing)
    assert group_records(names, told, kept_apart) == expected


@given(many_links, st.lists(some, max_size=3))
def test_no_report_holds_two_records_that_a_split_keeps_apart(links, splits):
    told = [linked(n, *records, method=method) for n, (records, method) in enumerate(links)]
    reports = group_records(NAMES, told, [split(n, *rs) for n, rs in enumerate(splits)])
    assert sorted(r for rs in reports.members.values() for r in rs) == list(NAMES)
    for records in splits:
        assert len({reports.of(r) for r in records}) == len(records)
