from __future__ import annotations

from dataclasses import replace

from tamis.model.changes import OutcomeSide, Picture, StudyNotice
from tamis.model.events import Extracted, Graded, Noticed, ProtocolAmended, Published, SearchRun
from tamis.model.evidence import Datum
from tamis.model.numbers import Ledger, Number
from tamis.model.protocol import Comparison, Outcome, Protocol
from tamis.model.results import Flow, FlowBox, StudyRow
from tamis.steps.diffing import chronicle, diff, sentence_changes

ROW = StudyRow(
    study="alder-2018", label="Alder 2018", status="completed", design="randomised-open",
    included=True, reports=("r1",), comparisons=("walking",),
)  # fmt: skip
PROTOCOL = Protocol(
    id="walks", title="Walks", question="?",
    outcomes=(Outcome(id="pain", label="Pain"),),
    comparisons=(Comparison(id="walking", label="Walking", outcomes=("pain",)),),
)  # fmt: skip
SIDE = OutcomeSide(
    comparison="walking", outcome="pain", state="graded", level="low", words="It may help.",
    studies=("alder-2018",), shown={"estimate": "3.38"}, numbers={"estimate": "n"},
)  # fmt: skip


def stamp(number: int, day: str = "2026-03-01") -> dict[str, str]:
    return {"id": f"{number:026}", "at": f"{day}T00:00:00Z", "by": "anna", "protocol": "p"}


def picture(name: str, **more: object) -> Picture:
    said: dict[str, object] = {
        "name": name, "day": "2026-03-01", "protocol": PROTOCOL, "rows": (ROW,), "analyses": (),
        "harms": (), "certainties": (), "flow": Flow(variant="new", boxes=()),
        "ledger": Ledger.of(()), "labels": {"alder-2018": "Alder 2018"}, "home": {"r1": "r1"},
        "records": frozenset({"r1"}),
    }  # fmt: skip
    return Picture(**{**said, **more})  # type: ignore[arg-type]


def read(number: int, study: str = "alder-2018", outcome: str = "pain") -> Extracted:
    data = (Datum(name="n", value=3),)
    return Extracted(**stamp(number), study=study, outcome=outcome, data=data)


def test_a_review_does_not_differ_from_itself() -> None:
    one = picture("1", events=(read(1),))
    found = diff(one, replace(one, name="2"), {SIDE.place: SIDE}, {SIDE.place: SIDE})
    assert found.empty
    assert found.events == 0


def test_a_changed_outcome_names_what_changed_and_the_events_that_bear_on_it() -> None:
    graded = Graded(
        **stamp(3), comparison="walking", outcome="pain", domain="imprecision", rating=-1
    )
    now = picture("2", events=(read(2), graded, read(4, "cedar"), read(5, outcome="falls")))
    other = replace(SIDE, level="very-low", words="Nobody knows.", shown={"estimate": "3.40"})
    (found,) = diff(picture("1"), now, {SIDE.place: SIDE}, {SIDE.place: other}).outcomes
    assert found.label == "Walking: Pain"
    assert found.changed == ("effect", "certainty", "wording")
    assert [c.event for c in found.causes] == [read(2).id, graded.id]


def test_an_amended_protocol_bears_on_every_outcome() -> None:
    amended = ProtocolAmended(**stamp(9), previous="a", adopted="b", reason="a new measure")
    now = picture("2", events=(amended,))
    found = diff(picture("1"), now, {SIDE.place: SIDE}, {})
    assert found.outcomes[0].changed == ("gone",)
    assert [c.what for c in found.outcomes[0].causes] == ["changed the protocol: a new measure"]
    assert [m.reason for m in found.methods] == ["a new measure"]


def test_studies_come_in_and_go_out() -> None:
    out = replace(ROW, included=False)
    cedar = replace(ROW, study="cedar", label="Cedar 2020")
    found = diff(picture("1"), picture("2", rows=(out, cedar)), {}, {})
    assert [(s.study, s.kind) for s in found.studies] == [("alder-2018", "out"), ("cedar", "in")]


def test_a_record_that_joins_a_known_report_is_no_new_report() -> None:
    now = picture("2", home={"r1": "r0", "r0": "r0", "r9": "r9"},
                  records=frozenset({"r1", "r0", "r9"}))  # fmt: skip
    found = diff(picture("1"), now, {}, {})
    assert found.new_records == ("r0", "r9")
    assert found.new_reports == ("r9",)


def box(count: int) -> Flow:
    made = FlowBox(id="screened", label="Screened", number="flow/screened", count=count,
                   column="databases", row="screening")  # fmt: skip
    return Flow(variant="new", boxes=(made,))


def test_boxes_of_the_flow_stand_beside_each_other() -> None:
    found = diff(picture("1", flow=box(3)), picture("2", flow=box(5)), {}, {})
    assert [(b.before, b.now) for b in found.flow] == [(3, 5)]
    assert not found.empty


def test_the_release_itself_is_no_change() -> None:
    release = Published(**stamp(5), version="2", heads=(), numbers="", files="")
    assert diff(picture("1"), picture("2", events=(release,)), {}, {}).events == 0


def number(shown: str) -> Ledger:
    return Ledger.of([Number(id="n", kind="derived", label="n", shown=shown, about="walking/pain")])


def test_a_passage_changed_because_of_the_outcome_its_number_is_about() -> None:
    before, now = picture("1", ledger=number("3.38")), picture("2", ledger=number("3.40"),
                                                               events=(read(2),))  # fmt: skip
    other = replace(SIDE, shown={"estimate": "3.40"})
    found = diff(before, now, {SIDE.place: SIDE}, {SIDE.place: other})
    said = [("index.html", "T", ("by 3.38",), ("by 3.40",), ("n",)),
            ("more.html", "T", ("by 3.38",), ("by 3.40",), ("n",))]  # fmt: skip
    (one,) = sentence_changes(said, found, before.ledger, now.ledger)
    assert (one.page, one.others, one.numbers) == ("index.html", ("more.html",), ("n",))
    assert [c.event for c in one.causes] == [read(2).id]


def test_the_chronicle_is_newest_first_and_counts_what_no_search_had_before() -> None:
    runs = [SearchRun(**stamp(i, day), search=s, source="pubmed", records=2)
            for i, s, day in ((1, "a", "2026-01-01"), (2, "b", "2026-02-01"))]  # fmt: skip
    release = Published(**stamp(3, "2026-02-02"), version="1", heads=(), numbers="", files="")
    told = chronicle([*runs, release], {"a": ("r1", "r2"), "b": ("r2", "r3")}, (), {})
    assert [h.title for h in told] == [
        "Version 1", "Searched: 1 new record", "Searched: 2 new records",
    ]  # fmt: skip
    assert told[1].lines == ("pubmed: 2 records, 1 new",)


def test_what_an_old_event_speaks_of_stands_at_its_own_day() -> None:
    run = SearchRun(**stamp(7, "2026-05-05"), dated="2022-08-21", search="a", source="x")
    (told,) = chronicle([run], {"a": ()}, (), {})
    assert (told.day, told.at) == ("2022-08-21", "2022-08-21T00:00:00Z")


def test_a_notice_is_told_once_with_its_study() -> None:
    event = Noticed(**stamp(4), kind="retraction", source="crossref", report="r1", notice="10.1/x")
    notice = StudyNotice(
        kind="retraction", label="Alder 2018", report="r1", notice="10.1/x", noticed="2026-03-01",
        sources=("crossref",), events=(event.id,),
    )  # fmt: skip
    (told,) = chronicle([event], {}, [notice], {})
    assert (told.title, told.lines) == (
        "Retracted: Alder 2018", ("notice 10.1/x", "told by crossref"),
    )  # fmt: skip
