from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.model.events import (
    Adjudicated,
    Event,
    Graded,
    Judged,
    RecordsLinked,
    RecordsSplit,
    Screened,
    SearchRun,
    StudyLinked,
    Withdrawn,
)
from tamis.model.state import State, as_of, fold, withdrawn
from tamis.store.log import FolderLog

RECORDS = {"first": ("a", "b", "c"), "second": ("c", "d")}


def ulid(number: int) -> str:
    return f"01{number:024}"


def told(kind: type[Event], number: int, by: str = "anna", **said) -> Event:
    at = said.pop("at", "2026-01-02T03:04:05Z")
    return kind(id=ulid(number), at=at, by=by, protocol="", **said)


def vote(number: int, report: str = "a", verdict: str = "include", **more) -> Event:
    return told(Screened, number, report=report, stage="title-abstract", verdict=verdict, **more)


def run(number: int, search: str = "first") -> Event:
    return told(SearchRun, number, search=search, source="pubmed")


def test_nothing_said_is_an_empty_review():
    assert fold([], RECORDS) == State()


def test_only_searches_that_are_told_of_bring_records():
    assert list(fold([run(1, "second")], RECORDS).reports.members) == ["c", "d"]


def test_a_record_two_searches_found_is_one_record():
    state = fold([run(1), run(2, "second")], RECORDS)
    assert list(state.reports.members) == ["a", "b", "c", "d"]


def test_a_persons_later_word_replaces_the_earlier():
    state = fold([vote(2, verdict="exclude"), vote(1)], RECORDS)
    assert [e.id for e in state.decisions] == [ulid(2)]


def test_two_peoples_words_stand_side_by_side():
    state = fold([vote(1), vote(2, by="ben", verdict="exclude")], RECORDS)
    assert [(e.by, e.verdict) for e in state.decisions] == [("anna", "include"), ("ben", "exclude")]


def test_a_decision_follows_its_record_into_the_report():
    link = told(RecordsLinked, 3, records=("a", "b"))
    state = fold([run(0), vote(1, "a"), vote(2, "b", "exclude"), link], RECORDS)
    assert [e.id for e in state.decisions] == [ulid(2)]


def test_what_was_superseded_does_not_stand():
    events = [vote(1), vote(2, "b", supersedes=ulid(1))]
    assert [e.id for e in fold(events, RECORDS).decisions] == [ulid(2)]


def test_a_corrected_correction_brings_nothing_back():
    events = [vote(1), vote(2, "b", supersedes=ulid(1)), vote(3, "c", supersedes=ulid(2))]
    assert [e.id for e in fold(events, RECORDS).decisions] == [ulid(3)]


def test_the_same_event_twice_counts_once():
    assert fold([vote(1), vote(1)], RECORDS).events == 1


@pytest.mark.parametrize("turn", [1, -1])
def test_two_events_under_one_id_are_taken_the_same_way_in_any_order(turn):
    pair = [vote(1, "a"), vote(1, "b")][::turn]
    assert fold(pair, RECORDS) == fold([vote(1, "a"), vote(1, "b")], RECORDS)


def test_a_day_shows_what_had_been_said_or_dated_until_then():
    events = [
        vote(1, at="2026-01-02T23:59:59Z"),
        vote(2, at="2026-01-03T00:00:00Z"),
        vote(3, at="2026-01-03T00:00:00Z", dated="2022-08-31"),
    ]
    assert [e.id for e in as_of(events, "2026-01-02")] == [ulid(1), ulid(3)]
    assert [e.id for e in as_of(events, "2022-08-31")] == [ulid(3)]
    assert as_of(events, None) == tuple(events)


people = st.sampled_from(["anna", "ben", "machine"])
names = st.sampled_from("abcd")
several = st.lists(names, min_size=2, max_size=3, unique=True).map(tuple)
verdicts = st.sampled_from(["include", "exclude", "maybe"])
stages = st.sampled_from(["title-abstract", "full-text"])


def kinds(number: int, earlier: list[str]) -> st.SearchStrategy[Event]:
    said = {
        "id": st.just(ulid(number)),
        "at": st.sampled_from(["2026-01-02T03:04:05Z", "2020-01-02T03:04:05Z"]),
        "by": people,
        "protocol": st.just(""),
        "supersedes": st.sampled_from([None, *earlier]),
        "dated": st.sampled_from([None, "2022-08-31"]),
    }
    vote = {"report": names, "stage": stages, "verdict": verdicts}
    judged = {n: st.sampled_from("xy") for n in ("study", "outcome", "domain", "judgement")}
    graded = {n: st.sampled_from("xy") for n in ("comparison", "outcome", "domain")}
    return st.one_of(
        st.builds(SearchRun, **said, search=st.sampled_from(list(RECORDS)), source=st.just("s")),
        st.builds(RecordsLinked, **said, records=several),
        st.builds(RecordsSplit, **said, records=several),
        st.builds(Screened, **said, **vote),
        st.builds(Adjudicated, **said, **vote),
        st.builds(StudyLinked, **said, study=names, label=st.just("S"), reports=several),
        st.builds(Judged, **said, **judged, instrument=st.just("rob-2")),
        st.builds(Graded, **said, **graded, rating=st.integers(-2, 0)),
    )


@st.composite
def reviews(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for number in range(draw(st.integers(0, 12))):
        events.append(draw(kinds(number, [e.id for e in events])))
    return events


@settings(max_examples=60, deadline=None)
@given(events=reviews(), random=st.randoms(use_true_random=False))
def test_the_same_events_in_any_order_are_the_same_review(events, random):
    shuffled = random.sample(events, len(events))
    assert fold(shuffled, RECORDS) == fold(events, RECORDS)


@settings(max_examples=40, deadline=None)
@given(events=reviews(), data=st.data())
def test_any_split_of_events_over_writers_and_batches_is_the_same_review(events, data):
    homes = st.sampled_from(["anna", "ben", "machine-1", "zoe"])
    with tempfile.TemporaryDirectory() as place:
        log = FolderLog(Path(place))
        while events_left := events[sum(1 for _ in log.events()) :]:
            size = data.draw(st.integers(1, len(events_left)))
            log.append(data.draw(homes), events_left[:size])
        assert fold(log.events(), RECORDS) == fold(events, RECORDS)


@settings(max_examples=40, deadline=None)
@given(events=reviews(), day=st.sampled_from(["2020-06-01", "2022-08-31", "2026-06-01"]))
def test_a_past_day_does_not_depend_on_what_was_said_later(events, day):
    then = fold(as_of(events, day), RECORDS)
    later = [dataclasses.replace(e, id=f"02{e.id[2:]}", dated="2026-12-31") for e in events]
    assert fold(as_of([*events, *later], day), RECORDS) == then


def take_back(number: int, by: str, *targets: int) -> Event:
    return told(Withdrawn, number, by=by, events=tuple(map(ulid, targets)))


def test_a_withdrawal_bears_on_its_own_writer_s_earlier_events_only():
    theirs = vote(2, by="ben")
    assert withdrawn([theirs, take_back(3, "anna", 2), take_back(1, "ben", 2)]) == frozenset()
    assert withdrawn([theirs, take_back(4, "ben", 2)]) == {ulid(2)}


@given(
    st.permutations(
        [
            vote(1),
            vote(2, verdict="maybe", supersedes=ulid(1)),
            *(take_back(number, "anna", number - 1) for number in (3, 4, 5)),
        ]
    )
)
def test_undoing_an_undo_holds_in_any_order(events):
    # 5 takes back 4, so 3 stands again and takes back 2, so 1 is no longer superseded.
    (left,) = fold(events, {}).decisions
    assert left.verdict == "include"
