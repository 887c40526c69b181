from __future__ import annotations

import pytest

from tamis.instruments import RISK_OF_BIAS, grade, instrument
from tamis.model.errors import UnknownName


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
