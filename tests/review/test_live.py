from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tamis.model.errors import UnknownName
from tamis.model.events import STAGES, Screened
from tamis.review import Review
from tamis.review.acts import Decided, NotThere
from tamis.review.live import Live
from tamis.steps import screening as step

PEOPLE = ("anna", "ben", "carol")


def two(review: Review) -> Review:
    """The same review, judged by two."""
    path = review.path / "protocol.toml"
    path.write_text(path.read_text().replace("reviewers = 1", "reviewers = 2"))
    review.forget()
    review.amend("two people")
    return review


def same(live: Live, folder: Path) -> None:
    """What the live state says is what a fresh fold says."""
    fresh = Review(folder, by="zoe")
    statuses = step.standings(fresh.state, fresh.protocol)
    with live.look() as tally:
        assert tally.statuses() == statuses
        assert tally.reports == fresh.state.reports
        said = tally.screening_state()
        assert said.decisions == fresh.state.decisions
        assert said.adjudications == fresh.state.adjudications
        for stage in STAGES:
            for standing, group in tally.standing[stage].items():
                assert group == {r for r, s in statuses[stage].items() if s.standing == standing}
            for person in PEOPLE:
                wanted = step.reachable(fresh.state, statuses, stage, person, 2)
                assert tuple(r for r in tally.names if tally.open_to(person, r, stage)) == wanted
                assert tally.left(person, stage) == len(wanted)
                own = {e.id for e in fresh.state.decisions if e.by == person and e.stage == stage}
                assert {e.id for e in tally.decisions(person, stage)} == own


ACT = st.one_of(
    st.tuples(
        st.sampled_from(["decide", "elsewhere", "settle"]), st.sampled_from(PEOPLE),
        st.integers(0, 2), st.sampled_from(["include", "maybe", "exclude"]),
        st.sampled_from(STAGES),
    ),
    st.tuples(
        st.sampled_from(["undo", "undo again"]), st.sampled_from(PEOPLE), st.integers(0, 5),
        st.just(""), st.sampled_from(STAGES),
    ),
    st.tuples(
        st.sampled_from(["link", "split"]), st.sampled_from(PEOPLE), st.integers(0, 2),
        st.just(""), st.just("title-abstract"),
    ),
)  # fmt: skip


def play(live: Live, folder: Path, act: Any) -> None:
    """Do one act, through the live state or behind its back."""
    kind, by, number, verdict, stage = act
    names = sorted(Review(folder).state.reports.home)
    criterion = "design" if verdict == "exclude" else None
    other = Review(folder, by=by)
    if kind in ("link", "split"):
        pair = [names[number], names[(number + 1) % 3]]
        (other.link if kind == "link" else other.split)(pair)
    elif kind == "elsewhere":
        other.screen(names[number], verdict, stage=stage, criterion=criterion)
    elif kind == "undo":
        live.undo(by, stage=stage)
    elif kind == "undo again":
        mine = [e for e in other.events if e.by == by and e.schema in ("screened/1", "withdrawn/1")]
        if mine:
            live.undo(by, of=mine[-1 - number % len(mine)].id)
    else:
        wanted = Decided(report=names[number], verdict=verdict, stage=stage, criterion=criterion)
        try:
            (live.decide if kind == "decide" else live.settle)(by, wanted)
        except (NotThere, UnknownName):
            assert kind == "settle" or stage == "full-text"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACT, max_size=14))
def test_after_any_acts_of_several_people_it_says_what_a_fold_says(
    acts: list[Any], review: Review, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import shutil

    folder = tmp_path_factory.mktemp("live") / "walking"
    shutil.copytree(review.path, folder)
    two(Review(folder, by="owner"))
    live = Live(Review(folder))
    for act in acts:
        play(live, folder, act)
        same(live, folder)
    same(Live(Review(folder)), folder)


def test_a_request_sent_again_writes_nothing_even_to_another_server(review: Review) -> None:
    name = next(iter(review.state.reports.members))
    wanted = Decided(report=name, verdict="include", request="r1")
    first = Live(review).decide("anna", wanted)
    again = Live(review).decide("anna", wanted)
    assert again == first
    assert len([e for e in Review(review.path).events if isinstance(e, Screened)]) == 1


def test_replaying_a_queue_in_order_ends_where_it_ended(review: Review) -> None:
    name = next(iter(review.state.reports.members))
    live = Live(review)
    queue = [
        Decided(report=name, verdict=verdict, criterion="design", request=f"r{i}")
        for i, verdict in enumerate(("include", "include", "exclude"))
    ]
    for wanted in (*queue, *queue[1:]):
        live.decide("anna", wanted)
    with live.look() as tally:
        assert tally.status(name, "title-abstract").standing == "excluded"


def test_undo_and_undo_of_the_undo(review: Review) -> None:
    name = next(iter(review.state.reports.members))
    live = Live(review)
    live.decide("anna", Decided(report=name, verdict="include", request="a"))
    live.decide("anna", Decided(report=name, verdict="maybe", request="b"))
    live.undo("anna", request="c")
    with live.look() as tally:
        assert tally.status(name, "title-abstract").votes[0].verdict == "include"
    live.undo("anna", of="c", request="d")
    with live.look() as tally:
        assert tally.status(name, "title-abstract").votes[0].verdict == "maybe"


def test_nobody_undoes_anothers_act(review: Review) -> None:
    name = next(iter(review.state.reports.members))
    live = Live(review)
    (event,) = live.decide("anna", Decided(report=name, verdict="include", request="a"))
    with pytest.raises(UnknownName):
        live.undo("ben", of=event.id)


def test_full_text_waits_for_the_abstract(review: Review) -> None:
    name = next(iter(review.state.reports.members))
    with pytest.raises(NotThere):
        Live(review).decide("anna", Decided(report=name, verdict="include", stage="full-text"))


def test_a_log_that_was_set_back_is_read_anew(review: Review) -> None:
    name = next(iter(review.state.reports.members))
    log = review.path / "log" / "anna.jsonl"
    before = log.read_bytes()
    live = Live(review)
    live.decide("anna", Decided(report=name, verdict="include"))
    log.write_bytes(before)
    with live.look() as tally:
        assert tally.status(name, "title-abstract").standing == "unscreened"
