"""Every call of the API with inputs made from its own description: no answer is our fault (5xx)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, settings

from tamis.review import Review
from tamis.web.accounts import Accounts
from tamis.web.app import create_app
from tamis.web.settings import Settings
from tests.conftest import ENTRIES, PROTOCOL, RIS
from tests.formats.fulltext import making

from .conftest import calling, solo
from .screening_making import GOOD

DESCRIPTION = create_app(Settings(folders=())).openapi()
schema = schemathesis.openapi.from_dict(DESCRIPTION)


@pytest.fixture
def client(review: Review) -> Iterator[TestClient]:
    with calling(solo(review.path)) as found:
        yield found


@pytest.fixture(scope="module")
def reviewer(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, dict[str, str]]:
    """A team's server as one of its reviewers calls it by token, and what is called how there."""
    place = tmp_path_factory.mktemp("fuzzed")
    folder = place / "walking"
    folder.mkdir()
    (folder / "protocol.toml").write_text(PROTOCOL, encoding="utf-8")
    for name, content in (("walks.ris", RIS.encode()), ("alder.pdf", making.pdf())):
        (place / name).write_bytes(content)
    review = Review(folder, by="anna")
    review.import_files([place / "walks.ris"], source="pubmed", run_on="2026-03-01")
    reports = {w.label.split()[0].lower(): w.report for w in review.waiting()}
    review.screen(reports["alder"], "include")
    (place / "entries.toml").write_text(ENTRIES.format(**reports), encoding="utf-8")
    review.record_entries(place / "entries.toml")
    asked = Settings(folders=(folder,), mode="team", data=place / "server")
    accounts, key = Accounts(asked.data / "accounts.sqlite"), str(folder.resolve())
    accounts.join(accounts.invite(key, "reviewer", by="test"), (), login="ben", password=GOOD)
    head = {"Authorization": f"Bearer {accounts.new_token(key, 'ben', 'test')}"}
    client = TestClient(create_app(asked), base_url="http://127.0.0.1", headers=head)
    return client, {
        "document": review.add_fulltext(reports["alder"], place / "alder.pdf").document.id,
        "report": reports["alder"], "study": "alder-2018", "number": "2", "stage": "full-text",
        "writer": "ben", "event": review.state.extractions[0].id,
    }  # fmt: skip


def test_the_names_that_calls_are_given_are_there(
    reviewer: tuple[TestClient, dict[str, str]],
) -> None:
    client, names = reviewer
    for path in ("documents/{document}/pages/{number}", "reports/{report}/documents",
                 "studies/{study}/readings", "screening/{stage}/reports/{report}"):  # fmt: skip
        answer = client.get(f"/api/v1/r/walking/{path.format(**names)}")
        assert answer.status_code == 200, answer.text


def sendable(case: schemathesis.Case, names: dict[str, str] | None = None) -> dict[str, Any]:
    """A generated case as our client takes it; the review is the one that is there."""
    real = {"review": "walking"} | (names or {})
    case.path_parameters |= {k: v for k, v in real.items() if k in case.path_parameters}
    case.path_parameters["review"] = "walking"
    if isinstance(case.body, dict):
        told = {k: v for k, v in (names or {}).items() if isinstance(case.body.get(k), str)}
        case.body |= told
    given = case.as_transport_kwargs(base_url="http://127.0.0.1")
    body = given.pop("data", None)
    if isinstance(body, bytes | str):
        given["content"] = body
    elif body is not None:
        given["data"] = body
    headers = {k: v for k, v in (given.pop("headers", None) or {}).items() if v.isascii()}
    cookies = given.pop("cookies", None) or {}
    known = ("method", "url", "params", "json", "content", "data", "files")
    sent = {k: v for k, v in given.items() if k in known}
    return sent | {"headers": headers | ({"Cookie": str(cookies)} if cookies else {})}


@schema.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_no_input_is_answered_by_a_fault_of_ours(
    case: schemathesis.Case, client: TestClient
) -> None:
    answer = client.request(**sendable(case))
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_no_input_about_what_is_there_is_answered_by_a_fault_of_ours(
    case: schemathesis.Case, reviewer: tuple[TestClient, dict[str, str]]
) -> None:
    client, names = reviewer
    answer = client.request(**sendable(case, names))
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def test_every_call_says_what_it_does() -> None:
    silent = [
        f"{method} {path}"
        for path, calls in DESCRIPTION["paths"].items()
        for method, call in calls.items()
        if not call.get("description") or not call.get("tags")
    ]
    assert silent == []
