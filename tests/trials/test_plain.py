from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.trials.plain import MOST, plain


def test_a_text_without_markup_is_left_as_it_is() -> None:
    text = "FVC <50% of predicted\n  - age < 18 & weight > 40 kg\n"
    assert plain(text).text == text


def test_tags_go_and_their_words_stay_on_lines() -> None:
    assert plain("<ul><li>Age &ge; 18</li><li>ALS</li></ul>").text.split("\n\n") == [
        "Age ≥ 18",
        "ALS",
    ]


def test_scripts_styles_and_comments_go_with_what_is_in_them() -> None:
    found = plain("<p>ALS</p><script>alert('PLS')</script><style>p{}</style><!-- PMA --><p>x</p>")
    assert found.text.split() == ["ALS", "x"]
    assert any("script" in p.what for p in found.problems)


@pytest.mark.parametrize("text", ["<script>PLS", "<!-- PLS", "<SCRIPT SRC=x >PLS</SCRIPT "])
def test_a_script_that_never_ends_does_no_harm(text: str) -> None:
    assert "<" not in plain(f"<p>ALS</p>{text}").text


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!--", "&lt;", "<script>", "a<b ", "</", "<p " + "x" * 50, "&#x3c;script&#x3e;"],
)
def test_two_megabytes_of_anything_take_bounded_time(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    begun = time.perf_counter()
    assert len(plain(text).text) <= MOST
    assert time.perf_counter() - begun < 20


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_is_made_plain(text: str) -> None:
    assert len(plain(text).text) <= max(len(text) * 2, 10)
