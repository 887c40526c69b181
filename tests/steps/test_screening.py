from __future__ import annotations

from itertools import count

import pytest

from tamis.model.errors import UnknownName
from tamis.model.events import Adjudicated, Event, Screened, SearchRun
from tamis.model.protocol import Criterion, Protocol, Screening
from tamis.model.state import State, fold
from tamis.steps.screening import check_decision, orphans, queue, standings

_ids = count(1)
TWO = Protocol(
    id="p", title="t", question="q", screening=Screening(reviewers=2),
    criteria=(Criterion(code="a", text="A"), Criterion(code="b", text="B")),
)  # fmt: skip


def vote(by: str, verdict: str, criterion: str | None = None, **how: str) -> Screened:
    stage = how.get("stage", "title-abstract")
    return Screened(
        id=f"{next(_ids):04}", at="2026-01-01", by=by, protocol="", report=how.get("report", "r1"),
        stage=stage, verdict=verdict, criterion=criterion,  # type: ignore[arg-type]
    )  # fmt: skip


def state(*events: Event) -> State:
    run = SearchRun(id="0000", at="2026-01-01", by="x", protocol="", search="s", source="s")
    return fold([run, *events], {"s": ("r1", "r2")})


def standing(*events: Event, stage: str = "title-abstract") -> str:
    return standings(state(*events), TWO)[stage]["r1"].standing  # type: ignore[index]


def test_one_vote_waits_for_the_second() -> None:
    assert standing(vote("anna", "exclude", "a")) == "waiting"


def test_two_who_agree_decide() -> None:
    assert standing(vote("anna", "exclude", "a"), vote("ben", "exclude", "b")) == "excluded"


def test_two_who_differ_are_in_conflict() -> None:
    assert standing(vote("anna", "include"), vote("ben", "exclude", "a")) == "conflict"


def test_a_maybe_goes_on_to_the_full_text_and_no_further() -> None:
    votes = (vote("anna", "maybe"), vote("ben", "include"))
    assert standing(*votes) == "included"
    late = [vote(by, "maybe", stage="full-text") for by in ("anna", "ben")]
    assert standing(*late, stage="full-text") == "maybe"


def test_an_adjudication_settles_a_conflict() -> None:
    ruling = Adjudicated(
        id="9000", at="", by="cleo", protocol="", report="r1", stage="title-abstract",
        verdict="exclude", criterion="b",
    )  # fmt: skip
    votes = (vote("anna", "include"), vote("ben", "exclude", "a"))
    found = standings(state(*votes, ruling), TWO)["title-abstract"]["r1"]
    assert (found.standing, found.criterion, found.adjudicated) == ("excluded", "b", True)


def test_two_rulings_that_differ_leave_the_conflict() -> None:
    rulings = [
        Adjudicated(
            id=f"900{i}", at="", by=by, protocol="", report="r1", stage="title-abstract",
            verdict=verdict,  # type: ignore[arg-type]
        )
        for i, (by, verdict) in enumerate([("cleo", "include"), ("dan", "exclude")])
    ]  # fmt: skip
    votes = (vote("anna", "include"), vote("ben", "exclude", "a"))
    assert standing(*votes, *rulings) == "conflict"


def test_the_reason_is_the_first_criterion_in_the_protocol_s_order() -> None:
    events = (vote("anna", "exclude", "b"), vote("ben", "exclude", "a"))
    assert standings(state(*events), TWO)["title-abstract"]["r1"].criterion == "a"


def test_a_person_s_queue_does_not_show_what_others_said() -> None:
    found = state(vote("anna", "include"))
    statuses = standings(found, TWO)["title-abstract"]
    assert queue(found, statuses, "anna", 2) == ("r2",)
    assert queue(found, statuses, "ben", 2) == ("r1", "r2")


def test_a_third_person_is_not_asked_once_two_have_voted() -> None:
    found = state(vote("anna", "include"), vote("ben", "include"))
    statuses = standings(found, TWO)["title-abstract"]
    assert queue(found, statuses, "cleo", 2) == ("r2",)


def test_decisions_on_records_no_search_holds_are_named() -> None:
    (problem,) = orphans(state(vote("anna", "include", report="r9")))
    assert "r9" in problem.what


@pytest.mark.parametrize(
    ("verdict", "criterion", "stage"),
    [
        ("yes", None, "title-abstract"),
        ("exclude", None, "title-abstract"),
        ("exclude", "z", "title-abstract"),
        ("include", None, "fulltext"),
    ],
)
def test_unknown_words_are_refused(verdict: str, criterion: str | None, stage: str) -> None:
    with pytest.raises(UnknownName):
        check_decision(TWO, verdict, criterion, stage)
