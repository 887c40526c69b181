from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from tamis.review import Review

from .conftest import Serve, calling, opened, solo, violations

API = "/api/v1/r/walking/certainty"
PLACE = {"comparison": "walking", "outcome": "pain"}


@pytest.fixture
def client(extracted: Review) -> TestClient:
    return calling(solo(extracted.path))


def rated(client: TestClient, **told: Any) -> Any:
    return client.post(f"{API}/ratings", json={**PLACE, "domain": "indirectness", **told})


def test_every_outcome_has_a_line_with_its_sentence(client: TestClient) -> None:
    page = client.get("/r/walking/certainty").text
    assert "Pain change" in page
    assert "Very low certainty" in page


def test_the_page_of_an_outcome_says_what_is_in_and_what_is_out(client: TestClient) -> None:
    page = client.get("/r/walking/certainty/outcome", params=PLACE).text
    assert "<svg" in page
    assert "Alder 2018" in page
    assert "The rule proposes" in page


def test_a_rating_moves_the_certainty_and_is_kept_with_who_and_why(
    client: TestClient, extracted: Review
) -> None:
    before = client.get(API).json()
    assert rated(client, rating=-1, reason="a young sample").status_code == 201
    after = client.get(API).json()
    assert before != after
    extracted.forget()
    (event,) = extracted.state.gradings
    assert (event.by, event.rating, event.reason) == ("anna", -1, "a young sample")


def test_confirming_twice_adds_nothing(client: TestClient) -> None:
    first, again = rated(client, rating=0), rated(client, rating=0)
    assert (len(first.json()["events"]), again.json()["events"]) == (1, [])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"rating": -1}, "reason"),
        ({"rating": -5, "reason": "x"}, "-5"),
        ({"rating": 0, "domain": "luck"}, "luck"),
        ({"rating": 0, "outcome": "joy"}, "joy"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    client: TestClient, extracted: Review, wrong: dict[str, Any], named: str
) -> None:
    answer = rated(client, **wrong)
    assert 400 <= answer.status_code < 500
    assert named in answer.json()["detail"]
    extracted.forget()
    assert extracted.state.gradings == ()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_rating_in_the_browser_changes_the_sentence_above(
    extracted: Review, serve: Serve, browser: Browser, scheme: str
) -> None:
    base = serve(solo(extracted.path))
    with opened(browser, 390, scheme) as context:
        page = context.new_page()
        page.goto(f"{base}/r/walking/certainty")
        assert violations(page) == []
        page.get_by_role("link", name="Pain change").first.click()
        assert violations(page) == []
        form = page.locator("#indirectness")
        form.get_by_label("Rating").select_option("-1")
        form.get_by_role("button").click()
        assert "give the reason" in page.get_by_role("alert").inner_text()
        form.get_by_label("Rating").select_option("-1")
        form.get_by_label("Reason").fill("a young sample")
        form.get_by_role("button").click()
        page.get_by_text("anna rated -1").wait_for()
