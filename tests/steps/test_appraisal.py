from __future__ import annotations

import pytest

from tamis.instruments import instrument
from tamis.model.errors import UnknownName
from tamis.model.events import Answer, Judged
from tamis.steps.appraisal import judgements, propose, propose_overall

ROB2 = instrument("rob-2")


def judge(domain: str, **answers: str) -> str:
    given = (Answer(question=q.replace("q", "").replace("_", "."), answer=a)
             for q, a in answers.items())  # fmt: skip
    return propose(ROB2, domain, given)


# The expected judgements are those of the algorithms in the RoB 2 guidance of 22 August 2019.
@pytest.mark.parametrize(
    ("domain", "answers", "expected"),
    [
        ("randomisation", {"q1_1": "Y", "q1_2": "Y", "q1_3": "N"}, "low"),
        ("randomisation", {"q1_1": "NI", "q1_2": "PY", "q1_3": "NI"}, "low"),
        ("randomisation", {"q1_1": "Y", "q1_2": "NI", "q1_3": "N"}, "some-concerns"),
        ("randomisation", {"q1_1": "Y", "q1_2": "NI", "q1_3": "Y"}, "high"),
        ("randomisation", {"q1_1": "N", "q1_2": "Y", "q1_3": "N"}, "some-concerns"),
        ("randomisation", {"q1_1": "Y", "q1_2": "N", "q1_3": "N"}, "high"),
        ("deviations", {"q2_1": "N", "q2_2": "N", "q2_6": "Y"}, "low"),
        ("deviations", {"q2_1": "Y", "q2_2": "Y", "q2_3": "N", "q2_6": "Y"}, "low"),
        ("deviations", {"q2_1": "Y", "q2_2": "Y", "q2_3": "NI", "q2_6": "Y"}, "some-concerns"),
        ("deviations", {"q2_1": "N", "q2_2": "N", "q2_6": "N", "q2_7": "N"}, "some-concerns"),
        ("deviations", {"q2_1": "N", "q2_2": "N", "q2_6": "N", "q2_7": "NI"}, "high"),
        ("missing", {"q3_1": "Y"}, "low"),
        ("missing", {"q3_1": "N", "q3_2": "N", "q3_3": "Y", "q3_4": "N"}, "some-concerns"),
        ("missing", {"q3_1": "NI"}, "high"),
        ("measurement", {"q4_1": "N", "q4_2": "N", "q4_3": "N"}, "low"),
        ("measurement", {"q4_1": "N", "q4_2": "NI", "q4_3": "N"}, "some-concerns"),
        ("measurement", {"q4_1": "N", "q4_2": "N", "q4_3": "Y", "q4_4": "Y", "q4_5": "N"},
         "some-concerns"),
        ("measurement", {"q4_1": "N", "q4_2": "N", "q4_3": "Y", "q4_4": "Y", "q4_5": "Y"}, "high"),
        ("selection", {"q5_1": "Y", "q5_2": "N", "q5_3": "PN"}, "low"),
        ("selection", {"q5_1": "NI", "q5_2": "N", "q5_3": "N"}, "some-concerns"),
        ("selection", {"q5_1": "Y", "q5_2": "Y", "q5_3": "N"}, "high"),
    ],
)  # fmt: skip
def test_the_algorithm_of_each_domain(domain: str, answers: dict[str, str], expected: str) -> None:
    assert judge(domain, **answers) == expected


def test_an_answer_the_instrument_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownName, match="PY"):
        judge("randomisation", q1_1="maybe")


def test_robins_i_leaves_its_domains_to_the_assessor() -> None:
    tool = instrument("robins-i")
    assert propose(tool, "confounding", [Answer(question="1.1", answer="Y")]) == ""
    judged = {d.id: "moderate" for d in tool.domains} | {"confounding": "serious"}
    assert propose_overall(tool, judged) == "serious"


def test_overall_waits_for_every_domain() -> None:
    assert propose_overall(ROB2, {"randomisation": "low"}) == ""


def judged(by: str, judgement: str, **more: str) -> Judged:
    return Judged(
        id=f"{by}{judgement}", at="", by=by, protocol="", study="elm", outcome="pain",
        instrument="rob-2", domain="selection", judgement=judgement, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_two_who_judge_differently_are_a_problem() -> None:
    events = [judged("anna", "low"), judged("ben", "high")]
    _, problems = judgements(events, {"rob-2": ROB2}, {})
    assert any("anna says 'low'" in p.what for p in problems)


def test_a_departure_from_the_algorithm_needs_a_reason() -> None:
    bare, told = (
        judged("a", "low", proposed="high"),
        judged("a", "low", proposed="high", reason="x"),
    )
    assert judgements([bare], {"rob-2": ROB2}, {})[1]
    assert judgements([told], {"rob-2": ROB2}, {})[1] == ()
