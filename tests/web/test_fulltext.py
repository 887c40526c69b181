from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tamis.review import Review
from tests.formats.fulltext import making
from tests.web.conftest import Serve, calling, opened, solo, violations

API = "/api/v1/r/walking"


@pytest.fixture
def passed(review: Review, reports: dict[str, str]) -> Review:
    """A review in which Alder's report got to full text."""
    review.screen(reports["alder"], "include")
    return review


@pytest.fixture
def document(passed: Review, reports: dict[str, str], tmp_path: Path) -> str:
    """Alder's paper as a PDF of two pages."""
    file = tmp_path / "alder.pdf"
    file.write_bytes(making.pdf())
    return passed.add_fulltext(reports["alder"], file).document.id


def sent(review: Review, report: str, data: bytes, name: str = "a.pdf") -> tuple[int, str]:
    client = calling(solo(review.path))
    answer = client.post(f"{API}/reports/{report}/fulltext", files={"file": (name, data)})
    return answer.status_code, answer.text


def test_an_uploaded_pdf_opens_in_the_reader(passed: Review, reports: dict[str, str]) -> None:
    client = calling(solo(passed.path))
    files = {"file": ("../../walk.pdf", making.pdf())}
    answer = client.post(f"/r/walking/fulltexts/{reports['alder']}", files=files)
    assert answer.status_code == 200
    assert "Page 1 of 2" in answer.text
    (kept,) = (passed.path / "fulltext").iterdir()
    assert kept.name.endswith(".pdf")
    assert len(kept.name) == 68


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 nothing more", "damaged"),
        (making.locked(), "locked with a password"),
        (b"Dear colleague, please find", "neither a PDF nor JATS XML"),
        (b"<article><body><p>open", "not well formed"),
        (b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_kept(
    passed: Review, reports: dict[str, str], data: bytes, words: str
) -> None:
    before = passed.folder.heads()
    status, said = sent(passed, reports["alder"], data)
    assert status == 422
    assert words in said
    assert passed.folder.heads() == before
    assert list((passed.path / "fulltext").glob("*")) == []


def test_a_scan_is_kept_and_says_that_it_has_no_words(
    passed: Review, reports: dict[str, str]
) -> None:
    status, said = sent(passed, reports["alder"], making.scan())
    assert status == 200
    assert "no words (a scan)" in said


def test_an_upload_larger_than_the_limit_is_refused(
    passed: Review, reports: dict[str, str]
) -> None:
    client = calling(replace(solo(passed.path), largest_upload=1000))
    files = {"file": ("a.pdf", making.pdf())}
    assert client.post(f"{API}/reports/{reports['alder']}/fulltext", files=files).status_code == 413


def test_words_are_found_on_every_page(passed: Review, document: str) -> None:
    client = calling(solo(passed.path))
    (place,) = client.get(f"{API}/documents/{document}/find", params={"q": "(p = .02)"}).json()
    assert (place["page"], place["quote"]) == (2, "(P = .02)")


def test_a_page_comes_as_words_with_boxes_and_as_a_picture(passed: Review, document: str) -> None:
    client = calling(solo(passed.path))
    page = client.get(f"{API}/documents/{document}/pages/1").json()
    assert page["words"][0]["text"] == "Walking"
    picture = client.get(f"{API}/documents/{document}/pages/1/image")
    assert picture.headers["content-type"] == "image/png"
    assert client.get(f"{API}/documents/{document}/pages/9/image").status_code == 422


def test_jats_is_shown_as_clean_html(passed: Review, reports: dict[str, str]) -> None:
    evil = making.JATS.replace("31 walked", "31 walked &lt;script&gt;alert(1)&lt;/script&gt;")
    sent(passed, reports["alder"], evil.encode(), "a.xml")
    client = calling(solo(passed.path))
    found = client.get(f"{API}/reports/{reports['alder']}/documents").json()[0]
    page = client.get(f"/r/walking/read/{found['document']['id']}").text
    assert "<script>alert" not in page
    assert '<th colspan="2"><span data-s=' in page
    assert ">6</sup>" in page


def test_no_other_file_of_the_server_can_be_asked_for(passed: Review, document: str) -> None:
    client = calling(solo(passed.path))
    for name in ("..%2Fprotocol.toml", "protocol", f"{document}%2F..%2F..", "abstract-nothing"):
        assert client.get(f"{API}/documents/{name}/pages/1").status_code == 404


def dragged(page: Page, first: str, last: str) -> None:
    """Select with the mouse from one word of the page to another."""
    a = page.locator(".words text", has_text=first).first.bounding_box()
    b = page.locator(".words text", has_text=last).first.bounding_box()
    assert a
    assert b
    page.mouse.move(a["x"] + 1, a["y"] + a["height"] / 2)
    page.mouse.down()
    page.mouse.move(b["x"] + b["width"] - 1, b["y"] + b["height"] / 2, steps=6)
    page.mouse.up()


def test_words_of_a_page_can_be_selected_with_the_mouse(
    passed: Review, document: str, browser: Browser, serve: Serve
) -> None:
    page = opened(browser).new_page()
    page.goto(f"{serve(solo(passed.path))}/r/walking/read/{document}")
    dragged(page, "(n", "31)")
    said = page.evaluate("import('/static/fulltext.js').then(m => m.selected())")
    text = calling(solo(passed.path)).get(f"{API}/documents/{document}/pages/1").json()["text"]
    assert text[said["start"] : said["end"]] == "(n = 31)"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reading_is_accessible_and_asks_nobody_outside(
    passed: Review, document: str, browser: Browser, serve: Serve, scheme: str
) -> None:
    base = serve(solo(passed.path))
    page = opened(browser, scheme=scheme).new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    for path in ("fulltexts", f"read/{document}?page=2&find=SD"):
        page.goto(f"{base}/r/walking/{path}")
        assert violations(page) == []
    expect(page.get_by_text("2 places of “SD”")).to_be_visible()
    assert all(url.startswith(base) for url in asked)
    page.context.close()


def test_the_card_of_a_full_text_leads_to_the_reader(
    passed: Review, reports: dict[str, str], document: str
) -> None:
    client = calling(solo(passed.path))
    page = client.get("/r/walking/screening/full-text").text
    assert f'href="/r/walking/read/{document}"' in page
    card = client.get(f"{API}/screening/full-text/reports/{reports['alder']}").json()
    assert card["documents"] == [document]


def test_a_card_without_a_full_text_says_where_to_add_one(passed: Review) -> None:
    page = calling(solo(passed.path)).get("/r/walking/screening/full-text").text
    assert 'href="/r/walking/fulltexts">add it' in page


def test_the_card_wears_a_badge_of_its_design_that_says_how_sure_it_is(
    review: Review, reports: dict[str, str]
) -> None:
    asked = {"report": reports["alder"]}
    page = calling(solo(review.path)).get("/r/walking/screening/title-abstract", params=asked).text
    assert "Randomised trial? <small>93 %" in page
    assert "right for 93 % of labelled abstracts" in page
