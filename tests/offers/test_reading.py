from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.offers.reading import read_offer

SOLD = "Our clinic gives stem cells to people with ALS."


def said(text: str) -> set[str]:
    return {f.flag for f in read_offer(text).findings if f.stance == "said"}


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("The treatment costs $12,000.", "fee"),
        ("Cost starts at £9,500.", "fee"),
        ("The price is 8.700 €.", "fee"),
        ("You pay 12 lakh rupees.", "fee"),
        ("It is twenty thousand dollars.", "fee"),
        ("Insurance does not cover it.", "fee"),
        ("Each participant contributes a fee.", "pay-to-join"),
        ("No FDA approval is required.", "no-oversight"),
        ("Your own cells are safe.", "own-cells"),
        ("It has no side effects.", "no-risk"),
        ("We guarantee an improvement.", "guarantee"),
        ("The success rate is 85%.", "success-rate"),
        ("It halts the disease.", "cure"),
        ("He could walk again.", "benefit"),
        ("He walks again.", "cure"),
        ("It regenerates your nerves.", "rebuilds"),
        ("Only two places are left.", "pressure"),
        ("Follow-up is not needed.", "no-follow-up"),
        ("It is our proprietary blend.", "vague-product"),
        ("We fetch you from the airport.", "travel"),
        ("All payments are non-refundable.", "no-recourse"),
        ("We accept all patients.", "everyone"),
        ("Throw away your prescriptions.", "stop-medicines"),
        ("Big Pharma hides this.", "hidden-truth"),
    ],
)
def test_a_flag_is_found_in_its_words(words: str, flag: str) -> None:
    assert flag in said(f"{SOLD} {words}")


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("There is no guarantee of benefit.", "guarantee"),
        ("We can't guarantee that it helps.", "guarantee"),
        ("It is not without risk.", "no-risk"),
        ("There is no cost to participants.", "fee"),
        ("You will not be charged a fee.", "fee"),
        ("You receive $75 per visit.", "fee"),
        ("Travel costs up to £50 are refunded.", "fee"),
        ("A $2.4 million grant paid for the study.", "fee"),
        ("A cure for ALS does not exist.", "cure"),
        ("We study whether cells can stop ALS.", "cure"),
        ("Can stem cells cure ALS?", "cure"),
        ("The protein halted the disease in mice.", "cure"),
        ("Help us find a cure for ALS.", "cure"),
    ],
)
def test_words_that_are_denied_asked_or_about_mice_raise_no_flag(words: str, flag: str) -> None:
    assert flag not in said(f"{SOLD} {words}")


def test_a_softened_promise_counts_as_the_milder_flag() -> None:
    found = said(f"{SOLD} It may halt the disease.")
    assert "benefit" in found
    assert "cure" not in found


def test_what_other_clinics_do_is_told_not_offered() -> None:
    reading = read_offer("Some clinics charge $20,000 for stem cells and claim that ALS is cured.")
    assert reading.verdict == "described"
    assert {f.stance for f in reading.findings} == {"described"}


def test_a_list_under_a_warning_speaks_of_others() -> None:
    text = "Warning signs:\n- There is no risk.\n- Success is guaranteed.\n- You pay $20,000."
    assert read_offer(text).verdict == "described"


def test_a_seller_who_warns_of_others_is_still_a_seller() -> None:
    text = (
        "Beware of clinics that promise too much. We are different. Our clinic treats ALS with "
        "stem cells and halts the disease. Our price is $20,000. Book your place now."
    )
    assert read_offer(text).verdict == "serious"


def test_an_offer_that_somebody_retells_is_an_offer() -> None:
    text = "They told me that stem cells stop ALS. They want 28,000 dollars before I fly."
    assert read_offer(text).verdict == "serious"


def test_a_charge_the_regulator_allowed_is_something_to_ask_about() -> None:
    text = (
        "Expanded access for ALS: under 21 CFR 312.8 the FDA has authorized the sponsor to charge "
        "its direct cost, $6,000 a dose. The cells have not been shown to work."
    )
    reading = read_offer(text)
    assert reading.verdict == "ask"
    assert "fee" in reading.ask


def test_a_permission_to_charge_covers_no_promise() -> None:
    text = (
        "Our clinic is FDA-authorized to charge its direct cost, $45,000. Nine out of ten people "
        "with ALS improve with our stem cells."
    )
    assert read_offer(text).verdict == "serious"


def test_many_diseases_need_different_diseases() -> None:
    one = f"{SOLD} We treat ALS, MND, Lou Gehrig's disease and motor neurone disease."
    many = f"{SOLD} We treat ALS, Parkinson's, autism and diabetes."
    assert "many-diseases" not in said(one)
    assert "many-diseases" in said(many)


def test_what_is_not_said_is_listed_as_unknown() -> None:
    reading = read_offer(f"{SOLD} It costs $20,000.")
    assert {"who-oversees", "what-evidence", "what-risks"} <= set(reading.unknown)
    assert "who-pays" not in reading.unknown


def test_trial_numbers_are_found_once_each() -> None:
    text = "See NCT03280056, nct 03280056, ISRCTN12345678 and EudraCT 2012-001234-12."
    numbers = [t.number for t in read_offer(text).trials]
    assert numbers == ["NCT03280056", "ISRCTN12345678", "EUDRACT2012-001234-12"]


@pytest.mark.parametrize("text", ["", "   \n\t", "***", "<p></p>", "<script>alert(1)</script>"])
def test_nothing_to_read_is_said_plainly(text: str) -> None:
    assert read_offer(text).verdict == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "줄기세포 치료로 루게릭병을 완치합니다. 비용은 3천만원입니다.",
        "Wir behandeln ALS mit Stammzellen, die Kosten betragen 12.000 € und das Hotel ist dabei.",
        "Ofrecemos terapia con células madre para la ELA por 15.000 € con resultados garantizados.",
        "Лечение БАС стволовыми клетками, цена 10 000 долларов, звоните.",
    ],
)
def test_another_language_is_not_judged(text: str) -> None:
    assert read_offer(text).verdict == "language"


def test_letters_that_can_t_be_read_are_counted() -> None:
    reading = read_offer(f"{SOLD} It costs $20,000. 비용은 별도입니다.")
    assert reading.verdict == "serious"
    assert reading.foreign == 8


def test_markup_is_read_as_text_and_scripts_are_not_read() -> None:
    html = (
        "<style>p{}</style><h1>Our clinic</h1><p>Stem cells for <b>A</b>LS. There is "
        "n<i>o</i>&nbsp;risk. It costs &euro;9,000.</p>"
        "<script>var x = 'We guarantee a cure';</script>"
    )
    assert {"no-risk", "fee"} <= said(html)
    assert "guarantee" not in said(html)


def test_hidden_characters_and_costumes_of_letters_do_not_hide_words() -> None:
    assert "guarantee" in said(f"{SOLD} We 𝗴𝘂𝗮𝗿𝗮𝗻𝘁𝗲𝗲 it.")
    assert "guarantee" in said(f"{SOLD} We guar\u200bantee it.")


@pytest.mark.parametrize(
    "piece",
    [
        "<p>our stem cells cost $5,000</p>",
        "<script>",
        "<a",
        "&",
        ".",
        "walk ",
        "if a clinic ",
        "<!--",
    ],
)
def test_two_megabytes_are_read_in_bounded_time(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    began = time.process_time()
    reading = read_offer(text)
    assert time.process_time() - began < 20
    assert reading.verdict in ("serious", "ask", "nothing", "empty", "language", "described")


def test_the_end_of_a_very_long_text_is_read_too() -> None:
    words = " ".join(f"The garden of house {i} has a tree." for i in range(20_000))
    reading = read_offer(f"{words} {SOLD} It costs $20,000 and halts the disease.")
    assert reading.skipped > 0
    assert reading.verdict == "serious"


PIECES = st.sampled_from(
    ["our clinic", "stem cells", "ALS", "$5,000", "no risk", "not", "<b>", "</p>", "&amp;", "\n",
     ".", "?", "we guarantee", "NCT01234567",
     "é", "𝗴", "한", "<script>", "- ", "placebo", "\r\n", "  "]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join)))
def test_any_text_is_read_and_every_span_is_exact(text: str) -> None:
    reading = read_offer(text)
    for found in (*reading.findings, *reading.claims, *reading.trials):
        assert text[found.start : found.end] == found.quote
        assert found.quote


@settings(max_examples=30, deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read_offer(text) == read_offer(text)
