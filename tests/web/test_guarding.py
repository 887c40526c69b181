from __future__ import annotations

from fastapi.testclient import TestClient

from tamis.review import Review
from tamis.web.app import create_app

from .conftest import calling, solo


def test_a_review_has_a_page_and_a_status(review: Review) -> None:
    client = calling(solo(review.path))
    assert "Walking for back pain" in client.get("/").text
    assert client.get("/api/v1/r/walking/status").json()["records"] == 3


def test_another_host_name_is_refused(review: Review) -> None:
    client = TestClient(create_app(solo(review.path)), base_url="http://evil.example")
    assert client.get("/").status_code == 421


def test_pages_load_nothing_from_elsewhere(review: Review) -> None:
    policy = calling(solo(review.path)).get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_an_unknown_review_is_a_problem_in_words(review: Review) -> None:
    client = calling(solo(review.path))
    assert client.get("/r/running/").status_code == 404
    answer = client.get("/api/v1/r/running/status")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "running" in answer.json()["detail"]


def test_what_another_process_writes_is_seen_at_the_next_request(review: Review) -> None:
    client = calling(solo(review.path))
    before = client.get("/api/v1/r/walking/status").json()["events"]
    review.screen(next(iter(review.state.reports.members)), "include")
    assert client.get("/api/v1/r/walking/status").json()["events"] > before
