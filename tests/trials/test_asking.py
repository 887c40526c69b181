from __future__ import annotations

from dataclasses import replace

from tamis.model.protocol import Comparison, Protocol, Term
from tamis.trials import Registration, Registry
from tamis.trials.asking import Asking, asking, focus
from tamis.trials.questions import GENERAL, questions
from tamis.trials.reading import read
from tamis.trials.registration import Eligibility, Status
from tamis.trials.suggestions import suggestions
from tamis.trials.vocabulary import vocabulary

PROTOCOL = Protocol(
    id="r", title="R", question="?",
    populations=(
        Term(id="als", label="ALS"),
        Term(id="pls", label="Primary lateral sclerosis (PLS)"),
    ),
    comparisons=(
        Comparison(id="a", label="A", population="als"),
        Comparison(id="b", label="B", population="pls", indirect_from="a"),
    ),
)  # fmt: skip


def entry(
    number: str, text: str = "", *conditions: str, status: Status = "recruiting"
) -> Registration:
    return Registration(
        id=number, ids=(number,), status=status, conditions=conditions, title=f"Trial {number}",
        eligibility=Eligibility(text=text, state="whole" if text else "none"),
    )  # fmt: skip


def page(*entries: Registration) -> Asking:
    return asking(Registry.of(entries), PROTOCOL, vocabulary(PROTOCOL.populations), ())


def test_what_is_asked_about_apart_is_what_borrows_its_evidence() -> None:
    assert focus(PROTOCOL) == ("pls",)


def test_trials_are_sorted_by_what_they_say_of_the_condition() -> None:
    (pls,) = page(
        entry("NCT00000001", "Inclusion Criteria:\n- PLS", "PLS"),
        entry("NCT00000002", "Inclusion Criteria:\n- Probable ALS", "ALS"),
        entry("NCT00000003", "Inclusion Criteria:\n- Possible ALS by El Escorial", "ALS"),
        entry("NCT00000004", "", "ALS"),
    ).conditions
    assert [s.trial for s in pls.takes] == ["NCT00000001"]
    assert [s.trial for s in pls.leaves_out] == ["NCT00000002"]
    assert [s.trial for s in pls.perhaps] == ["NCT00000003"]
    assert pls.silent == ("NCT00000004",)


def test_open_closed_and_unclear_trials_stand_apart() -> None:
    found = page(
        entry("NCT00000001", "", "ALS"),
        entry("NCT00000002", "", "ALS", status="completed"),
        entry("NCT00000003", "", "ALS", status="unknown"),
        entry("NCT00000004", "", "Parkinson Disease"),
    )
    groups = (found.open, found.closed, found.unclear, found.elsewhere)
    assert [[c.registration.id[-1] for c in g] for g in groups] == [["1"], ["2"], ["3"], ["4"]]


def test_statements_stand_under_their_heading_without_bullets() -> None:
    text = "Inclusion Criteria:\n- ALS\n- Age 18 to 75\nExclusion Criteria:\n- Tracheostomy"
    (card,) = page(entry("NCT00000001", text, "ALS")).open
    assert [(h, [(s.quote, s.out) for s in said]) for h, said in card.statements] == [
        ("Diagnosis", [("ALS", False)]),
        ("Age and sex", [("Age 18 to 75", False)]),
        ("Breathing", [("Tracheostomy", True)]),
    ]


def test_questions_of_one_trial_add_what_its_entry_leaves_open() -> None:
    assert questions().own == ()
    found = questions(entry("NCT00000001", status="unknown"), read(""))
    assert found.general == GENERAL
    assert "Where does it take place?" in found.own
    assert any("still" in q for q in found.own)


def test_entries_with_one_sponsors_number_or_one_title_are_suggested_and_not_joined() -> None:
    title = "A study of bone marrow cells given to adults with motor neuron disease"
    one = replace(entry("NCT00000001"), title=title, protocol_numbers=("CELL-01-2020",))
    other = replace(entry("ISRCTN00000002"), title=title, protocol_numbers=("cell 01/2020",))
    registry = Registry.of([one, other])
    assert len(registry.trials) == 2
    assert [s.why for s in suggestions(registry)] == ["the same sponsor's number", "the same title"]
