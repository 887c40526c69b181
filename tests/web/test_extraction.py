from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from tamis.review import Review
from tamis.review.extracting import make_study
from tamis.web.app import create_app
from tamis.web.asking import visitor_of
from tamis.web.guarding import HEADER, form_token
from tamis.web.people import Person
from tests.formats.fulltext import making
from tests.web.conftest import Serve, calling, opened, solo, violations
from tests.web.test_fulltext import dragged

API = "/api/v1/r/walking/studies/alder-2018"
AGAIN = "/api/v1/r/walking/studies/alder-again"
PAIN = {"outcome": "pain", "timepoint": "12 months", "arm": "treated"}


@pytest.fixture
def document(extracted: Review, reports: dict[str, str], tmp_path: Path) -> str:
    file = tmp_path / "alder.pdf"
    file.write_bytes(making.pdf())
    return extracted.add_fulltext(reports["alder"], file).document.id


@pytest.fixture
def two(extracted: Review, reports: dict[str, str], document: str) -> Review:
    """A study nobody has read, in a review whose protocol asks for two readers."""
    path = extracted.path / "protocol.toml"
    path.write_text(path.read_text("utf-8").replace("reviewers = 1", "reviewers = 2"), "utf-8")
    review = Review(extracted.path, by="anna")
    review.amend("two people read every study")
    make_study(review, "Alder again", (reports["alder"],), ("Walking", "Rest"))
    return extracted


def asking(review: Review, by: str, role: str = "reviewer") -> TestClient:
    """The app as one of a team's people sees it."""
    settings = solo(review.path)
    app = create_app(settings)
    app.dependency_overrides[visitor_of] = lambda: Person(by, role)  # type: ignore[arg-type]
    token = {HEADER: form_token(settings, "solo")}
    return TestClient(app, base_url="http://127.0.0.1", headers=token)


def mean(document: str, value: str = "−3.1") -> dict[str, object]:
    words = {"document": document, "quote": "−3.10 (SD 3.51)"}
    return {**PAIN, "name": "mean", "value": value, "words": words}


def test_a_value_is_kept_with_its_words_held_against_the_text(
    extracted: Review, document: str
) -> None:
    client = calling(solo(extracted.path))
    assert len(client.post(f"{API}/readings", json=mean(document)).json()) == 1
    assert client.post(f"{API}/readings", json=mean(document)).json() == []
    extracted.forget()
    event = extracted.state.extractions[-1]
    (span,) = event.data[0].spans
    assert (event.by, event.data[0].value, span.verbatim) == ("anna", -3.1, True)
    assert span.locator.startswith("page 2, characters ")


def test_a_quote_the_text_does_not_have_is_marked(extracted: Review, document: str) -> None:
    client = calling(solo(extracted.path))
    told = {**mean(document), "words": {"document": document, "quote": "−9.99 (SD 1)"}}
    client.post(f"{API}/readings", json=told)
    extracted.forget()
    assert not extracted.state.extractions[-1].data[0].spans[0].verbatim


def test_an_act_sent_again_is_not_doubled(extracted: Review, document: str) -> None:
    client = calling(solo(extracted.path))
    told = {**mean(document), "act": "one-act"}
    first = client.post(f"{API}/readings", json=told).json()
    client.post(f"{API}/readings", json=mean(document, "-4"))
    assert client.post(f"{API}/readings", json=told).json() == first


def test_the_page_keeps_values_without_javascript(extracted: Review, document: str) -> None:
    client = calling(solo(extracted.path))
    form = {**PAIN, "name": "sd", "value": "3.51", "document": document, "quote": "(SD 3.51)"}
    page = client.post("/r/walking/extract/alder-2018/value", data=form)
    assert page.status_code == 200
    assert "Word for word" in page.text
    wrong = client.post("/r/walking/extract/alder-2018/value", data={**form, "value": "3,51 or so"})
    assert wrong.status_code == 422
    assert "is not a number" in wrong.text


def test_what_follows_is_shown_with_its_formula_and_counts_when_taken(
    extracted: Review, document: str
) -> None:
    client = calling(solo(extracted.path))
    words = {"document": document, "quote": "n = 31"}
    for name, value in (("n", "31"), ("se", "0.63")):
        told = {**PAIN, "name": name, "value": value, "words": words}
        client.post(f"{API}/readings", json=told)
    asked = {"outcome": "pain", "timepoint": "12 months"}
    (sd,) = client.get(f"{API}/form", params=asked).json()[0]["derived"]
    assert (sd["name"], sd["formula"]) == ("sd", "SE · √n = 0.63 · √31")
    told = {**PAIN, "name": "sd", "value": str(sd["value"]), "state": "derived",
            "formula": sd["formula"]}  # fmt: skip
    client.post(f"{API}/readings", json=told)
    assert client.get(f"{API}/form", params=asked).json()[0]["derived"] == []


def test_a_suggestion_counts_only_when_a_person_accepts_it(
    extracted: Review, document: str
) -> None:
    client = calling(solo(extracted.path))
    before = extracted.folder.heads()
    found = client.get(f"/api/v1/r/walking/documents/{document}/suggestions").json()
    (one,) = [s for s in found if s["rule"] == "mean-sd" and s["values"][0][1] == -3.1]
    assert extracted.folder.heads() == before
    place = {k: one[k] for k in ("page", "start", "end")}
    told = {**PAIN, "name": "mean", "value": "-3.1", "suggested_by": "mean-sd",
            "words": {"document": document, **place}}  # fmt: skip
    client.post(f"{API}/readings", json=told)
    extracted.forget()
    datum = extracted.state.extractions[-1].data[0]
    assert (datum.note, datum.spans[0].quote) == ("suggested by rule mean-sd", "−3.10 (SD 3.51)")


def test_a_study_is_made_of_reports(extracted: Review, reports: dict[str, str]) -> None:
    client = calling(solo(extracted.path))
    told = {"label": "Alder 2018", "reports": [reports["alder"]], "treated": "Walking"}
    assert client.post("/api/v1/r/walking/studies", json=told).json() == "alder-2018-2"


@pytest.mark.parametrize("look", ["readings", "form?outcome=pain&timepoint=12%20months"])
def test_no_answer_leaks_another_persons_reading(two: Review, document: str, look: str) -> None:
    ben, cleo = asking(two, "ben"), asking(two, "cleo")
    ben.post(f"{AGAIN}/readings", json=mean(document, "−3.1"))
    ben.post(f"{AGAIN}/finished")
    cleo.post(f"{AGAIN}/readings", json=mean(document, "−77.5"))
    assert "77.5" not in ben.get(f"{AGAIN}/{look}").text
    assert "-3.1" not in cleo.get(f"{AGAIN}/{look}").text
    assert ben.get(f"{AGAIN}/comparison").status_code == 403
    page = cleo.get("/r/walking/extract/alder-again?outcome=pain&timepoint=12+months").text
    assert "ben read" not in page


def test_two_readers_are_compared_when_both_are_done_and_a_third_settles(
    two: Review, document: str
) -> None:
    ben, cleo, dora = (asking(two, by) for by in ("ben", "cleo", "dora"))
    for client, value in ((ben, "-3.1"), (cleo, "-3.2")):
        client.post(f"{AGAIN}/readings", json=mean(document, value))
        client.post(f"{AGAIN}/finished")
    (open_,) = [c for c in dora.get(f"{AGAIN}/comparison").json() if c["differs"]]
    assert {by: d["value"] for by, d in open_["readings"].items()} == {"ben": -3.1, "cleo": -3.2}
    told = {**PAIN, "name": "mean", "take": "ben", "reason": "table 2"}
    assert len(dora.post(f"{AGAIN}/settlements", json=told).json()) == 2
    assert not any(c["differs"] for c in dora.get(f"{AGAIN}/comparison").json())
    two.forget()
    notes = {e.note for e in two.state.extractions if e.by == "dora"}
    assert notes == {"settled by a third person: table 2"}


def test_a_reader_who_settles_says_what_was_agreed(two: Review, document: str) -> None:
    ben, cleo = asking(two, "ben"), asking(two, "cleo")
    for client, value in ((ben, "-3.1"), (cleo, "-3.2")):
        client.post(f"{AGAIN}/readings", json=mean(document, value))
        client.post(f"{AGAIN}/finished")
    told = {**PAIN, "name": "mean", "take": "cleo"}
    assert ben.post(f"{AGAIN}/settlements", json=told).status_code == 422
    assert ben.post(f"{AGAIN}/settlements", json={**told, "reason": "misread"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/r/walking/import", "/r/walking/duplicates", "/r/walking/duplicates/groups",
        "/r/walking/fulltexts", "/r/walking/read/{d}", "/r/walking/extract",
        "/r/walking/extract/alder-2018", "/r/walking/extract/alder-2018/compare",
        "/api/v1/r/walking/duplicates", "/api/v1/r/walking/duplicates/questions",
        "/api/v1/r/walking/studies", f"{API}/readings", f"{API}/form", f"{API}/comparison",
        "/api/v1/r/walking/documents/{d}/pages/1", "/api/v1/r/walking/documents/{d}/find?q=n",
        "/api/v1/r/walking/documents/{d}/suggestions",
        "/api/v1/r/walking/documents/{d}/pages/1/image",
    ],
)  # fmt: skip
def test_a_reader_of_the_page_sees_nothing_of_the_work(
    extracted: Review, document: str, path: str
) -> None:
    client = asking(extracted, "rita", "reader")
    assert client.get(path.format(d=document)).status_code == 403


def desk(page: Page, base: str, document: str) -> None:
    page.goto(
        f"{base}/r/walking/extract/alder-2018?outcome=pain&timepoint=12+months"
        f"&document={document}&page=2"
    )


def test_selected_words_fill_the_field_one_is_in(
    extracted: Review, document: str, browser: Browser, serve: Serve
) -> None:
    page = opened(browser, 1500).new_page()
    desk(page, serve(solo(extracted.path)), document)
    page.get_by_label("Mean (points), Treated", exact=True).click()
    dragged(page, "−3.10", "−3.10")
    expect(page.get_by_label("Mean (points), Treated", exact=True)).to_have_value("−3.10")
    page.keyboard.press("Enter")
    expect(page.locator("#treated-mean .state")).to_contain_text("Word for word")
    extracted.forget()
    datum = extracted.state.extractions[-1].data[0]
    assert (datum.value, datum.spans[0].quote, datum.spans[0].verbatim) == (-3.1, "−3.10", True)
    page.context.close()


def test_a_cell_of_a_table_fills_the_field_with_its_place(
    extracted: Review, reports: dict[str, str], tmp_path: Path, browser: Browser, serve: Serve
) -> None:
    file = tmp_path / "alder.xml"
    file.write_text(making.JATS.replace("<td>−3.10</td><td>(3.51)</td>", "<td>−3.10 (3.51)</td>"))
    text = extracted.add_fulltext(reports["alder"], file).document.id
    page = opened(browser, 1500).new_page()
    desk(page, serve(solo(extracted.path)), text)
    page.locator("#tables summary").click()
    page.get_by_role("button", name="31", exact=True).click()
    expect(page.locator("#said")).to_contain_text("First go to the field")
    page.get_by_label("SD (points), Treated", exact=True).click()
    page.get_by_role("button", name="−3.10 (3.51)").click()
    assert violations(page) == []
    page.locator("#treated-sd .choice", has_text="3.51").click()
    expect(page.get_by_label("SD (points), Treated", exact=True)).to_have_value("3.51")
    page.keyboard.press("Enter")
    expect(page.locator("#treated-sd .state")).to_contain_text("Word for word")
    extracted.forget()
    (datum,) = extracted.state.extractions[-1].data
    assert (datum.name, datum.value) == ("sd", 3.51)
    assert (datum.spans[0].quote, datum.spans[0].verbatim) == ("−3.10 (3.51)", True)
    page.context.close()


def test_the_tables_of_a_document_are_answered_with_places(
    extracted: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "alder.xml"
    file.write_text(making.JATS)
    text = extracted.add_fulltext(reports["alder"], file).document.id
    (table,) = (
        calling(solo(extracted.path)).get(f"/api/v1/r/walking/documents/{text}/tables").json()
    )
    assert table["caption"] == "Table 1 Pain at 6 months"
    words = {k: table["rows"][1][1][k] for k in ("start", "end")}
    told = {**PAIN, "name": "n", "value": "31", "words": {"document": text, "page": 1, **words}}
    client = calling(solo(extracted.path))
    assert client.post(f"{API}/readings", json=told).status_code == 200
    extracted.forget()
    assert extracted.state.extractions[-1].data[0].spans[0].quote == "31"


def test_the_keyboard_alone_finds_words_and_says_not_reported(
    extracted: Review, document: str, browser: Browser, serve: Serve
) -> None:
    page = opened(browser, 1500).new_page()
    desk(page, serve(solo(extracted.path)), document)
    page.get_by_label("Mean (points), Control", exact=True).focus()
    page.keyboard.type("-6.48")
    page.get_by_label("Words behind Mean, Control").focus()
    page.keyboard.type("-6.48 (SD")
    page.keyboard.press("Enter")
    expect(page.locator(".choice")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Mean (points), Control", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#control-mean .state")).to_contain_text("Word for word")
    expect(page.get_by_label("SD (points), Control", exact=True)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#control-sd .state")).to_contain_text("Not reported")
    extracted.forget()
    said = [(d.name, d.value, d.state) for e in extracted.state.extractions[-2:] for d in e.data]
    assert said == [("mean", -6.48, "reported"), ("sd", None, "not-reported")]
    page.context.close()


def test_a_click_accepts_a_suggestion_into_the_form(
    extracted: Review, document: str, browser: Browser, serve: Serve
) -> None:
    page = opened(browser, 1500).new_page()
    desk(page, serve(solo(extracted.path)), document)
    page.locator("#suggestions summary").click()
    page.get_by_role("button", name="Accept mean -6.48").click()
    expect(page.get_by_label("Mean (points), Treated", exact=True)).to_have_value("-6.48")
    expect(page.locator("#treated-mean .state")).to_contain_text("suggested by rule mean-sd")
    page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 1400), ("light", 360)])
def test_the_desk_is_accessible_wide_and_narrow(
    extracted: Review, document: str, browser: Browser, serve: Serve, scheme: str, width: int
) -> None:
    base = serve(solo(extracted.path))
    page = opened(browser, width, scheme).new_page()
    desk(page, base, document)
    page.locator("#suggestions summary").click()
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    for path in ("extract", "extract/alder-2018/compare", "import"):
        page.goto(f"{base}/r/walking/{path}")
        assert violations(page) == []
    page.context.close()
