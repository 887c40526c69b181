from __future__ import annotations

import pytest

from tamis.instruments import RISK_OF_BIAS, grade, instrument
from tamis.model.errors import UnknownName
from tamis.model.events import Answer
from tamis.steps.appraisal import propose


@pytest.mark.parametrize("name", RISK_OF_BIAS)
def test_rules_only_speak_of_the_instrument_s_own_questions_and_words(name: str) -> None:
    tool = instrument(name)
    for domain in tool.domains:
        questions = {q.id for q in domain.questions}
        for part in domain.parts:
            assert part[-1].when == (), "the last rule must take what is left"
            for rule in part:
                assert rule.then in tool.judgements
                assert {q for q, _ in rule.when} <= questions
                assert {a for _, answers in rule.when for a in answers} <= set(tool.answers)


def test_grade_has_five_domains_down_and_three_up() -> None:
    domains = grade().domains
    assert sum(d.worst < 0 for d in domains) == 5
    assert sum(d.best > 0 for d in domains) == 3


def test_an_unknown_instrument_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="rob-2"):
        instrument("rob2")


def test_every_rule_and_question_of_version_two_speaks_its_question_s_own_answers() -> None:
    for name in ("robins-i-v2", "robins-i-v2-pp"):
        for domain in instrument(name).domains:
            allowed = {q.id: set(q.answers) for q in domain.questions}
            for part in domain.parts:
                for rule in part:
                    # A question that is not answered counts as no information.
                    assert all(set(a) <= allowed[q] | {"NI", "N"} for q, a in rule.when)


V2 = [
    ("triage", {"B1": "N", "B2": "Y", "B3": "N"}, "critical"),
    ("confounding", {"1.1": "Y", "1.2": "WN", "1.3": "N", "1.4": "N"}, "low-except-confounding"),
    ("confounding", {"1.1": "WN", "1.2": "Y", "1.3": "N", "1.4": "Y"}, "moderate"),
    ("confounding", {"1.1": "SN", "1.4": "N"}, "serious"),
    ("confounding", {"1.1": "Y", "1.3": "PY", "1.4": "Y"}, "critical"),
    ("classification", {"2.1": "Y", "2.4": "N", "2.5": "PN"}, "low"),
    ("classification", {"2.1": "N", "2.2": "Y", "2.4": "PN", "2.5": "Y"}, "moderate"),
    ("classification", {"2.1": "N", "2.2": "N", "2.3": "WY", "2.4": "N", "2.5": "N"}, "moderate"),
    ("classification", {"2.1": "N", "2.2": "N", "2.3": "N", "2.4": "N", "2.5": "N"}, "serious"),
    ("classification", {"2.1": "Y", "2.4": "SY", "2.5": "N"}, "critical"),
    ("selection", {"3.1": "Y", "3.2": "N", "3.3": "N"}, "low"),
    ("selection", {"3.1": "SN", "3.3": "N", "3.6": "N", "3.7": "Y"}, "moderate"),
    ("selection", {"3.1": "Y", "3.2": "N", "3.3": "Y", "3.4": "Y", "3.5": "Y"}, "serious"),
    ("selection", {"3.1": "SN", "3.3": "N", "3.6": "N", "3.7": "N", "3.8": "Y"}, "critical"),
    ("missing", {"4.1": "Y", "4.2": "PY", "4.3": "Y"}, "low"),
    ("missing", {"4.1": "N", "4.2": "Y", "4.3": "Y", "4.4": "Y", "4.5": "N"}, "low"),
    ("missing", {"4.1": "N", "4.4": "Y", "4.5": "Y", "4.6": "SN", "4.11": "N"}, "critical"),
    ("missing", {"4.1": "N", "4.4": "N", "4.7": "Y", "4.8": "Y", "4.9": "WN", "4.11": "Y"},
     "moderate"),
    ("missing", {"4.1": "N", "4.4": "N", "4.7": "N", "4.10": "Y"}, "low"),
    ("measurement", {"5.1": "N", "5.2": "Y", "5.3": "WY"}, "moderate"),
    ("measurement", {"5.1": "NI", "5.2": "Y", "5.3": "SY"}, "serious"),
    ("reporting", {"6.1": "N", "6.2": "Y", "6.3": "N", "6.4": "N"}, "serious"),
    ("reporting", {"6.1": "N", "6.2": "Y", "6.3": "N", "6.4": "PY"}, "critical"),
    ("reporting", {"6.1": "NI", "6.2": "N", "6.3": "NI", "6.4": "N"}, "moderate"),
]  # fmt: skip


@pytest.mark.parametrize(("domain", "given", "judged"), V2)
def test_paths_through_version_two_of_robins_i(
    domain: str, given: dict[str, str], judged: str
) -> None:
    answers = [Answer(question=q, answer=a) for q, a in given.items()]
    assert propose(instrument("robins-i-v2"), domain, answers) == judged


def test_inspect_sr_has_its_twenty_one_checks_and_no_rules() -> None:
    tool = instrument("inspect-sr")
    assert [len(d.questions) for d in tool.domains] == [3, 5, 2, 11]
    assert not any(d.parts for d in tool.domains)
