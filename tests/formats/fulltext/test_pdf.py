from __future__ import annotations

import pytest

from tamis.formats.fulltext import pdf
from tamis.formats.fulltext.values import UnreadableText
from tests.formats.fulltext import making


def test_every_word_has_its_place_in_the_text_and_on_the_page() -> None:
    text = pdf.read(making.pdf())
    for page in text.pages:
        assert page.words
        for word in page.words:
            assert page.text[word.start : word.start + len(word.text)] == word.text
            assert 0 <= word.x <= word.x + word.width <= page.width
            assert 0 <= word.y <= word.y + word.height <= page.height


def test_lines_come_in_reading_order() -> None:
    first, second = pdf.read(making.pdf()).pages
    assert first.text.startswith("Walking for back pain: a randomised trial\nA total of 56 adults")
    assert "−3.10 (SD 3.51)" in second.text


def test_a_word_broken_at_the_end_of_a_line_keeps_its_hyphen() -> None:
    (page, _) = pdf.read(making.pdf()).pages
    assert "ran-\ndomised" in page.text


def test_a_page_can_be_drawn() -> None:
    png = pdf.image(making.pdf(), 2, width=300)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 300


def test_a_poster_is_drawn_smaller() -> None:
    png = pdf.image(making.pdf([["Poster"]], size=(60, 190)), 1, width=4000)
    assert int.from_bytes(png[16:20]) * int.from_bytes(png[20:24]) <= pdf.MOST_PIXELS * 1.01


def test_a_scan_says_that_it_holds_no_words() -> None:
    text = pdf.read(making.scan())
    assert not text.readable
    assert "images of pages and no words" in text.problems[0].what


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 and then nothing", "damaged"),
        (making.locked(), "locked with a password"),
        (making.pdf()[:900], "damaged"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableText, match=words):
        pdf.read(data)


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(UnreadableText, match="no page 3; it has 2"):
        pdf.image(making.pdf(), 3)
