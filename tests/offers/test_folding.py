from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.instruments.red_flags import red_flags
from tamis.offers.folding import fold
from tamis.offers.sentences import sentences

TOOL = red_flags()


def folded(text: str) -> str:
    return fold(text, TOOL).text


def test_typography_reads_as_plain_letters() -> None:
    assert folded("“Don’t” – ﬁne… CAFÉ") == '"don\'t" - ·ne. cafe'


def test_a_wrapped_line_goes_on_and_an_empty_line_ends_a_paragraph() -> None:
    text = "This line is long enough to have been wrapped by a mail\nprogram.\n\nNext"
    assert folded(text) == (
        "this line is long enough to have been wrapped by a mail program.\fnext"
    )


def test_elements_break_lines_and_inline_elements_do_not() -> None:
    html = "<ul><li>g<b>ua</b>rantee</li><li>two</li></ul>"
    assert [s.text for s in sentences(folded(html), TOOL)] == ["- guarantee", "- two"]


def test_a_comment_or_script_without_an_end_hides_nothing() -> None:
    assert "no risk" in folded("<p>a</p><!-- no risk")
    assert "no risk" in folded("<p>a</p><script>no risk")


def test_a_less_than_sign_in_plain_text_is_text() -> None:
    assert folded("weight < 80 kg and > 40 kg") == "weight < 80 kg and > 40 kg"


def test_abbreviations_end_no_sentence() -> None:
    text = folded("Dr. Who treats approx. ten people. He charges them.")
    assert [s.text for s in sentences(text, TOOL)] == [
        "dr. who treats approx. ten people.", "he charges them.",
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_every_folded_character_knows_its_place(text: str) -> None:
    made = fold(text, TOOL)
    assert len(made.text) == len(made.starts) == len(made.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(made.starts, made.ends, strict=True))
    assert list(made.starts) == sorted(made.starts)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab .!?\n-1", max_size=300))
def test_sentences_are_exact_stretches_in_order(text: str) -> None:
    whole = folded(text)
    last = 0
    for one in sentences(whole, TOOL):
        assert whole[one.start : one.end] == one.text
        assert one.start >= last
        assert len(one.text) <= TOOL.limits["sentence"]
        last = one.end
