"""Roles and rooms, tried from outside: each test asks for what it must not get."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tamis.review import Review
from tamis.web.accounts import Accounts
from tamis.web.app import create_app
from tamis.web.guarding import FIELD, HEADER, form_token
from tamis.web.settings import COOKIE, Settings

GOOD = "seven willows by the river"


@pytest.fixture
def settings(review: Review, tmp_path: Path) -> Settings:
    other = Review.init(tmp_path / "running", "Running for sleep", by="carl")
    return Settings(
        folders=(review.path, other.path), mode="team", data=tmp_path / "server", secret="s" * 32
    )


@pytest.fixture
def accounts(settings: Settings) -> Accounts:
    return Accounts(settings.data / "accounts.sqlite")


@pytest.fixture
def app_client(settings: Settings) -> TestClient:
    return TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False)


def key(settings: Settings, at: int = 0) -> str:
    return str(settings.folders[at].resolve())


def member(accounts: Accounts, review: str, login: str, role: str) -> str:
    """Someone's token for a review."""
    secret = accounts.invite(review, role, by="test")  # type: ignore[arg-type]
    accounts.join(secret, (), login=login, password=GOOD)
    return accounts.new_token(review, login, "test")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_stranger_sees_no_review_and_not_which_there_are(app_client: TestClient) -> None:
    for path in ("/api/v1/r/walking/status", "/api/v1/r/nothing/status"):
        assert app_client.get(path).status_code == 401
    page = app_client.get("/r/walking/")
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=/r/walking/")
    assert "Walking" not in app_client.get("/", follow_redirects=True).text


def test_a_token_opens_one_review_only(
    app_client: TestClient, settings: Settings, accounts: Accounts
) -> None:
    token = member(accounts, key(settings), "anna", "owner")
    assert app_client.get("/api/v1/r/walking/status", headers=bearer(token)).status_code == 200
    for path in ("/api/v1/r/running/status", "/api/v1/r/running/people"):
        assert app_client.get(path, headers=bearer(token)).status_code in (401, 404)


def test_someone_logged_in_can_not_tell_a_foreign_review_from_none(
    app_client: TestClient, settings: Settings, accounts: Accounts
) -> None:
    member(accounts, key(settings), "anna", "reviewer")
    app_client.cookies.set(COOKIE, accounts.log_in("anna", GOOD, ""))
    foreign = app_client.get("/api/v1/r/running/status")
    nothing = app_client.get("/api/v1/r/nothing/status")
    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert foreign.json()["detail"].replace("running", "nothing") == nothing.json()["detail"]


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "reader"])
def test_only_owners_manage_people(
    app_client: TestClient, settings: Settings, accounts: Accounts, role: str
) -> None:
    token = member(accounts, key(settings), "anna", role)
    asked = [
        app_client.get("/api/v1/r/walking/people", headers=bearer(token)),
        app_client.get("/api/v1/r/walking/audit", headers=bearer(token)),
        app_client.post("/api/v1/r/walking/invitations", headers=bearer(token), json={}),
        app_client.patch(
            "/api/v1/r/walking/people/anna", headers=bearer(token), json={"role": "owner"}
        ),
    ]
    assert [a.status_code for a in asked] == [403] * 4


def test_a_form_of_another_site_changes_nothing(
    app_client: TestClient, settings: Settings, accounts: Accounts
) -> None:
    member(accounts, key(settings), "anna", "owner")
    session = accounts.log_in("anna", GOOD, "")
    app_client.cookies.set(COOKIE, session)
    form = {"role": "owner"}
    path = "/r/walking/people/invite"
    assert app_client.post(path, data=form).status_code == 403
    foreign = {FIELD: form_token(settings, session)}
    answer = app_client.post(path, data=form | foreign, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    assert accounts.invitations(key(settings)) == ()
    ours = app_client.post(path, data=form | foreign, headers={"Origin": "http://127.0.0.1"})
    assert ours.status_code == 200


def test_invited_joined_and_at_work_in_a_browser_without_scripts(
    app_client: TestClient, settings: Settings, accounts: Accounts
) -> None:
    secret = accounts.invite(key(settings), "owner", by="test")
    page = app_client.get(f"/join/{secret}")
    assert "Walking for back pain" in page.text
    form = {
        "login": "Berta",
        "name": "Berta B",
        "password": GOOD,
        FIELD: form_token(settings, "solo"),
    }
    answer = app_client.post(f"/join/{secret}", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/r/walking/")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "Berta B" in app_client.get("/r/walking/people").text
    session = app_client.cookies[COOKIE]
    app_client.post("/logout", headers={HEADER: form_token(settings, session)})
    app_client.cookies.set(COOKIE, session)
    assert app_client.get("/r/walking/").status_code == 303


def test_a_page_names_what_is_wrong_in_words_and_not_by_our_names(
    app_client: TestClient, settings: Settings, accounts: Accounts
) -> None:
    member(accounts, key(settings), "rita", "reader")
    app_client.cookies.set(COOKIE, accounts.log_in("rita", GOOD, ""))
    page = app_client.get("/r/walking/import")
    assert (page.status_code, "This is not open to you" in page.text) == (403, True)
    assert "may not import, link, read, judge or grade" in page.text
    assert "NotAllowed" not in page.text
    assert "BadInvitation" not in app_client.get("/join/nothing").text


def test_whoever_is_let_go_is_out_at_once(
    app_client: TestClient, settings: Settings, accounts: Accounts
) -> None:
    member(accounts, key(settings), "anna", "owner")
    token = member(accounts, key(settings), "ben", "reviewer")
    accounts.change(key(settings), "ben", None, by="anna")
    assert app_client.get("/api/v1/r/walking/status", headers=bearer(token)).status_code == 401


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_a_login_leads_to_pages_of_this_server_only(
    app_client: TestClient, settings: Settings, accounts: Accounts, path: str
) -> None:
    member(accounts, key(settings), "anna", "reviewer")
    form = {"login": "anna", "password": GOOD, "next": path, FIELD: form_token(settings, "solo")}
    assert app_client.post("/login", data=form).headers["location"] == "/"


def test_too_many_failures_say_when_to_come_back(
    app_client: TestClient, settings: Settings
) -> None:
    form = {"login": "anna", "password": "wrong", FIELD: form_token(settings, "solo")}
    answers = [app_client.post("/login", data=form) for _ in range(9)]
    assert [a.status_code for a in answers] == [401] * 8 + [429]


def test_a_solo_server_has_no_accounts(review: Review) -> None:
    client = TestClient(create_app(Settings(folders=(review.path,), by="anna")),
                        base_url="http://127.0.0.1")  # fmt: skip
    assert client.get("/login").status_code == 404
    assert client.get("/api/v1/r/walking/people").status_code == 404
