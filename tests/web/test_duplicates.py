from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from tamis.match import Pair
from tamis.review import Review, duplicates
from tests.web.conftest import Serve, calling, opened, solo, violations

API = "/api/v1/r/walking/duplicates"
TWINS = """TY  - JOUR
AU  - Alder, A
TI  - Walking for back pain: a randomised trial
PY  - 2018
JO  - Journal of Walks
DO  - 10.1000/walk.1
ER  -

TY  - JOUR
AU  - Birch, B
TI  - Nordic walking and the aching back: results after one year
PY  - 2020
JO  - J Walks
ER  -
"""


@pytest.fixture
def doubled(review: Review, tmp_path: Path) -> Review:
    """The three records again from elsewhere: one certain duplicate, one that is a question."""
    more = tmp_path / "embase.ris"
    more.write_text(TWINS, encoding="utf-8")
    review.import_files([more], source="embase", run_on="2026-03-02")
    return review


def searched(client: TestClient) -> dict[str, Any]:
    client.post(f"{API}/search")
    until = time.monotonic() + 60
    while (desk := client.get(API).json())["state"] == "working":
        assert time.monotonic() < until
        time.sleep(0.02)
    found: dict[str, Any] = desk
    return found


def ids(review: Review, *words: str) -> list[str]:
    return [r.id for w in words for r in review.folder.records() if w in r.title]


def ask(review: Review, a: str, b: str) -> None:
    """Keep one question, whatever the linkage model would ask."""
    found = duplicates.find(review)
    pair = Pair(a=min(a, b), b=max(a, b), score=0.6, reasons=("title: close (+2.0)",))
    kept = replace(found, ask=(pair,))
    (review.path / ".index" / "duplicates.json").write_bytes(msgspec.json.encode(kept))


def test_the_search_runs_in_a_worker_and_links_what_is_certain(doubled: Review) -> None:
    desk = searched(calling(solo(doubled.path)))
    assert (desk["state"], desk["records"], desk["groups"]) == ("done", 5, 1)


def test_a_pair_shows_where_its_fields_differ(doubled: Review) -> None:
    a, b = ids(doubled, "Nordic")
    ask(doubled, a, b)
    (question,) = calling(solo(doubled.path)).get(f"{API}/questions").json()
    rows = {row["field"]: row for row in question["fields"]}
    assert rows["authors"]["same"]
    assert not rows["title"]["same"]
    assert [": results after one year", True] in [*rows["title"]["a"], *rows["title"]["b"]]


@pytest.mark.parametrize(("answer", "reports"), [("same", 3), ("different", 4)])
def test_an_answer_is_an_event_and_can_be_undone(
    doubled: Review, answer: str, reports: int
) -> None:
    a, b = ids(doubled, "Nordic")
    ask(doubled, a, b)
    client = calling(solo(doubled.path))
    (event,) = client.post(f"{API}/judgements", json={"a": a, "b": b, "answer": answer}).json()
    doubled.forget()
    assert len(doubled.state.reports.members) == reports
    assert client.get(f"{API}/questions").json() == []
    client.post("/r/walking/duplicates/undo", data={"event": event})
    assert len(client.get(f"{API}/questions").json()) == 1


def test_later_appends_nothing_and_comes_last(doubled: Review) -> None:
    a, b = ids(doubled, "Nordic")
    ask(doubled, a, b)
    before = doubled.folder.heads()
    client = calling(solo(doubled.path))
    told = {"a": a, "b": b, "answer": "later"}
    assert client.post(f"{API}/judgements", json=told).json() == []
    assert doubled.folder.heads() == before


def test_a_record_linked_by_the_model_can_be_taken_out(doubled: Review) -> None:
    client = calling(solo(doubled.path))
    searched(client)
    (group,) = client.get(f"{API}/groups").json()
    assert group["by"] == ["machine-linkage"]
    assert client.post(f"{API}/splits", json={"record": group["records"][1]}).json()
    assert client.get(f"{API}/groups").json() == []


def test_records_that_came_since_make_the_search_outdated(doubled: Review, tmp_path: Path) -> None:
    client = calling(solo(doubled.path))
    searched(client)
    more = tmp_path / "more.ris"
    more.write_text("TY  - JOUR\nTI  - Another walk\nPY  - 2001\nER  - \n", encoding="utf-8")
    doubled.import_files([more])
    assert client.get(API).json()["state"] == "outdated"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pairs_are_judged_with_the_keyboard_alone(
    doubled: Review, browser: Browser, serve: Serve, scheme: str
) -> None:
    a, b = ids(doubled, "Nordic")
    ask(doubled, a, b)
    page = opened(browser, scheme=scheme).new_page()
    page.goto(f"{serve(solo(doubled.path))}/r/walking/duplicates")
    assert violations(page) == []
    page.keyboard.press("d")
    expect(page.get_by_text("No pair is left to judge.")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("heading", name="Are these the same publication?")).to_be_visible()
    page.context.close()


def test_a_judgement_is_taken_back_over_the_api(doubled: Review) -> None:
    client = calling(solo(doubled.path))
    a, b = ids(doubled, "Nordic walking")
    told = {"a": a, "b": b, "answer": "same"}
    (event,) = client.post(f"{API}/judgements", json=told).json()
    assert len(client.get(f"{API}/groups").json()) == 1
    assert len(client.post(f"{API}/judgements/{event}/undo").json()) == 1
    assert client.get(f"{API}/groups").json() == []
