from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.formats.fulltext import anchors, jats, pdf
from tamis.formats.fulltext.anchors import NoSuchPlace
from tamis.formats.fulltext.values import plain
from tests.formats.fulltext import making

TEXT = plain("We ran-\ndomised 56\u00a0adults; pain fell by −3.1 (95% CI −5 to −1.2) points.")


@pytest.mark.parametrize(
    "quote", ["randomised 56 adults", "ran-domised  56 adults", "WE RANDOMISED", "by -3.1 (95% CI"]
)
def test_a_quote_is_found_whatever_its_spacing_hyphens_and_dashes(quote: str) -> None:
    assert len(anchors.find(TEXT, quote)) == 1


@pytest.mark.parametrize("quote", ["−3.2", "randomised 57", "56 adult s", "5 to 1.2"])
def test_other_words_are_not_found(quote: str) -> None:
    assert anchors.find(TEXT, quote) == ()


def test_an_anchor_knows_its_place_and_its_surroundings() -> None:
    (found,) = anchors.find(TEXT, "56 adults")
    assert TEXT.pages[0].text[found.start : found.end] == "56\u00a0adults"
    assert (found.prefix, found.quote) == ("We ran-domised", "56 adults")
    assert found.suffix.startswith("; pain fell")


def test_a_place_in_words_can_be_read_back() -> None:
    text = pdf.read(making.pdf())
    (found,) = anchors.find(text, "P = .02")
    where = anchors.locator(text, found)
    assert where == f"page 2, characters {found.start}–{found.end}"
    assert anchors.read_locator(where) == (2, found.start, found.end)


def test_a_place_in_a_structured_text_names_its_section() -> None:
    text = jats.read(making.JATS.encode())
    (found,) = anchors.find(text, "We randomised 56 adults")
    assert anchors.locator(text, found).startswith("Methods, characters ")
    assert anchors.read_locator(anchors.locator(text, found)) == (1, found.start, found.end)


def test_places_that_people_wrote_are_left_alone() -> None:
    assert anchors.read_locator("table 3, row 2") is None


@pytest.mark.parametrize(("page", "start", "end"), [(2, 0, 3), (1, 5, 5), (1, 0, 999), (1, -1, 3)])
def test_characters_that_are_not_there_are_refused(page: int, start: int, end: int) -> None:
    with pytest.raises(NoSuchPlace):
        anchors.at(TEXT, page, start, end)


@settings(max_examples=150)
@given(st.text("abÄ1−- \n", min_size=1, max_size=40), st.data())
def test_any_words_of_a_text_are_found_in_it(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    piece = words[start:end].strip("−- \n")
    assert anchors.find(plain(words), piece) or not piece
