"""Every action of the app is possible over the API: each form of a page has its call."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tamis.review import Review
from tamis.web.app import PAGES, create_app
from tamis.web.settings import Settings

from .conftest import calling, solo

#: Forms of pages, below /r/{review}, and the calls, below /api/v1/r/{review}, that do the same.
SAME = {
    "/screening/{stage}": "post /screening/acts",
    "/screening/{stage}/conflicts": "post /screening/acts",
    "/screening/{stage}/certificate": "post /screening/{stage}/certificate",
    "/import/preview": "post /imports/preview",
    "/import/commit": "post /imports/commit",
    "/duplicates/search": "post /duplicates/search",
    "/duplicates/judge": "post /duplicates/judgements",
    "/duplicates/undo": "post /duplicates/judgements/{event}/undo",
    "/duplicates/split": "post /duplicates/splits",
    "/fulltexts/{report}": "post /reports/{report}/fulltext",
    "/extract": "post /studies",
    "/extract/{study}/value": "post /studies/{study}/readings",
    "/extract/{study}/undo": "post /studies/{study}/readings/{event}/undo",
    "/extract/{study}/finish": "post /studies/{study}/finished",
    "/extract/{study}/settle": "post /studies/{study}/settlements",
    "/appraisal/result": "post /appraisal/judgements",
    "/certainty/outcome": "post /certainty/ratings",
    "/page/again": "post /page/draft",
    "/page/publish": "post /page/publish",
    "/people/invite": "post /invitations",
    "/people/withdraw": "delete /invitations/{invitation}",
    "/people/change": "patch /people/{writer}",
    "/tokens": "post /tokens",
    "/tokens/drop": "delete /tokens/{token}",
}
CALLS = {
    f"{method} {path.removeprefix('/api/v1/r/{review}')}"
    for path, methods in create_app(Settings(folders=())).openapi()["paths"].items()
    for method in methods
}


def test_every_form_of_a_page_has_a_call_that_does_the_same() -> None:
    forms = {
        route.path  # type: ignore[attr-defined]
        for router in PAGES
        for route in router.routes
        if "POST" in route.methods  # type: ignore[attr-defined]
    }
    assert forms == set(SAME)
    assert set(SAME.values()) <= CALLS


@pytest.fixture
def client(extracted: Review) -> TestClient:
    return calling(solo(extracted.path))


def test_what_waits_for_a_text_or_a_study_and_what_was_searched_is_answered(
    client: TestClient, extracted: Review, tmp_path: Path
) -> None:
    base = "/api/v1/r/walking"
    wanted = {w["label"] for w in client.get(f"{base}/fulltexts").json()}
    assert wanted == {"Alder 2018", "Birch 2019"}
    assert [s["source"] for s in client.get(f"{base}/imports").json()] == ["pubmed"]
    assert client.get(f"{base}/studies/candidates").json() == []
    more = tmp_path / "more.ris"
    more.write_text("TY  - JOUR\nTI  - Another walk\nPY  - 2001\nER  - \n", encoding="utf-8")
    extracted.import_files([more])
    (report,) = (w.report for w in extracted.waiting() if w.title == "Another walk")
    extracted.screen(report, "include")
    extracted.screen(report, "include", stage="full-text")
    (one,) = client.get(f"{base}/studies/candidates").json()
    assert one["report"] == report
