from __future__ import annotations

import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from tamis.review import Review

from .conftest import Serve, calling, opened, solo, violations

API = "/api/v1/r/walking/page"


@pytest.fixture
def client(extracted: Review) -> TestClient:
    return calling(solo(extracted.path))


def ready(client: TestClient) -> Any:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = client.get(API).json()
        if found["state"] != "building" and found["publishing"] != "working":
            return found
        time.sleep(0.05)
    raise AssertionError("the draft was not ready in a minute")


def test_a_draft_writes_nothing_and_can_be_looked_at(client: TestClient, extracted: Review) -> None:
    assert ready(client)["changes"] == []
    page = client.get("/r/walking/site/index.html")
    assert "Walking for back pain" in page.text
    assert "sandbox" in page.headers["content-security-policy"]
    assert not (extracted.path / "out" / "site").exists()
    assert client.get("/r/walking/site/../protocol.toml").status_code == 404


def test_a_new_rating_shows_as_other_words_before_it_is_published(
    client: TestClient, extracted: Review
) -> None:
    extracted.publish()
    assert ready(client)["changes"] == []
    told = {"comparison": "walking", "outcome": "pain", "domain": "indirectness", "rating": -1,
            "reason": "a young sample"}  # fmt: skip
    client.post("/api/v1/r/walking/certainty/ratings", json=told)
    changes = ready(client)["changes"]
    said = " ".join(line for c in changes for part in c["changes"] for line in part["after"])
    assert "a young sample" in said
    assert "a young sample" in client.get("/r/walking/page").text


def test_publishing_from_the_app_builds_the_site(client: TestClient, extracted: Review) -> None:
    assert client.post(f"{API}/publish", json={"release": "1.0"}).status_code == 202
    ready(client)
    assert (extracted.path / "out" / "site" / "index.html").is_file()
    extracted.forget()
    assert extracted.state.publications[-1].version == "1.0"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_preview_is_accessible_and_asks_nobody_else(
    extracted: Review, serve: Serve, browser: Browser, scheme: str
) -> None:
    extracted.publish()
    base = serve(solo(extracted.path))
    with opened(browser, 390, scheme) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        page.goto(f"{base}/r/walking/page")
        page.get_by_text("Nothing: the words").wait_for(timeout=60_000)
        assert violations(page) == []
        page.goto(f"{base}/r/walking/site/index.html")
        assert page.title().startswith("Walking")
        rules = "[...document.styleSheets].reduce((n, s) => n + s.cssRules.length, 0)"
        assert page.evaluate(rules) > 100
        page.goto(f"{base}/r/walking/site/offer.html")
        assert page.evaluate(rules) > 100
        assert [u for u in asked if not u.startswith((base, "data:"))] == []
