from __future__ import annotations

import json
import re

import pytest

from tamis.instruments.red_flags import red_flags, red_flags_json
from tamis.model.evidence import MAX_QUOTED_WORDS

TOOL = red_flags()
FLAGS = {f.id for f in TOOL.flags}
SIGNALS = {s.id for s in TOOL.signals} | {"condition", "disease", "selling", "loud", "plain"}


def test_rules_only_speak_of_flags_and_signals_that_exist() -> None:
    names = {n for r in TOOL.rules for either in r.every for n in either}
    names |= {n for r in TOOL.rules for n in (*r.none, *r.unless)}
    names |= {n for u in TOOL.unknowns for n in u.told_by}
    names |= {a.signal for a in TOOL.assurances}
    assert names <= FLAGS | SIGNALS


def test_softer_and_accompanying_flags_exist() -> None:
    softer = {c.modal for f in TOOL.flags for c in f.cues if c.modal}
    assert softer | {n for f in TOOL.flags for n in f.only_with} <= FLAGS


@pytest.mark.parametrize("flag", sorted(FLAGS))
def test_every_flag_has_a_source_a_question_and_words_for_patients(flag: str) -> None:
    held = TOOL.flag(flag)
    assert held.sources
    assert set(held.sources) <= set(TOOL.sources)
    assert held.question.endswith("?")
    assert held.says
    assert held.ask
    assert 1 <= held.weight <= 3


def test_every_harm_and_every_sign_of_a_legitimate_trial_has_a_source() -> None:
    for note in (*TOOL.harms, *TOOL.legitimate):
        assert note.sources
        assert set(note.sources) <= set(TOOL.sources)


def test_quotes_are_short() -> None:
    assert all(len(s.quote.split()) <= MAX_QUOTED_WORDS for s in TOOL.sources.values())


def test_our_own_prose_holds_no_digit() -> None:
    words = [w for f in TOOL.flags for w in (f.name, f.says, f.ask, f.but, f.question)]
    words += [n.text for n in (*TOOL.harms, *TOOL.legitimate, *TOOL.contacts)]
    words += [*TOOL.advice.values(), *(u.says + u.ask for u in TOOL.unknowns), TOOL.about]
    assert [w for w in words if re.search(r"\d", w)] == []


def test_patterns_are_lower_case_and_bounded() -> None:
    cues = [c for held in (*TOOL.flags, *TOOL.signals) for c in held.cues]
    patterns = [p.pattern for c in cues for p in (*c.find, *c.unless)]
    for pattern in patterns:
        assert not re.search(r"(?<!\\)[A-Z]", re.sub(r"\\[A-Za-z]", "", pattern)), pattern
        assert not re.search(r"\.[*+]", pattern), pattern


def test_the_instrument_as_json_has_no_named_word_left() -> None:
    data = json.loads(red_flags_json())
    assert {f["id"] for f in data["flags"]} == FLAGS
    assert "<<" not in red_flags_json()
