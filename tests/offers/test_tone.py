from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from tamis.instruments.red_flags import red_flags
from tamis.offers.reading import read_offer
from tamis.offers.tone import sounds, tone

TOOL = red_flags()
SELLING = (
    "hello dear! our clients feel younger, book the neuro package for only $2,900 now, results "
    "amazing, doctor said she moves her hands again, dm for prices and the next free date in our "
    "clinic"
)
STUDY = (
    "you are invited to take part in a randomised study. the sponsor pays for travel. risks "
    "include headache and infection. an ethics committee approved the trial. we do not know "
    "whether it helps."
)


def learner() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "offer_tone.py"
    spec = importlib.util.spec_from_file_location("offer_tone", path)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


def test_words_of_sellers_and_of_studies_fall_on_their_sides() -> None:
    assert sounds(tone(SELLING, TOOL).score, TOOL) == {"selling", "loud"}
    assert sounds(tone(STUDY, TOOL).score, TOOL) == {"plain"}


def test_a_text_with_few_known_words_is_not_weighed() -> None:
    assert tone("buy now", TOOL).score == 0
    assert tone("", TOOL).words == ()


def test_repeating_words_changes_nothing() -> None:
    assert tone(SELLING * 50, TOOL) == tone(SELLING, TOOL)


def test_the_words_that_weighed_most_are_named() -> None:
    told = read_offer(f"ALS. {SELLING}").telling
    assert set(told) <= set(SELLING.replace(",", " ").split())
    assert told
    assert set(told) <= TOOL.tone.named


def test_an_offer_in_words_no_pattern_knows_is_warned_of_for_its_tone() -> None:
    reading = read_offer(f"ALS. {SELLING}. I moved my toes on day four.")
    assert "sounds-like-selling" in reading.reasons
    assert reading.verdict == "serious"


def test_one_flag_in_plain_words_is_no_serious_warning() -> None:
    plain = (
        "risks include headache and infection. we do not know whether it helps people. the study"
    )
    reading = read_offer(f"{plain} compared placebo. stem cells cost $20,000 for people with ALS.")
    assert "plain" in reading.signals
    assert (reading.verdict, reading.ask) == ("ask", ("fee",))


def test_a_seller_who_tells_of_mice_is_still_a_seller() -> None:
    reading = read_offer(f"Scientists have cured mice. {SELLING} stem cells for als")
    assert reading.verdict == "serious"


def test_a_word_that_only_offers_hold_weighs_more_than_one_in_all_texts() -> None:
    made = learner().weights(
        [("dear cure and", True), ("dear and", True), ("study and", False)] * 2
    )
    assert made["dear"] > made["and"] > made["study"]
    assert made["cure"] > 0


def test_the_weights_are_those_that_the_building_texts_give() -> None:
    tool = learner()
    assert tool.PATH.read_text("utf-8") == tool.learned()
