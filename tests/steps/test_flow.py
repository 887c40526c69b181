from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.model.events import Event, Retrieved, Screened, SearchRun, StudyLinked
from tamis.model.protocol import Criterion, Protocol, Screening
from tamis.model.results import Flow
from tamis.model.state import fold
from tamis.steps.flow import Pool, prisma_flow
from tamis.steps.screening import standings

ALONE = Protocol(
    id="p", title="t", question="q", screening=Screening(reviewers=1),
    criteria=(Criterion(code="a", text="Not A", short="A"), Criterion(code="b", text="Not B")),
)  # fmt: skip
HELD = {"old": ("p1", "p2"), "db": ("r1", "r2", "r3", "p1x"), "web": ("w1",)}


def searches() -> list[Event]:
    routes = {"old": "previous", "db": "database", "web": "other"}
    return [
        SearchRun(
            id=f"0{i}", at="2026-01-01", by="x", protocol="", search=s, source=s,
            route=route,  # type: ignore[arg-type]
        )
        for i, (s, route) in enumerate(routes.items())
    ]  # fmt: skip


class Said:
    """Makes events with running ids."""

    def __init__(self) -> None:
        self.ids = count(100)
        self.events: list[Event] = searches()

    def vote(
        self, report: str, verdict: str, stage: str = "title-abstract", code: str = ""
    ) -> None:
        self.events.append(
            Screened(
                id=str(next(self.ids)), at="2026-01-02", by="anna", protocol="", report=report,
                stage=stage, verdict=verdict, criterion=code or None,  # type: ignore[arg-type]
            )
        )  # fmt: skip

    def include(self, report: str, study: str) -> None:
        self.vote(report, "include")
        self.events.append(
            Retrieved(
                id=str(next(self.ids)), at="2026-01-02", by="anna", protocol="", report=report
            )
        )
        self.vote(report, "include", "full-text")
        self.events.append(
            StudyLinked(
                id=str(next(self.ids)), at="2026-01-02", by="anna", protocol="", study=study,
                label=study, reports=(report,),
            )
        )  # fmt: skip

    def flow(self) -> Flow:
        state = fold(self.events, HELD)
        pool = Pool.of(state, ALONE, HELD, standings(state, ALONE))
        return prisma_flow(pool)[0]


def box(flow: Flow, name: str) -> int:
    return next(b.count for b in flow.boxes if b.id == name)


def test_nothing_screened_is_all_waiting_and_balances() -> None:
    flow = Said().flow()
    assert flow.unbalanced == ()
    assert (box(flow, "previous"), box(flow, "waiting"), box(flow, "other-waiting")) == (2, 4, 1)


def test_an_update_counts_kept_and_new_studies() -> None:
    said = Said()
    said.include("p1", "Oak")
    said.vote("p2", "exclude", code="a")
    said.include("r1", "Elm")
    flow = said.flow()
    assert flow.variant == "updated"
    assert flow.unbalanced == ()
    assert (box(flow, "previous-kept"), box(flow, "previous-removed")) == (1, 1)
    assert (box(flow, "kept-studies"), box(flow, "new-studies"), box(flow, "studies")) == (1, 1, 2)


def test_reasons_are_counted_in_the_protocol_s_order() -> None:
    said = Said()
    said.vote("r1", "exclude", code="b")
    said.vote("r2", "exclude", code="a")
    excluded = next(b for b in said.flow().boxes if b.id == "excluded")
    assert [label for label, _ in excluded.lines] == ["A", "Not B"]


def test_a_full_text_verdict_on_a_report_nobody_retrieved_does_not_balance() -> None:
    said = Said()
    said.vote("r1", "include")
    said.vote("r1", "exclude", "full-text", "a")
    assert any("assessed" in text for text in said.flow().unbalanced)


def test_an_included_report_without_a_study_does_not_balance() -> None:
    said = Said()
    said.include("r1", "Elm")
    said.events = [e for e in said.events if not isinstance(e, StudyLinked)]
    assert any("belongs to a study" in text for text in said.flow().unbalanced)


def test_a_full_text_inclusion_after_an_exclusion_on_title_does_not_balance() -> None:
    said = Said()
    said.include("r1", "Elm")
    said.vote("r1", "exclude", code="a")
    assert said.flow().unbalanced


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["p1", "p2", "r1", "r2", "w1"]), st.booleans())))
def test_every_orderly_course_of_screening_balances(course: list[tuple[str, bool]]) -> None:
    said = Said()
    for report, keep in dict(course).items():
        if keep:
            said.include(report, f"study {report}")
        else:
            said.vote(report, "exclude", code="a")
    assert said.flow().unbalanced == ()
