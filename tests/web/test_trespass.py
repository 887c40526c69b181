"""Every address of a team's server, tried by those who may not: nothing of others, no file, no 5xx.

Two reviews and their people; the addresses are those the app itself describes, pages included, so
that one that is added later is tried as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tamis.review import Review
from tamis.web.accounts import Accounts
from tamis.web.app import create_app
from tamis.web.guarding import HEADER, form_token
from tamis.web.settings import COOKIE, Settings
from tests.formats.fulltext import making

from .conftest import calling, solo
from .screening_making import GOOD
from .test_revealing import two
from .walking_routes import PARTS, Call, calls

__all__ = ["two"]  # the fixture of the tests of what is revealed

PLANTED = "planted-7f3a91c2"
TITLE = "Walking for back pain"
#: What anna alone said: a vote's note, a value and its remark, a judgement's reason.
SECRET = ("secret-vote", "77.123", "77.12", "secret-remark", "secret-reason")
REFUSED = {401, 403, 404, 405, 409, 413, 422}
#: What anyone may see: the way in, and what the server can do.
OPEN = {"/login", "/logout", "/plots.css", "/api/", "/join/{secret}"}
TRICKS = (
    "%2e%2e/%2e%2e/secret.txt", "%2e%2e%2f%2e%2e%2fsecret.txt", "..%5c..%5csecret.txt",
    "%252e%252e%252fsecret.txt", "a%00b", "%2fetc%2fhostname", "file:%2f%2f%2fetc%2fhostname",
)  # fmt: skip
PLAIN = ("../../secret.txt", "../secret.txt", "/etc/hostname", "a\0b", "file:///etc/hostname")


@dataclass
class Town:
    """A server, its people's tokens, and what names what in the first review."""

    client: TestClient
    settings: Settings
    accounts: Accounts
    tokens: dict[str, str]
    values: dict[str, str]
    calls: tuple[Call, ...]
    secret: Path

    def head(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}

    def heads(self) -> object:
        return Review(self.settings.folders[0]).heads()

    @property
    def of_review(self) -> tuple[Call, ...]:
        return tuple(c for c in self.calls if "{review}" in c.path)


def worded(review: Review, reports: dict[str, str], document: str) -> dict[str, str]:
    """What anna said, apart; and how things are called."""
    known = Review(review.path, by="anna")
    for vote in known.state.decisions:
        if vote.report == reports["cedar"]:
            known.undo(vote.id)
    anna = Review(review.path, by="anna-a")
    anna.screen(reports["cedar"], "exclude", criterion="people", note="secret-vote")
    return {
        "review": "walking", "stage": "title-abstract", "report": reports["cedar"],
        "document": document, "study": "alder-again", "number": "1", "writer": "anna-a",
        "event": anna.state.decisions[-1].id, "path": "index.html", "outcome": "pain",
        "comparison": "walking", "timepoint": "6 months", "q": "walking", "kind": "undo",
        "request": "request-0001", "verdict": "exclude", "criterion": "people", "arm": "treated",
        "secret": "nothing", "reports": [reports["birch"]], "format": "", "page": "1",
        "html": True, "instrument": "", "next": "/", "population": "", "name": "mean",
    }  # type: ignore[dict-item]  # fmt: skip


@pytest.fixture
def town(two: Review, reports: dict[str, str], tmp_path: Path) -> Town:
    secret = tmp_path / "secret.txt"
    secret.write_text(PLANTED, encoding="utf-8")
    (two.path / "secret.txt").write_text(PLANTED, encoding="utf-8")
    paper = tmp_path / "alder.pdf"
    paper.write_bytes(making.pdf())
    document = two.add_fulltext(reports["alder"], paper).document.id
    values = worded(two, reports, document)
    other = Review.init(tmp_path / "running", "Running for sleep", by="carl")
    settings = Settings(
        folders=(two.path, other.path), mode="team", data=tmp_path / "server", secret="s" * 32
    )
    accounts = Accounts(settings.data / "accounts.sqlite")
    tokens = {}
    for login, at, role in (
        ("anna-a", 0, "reviewer"), ("ben", 0, "reviewer"), ("rita", 0, "reader"),
        ("olga", 0, "owner"), ("fred", 1, "owner"),
    ):  # fmt: skip
        key = str(settings.folders[at].resolve())
        link = accounts.invite(key, role, by="test")  # type: ignore[arg-type]
        accounts.join(link, (), login=login, password=GOOD)
        tokens[login] = accounts.new_token(key, login, "test")
    app = create_app(settings)
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    made = Town(client, settings, accounts, tokens, values, calls(values), secret)
    reading = {"outcome": "pain", "timepoint": "6 months", "arm": "treated", "name": "mean",
               "value": "-77.123", "note": "secret-remark",
               "words": {"document": "alder", "quote": "walking"}}  # fmt: skip
    base = "/api/v1/r/walking"
    answer = client.post(
        f"{base}/studies/alder-again/readings", json=reading, headers=made.head("anna-a")
    )
    assert answer.status_code == 200, answer.text
    judging = {"study": "alder-2018", "outcome": "pain", "timepoint": "6 months",
               "domain": "overall", "judgement": "high", "reason": "secret-reason"}  # fmt: skip
    answer = client.post(f"{base}/appraisal/judgements", json=judging, headers=made.head("anna-a"))
    assert answer.status_code == 201, answer.text
    return made


def name(call: Call, status: int, text: str = "") -> str:
    return f"{call.method} {call.path} → {status} {text[:200]}"


def test_the_walk_covers_pages_and_calls(town: Town) -> None:
    """What the other tests stand on: the walk is long, and its owner does get answers."""
    assert len(town.of_review) > 90
    ours = [c for c in town.of_review if c.method == "GET"]
    got = [c.send(town.client, town.values, town.head("anna-a")).status_code for c in ours]
    assert got.count(200) > 35
    mine = town.client.get(
        "/api/v1/r/walking/screening/title-abstract/mine", headers=town.head("anna-a")
    )
    assert "secret-vote" in mine.text


def test_a_stranger_is_sent_away_everywhere(town: Town) -> None:
    before, wrong = town.heads(), []
    for call in town.calls:
        if call.path in OPEN:
            continue
        answer = call.send(town.client, town.values, {})
        told = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        if not (told or answer.status_code in REFUSED) or TITLE in answer.text:
            wrong.append(name(call, answer.status_code, answer.text))
    assert wrong == []
    assert town.heads() == before


@pytest.mark.parametrize("way", ["token", "session"])
def test_the_owner_of_another_review_finds_nothing_here(town: Town, way: str) -> None:
    head = town.head("fred")
    if way == "session":
        session = town.accounts.log_in("fred", GOOD, "")
        town.client.cookies.set(COOKIE, session)
        head = {HEADER: form_token(town.settings, session)}
    before, wrong = town.heads(), []
    for call in town.of_review:
        answer = call.send(town.client, town.values, head)
        sent = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        if not (sent or answer.status_code in (401, 404)) or TITLE in answer.text:
            wrong.append(name(call, answer.status_code, answer.text))
    assert wrong == []
    assert town.heads() == before


def test_a_reader_changes_nothing_and_reads_nothing_that_would_unblind(town: Town) -> None:
    before, wrong = town.heads(), []
    for call in town.of_review:
        answer = call.send(town.client, town.values, town.head("rita"))
        leaks = [w for w in (*SECRET, "anna-a", "conflict") if w in answer.text]
        own = call.method == "GET" or "/tokens" in call.path
        if answer.status_code >= 500 or leaks or not (own or answer.status_code in REFUSED):
            wrong.append(name(call, answer.status_code, str(leaks)))
    assert wrong == []
    assert town.heads() == before


def test_a_reviewer_reads_nothing_of_what_another_did_apart(town: Town) -> None:
    wrong = []
    for call in sorted(town.of_review, key=lambda c: c.method):
        if call.path.endswith(("/screening/{stage}", "/acts")) and call.method == "POST":
            continue  # to decide is what reveals
        answer = call.send(town.client, town.values, town.head("ben"))
        leaks = [w for w in SECRET if w in answer.text]
        if answer.status_code >= 500 or leaks:
            wrong.append(name(call, answer.status_code, str(leaks)))
    assert wrong == []


def test_no_path_in_an_address_leads_to_a_file_of_the_server(town: Town) -> None:
    wrong = []
    host = (
        Path("/etc/hostname").read_text("utf-8").strip() if Path("/etc/hostname").exists() else ""
    )
    for call in town.calls:
        for param in call.inside:
            for trick in TRICKS:
                answer = call.send(town.client, {**town.values, param: trick}, town.head("ben"))
                seen = PLANTED in answer.text or (
                    call.method == "GET" and host == answer.text.strip() != ""
                )
                if answer.status_code >= 500 or seen:
                    wrong.append(name(call, answer.status_code, trick))
    assert wrong == []


def test_no_path_in_a_question_or_a_body_leads_to_a_file_of_the_server(town: Town) -> None:
    wrong = []
    for call in town.calls:
        for trick in (*PLAIN, str(town.secret)):
            tries = [{key: trick} for key in call.asked] or [{}]
            for asked in tries:
                told = filled(call, trick)
                answer = told.send(town.client, town.values, town.head("ben"), asked=asked)
                if answer.status_code >= 500 or PLANTED in answer.text:
                    wrong.append(name(call, answer.status_code, trick))
    assert wrong == []


def filled(call: Call, trick: str) -> Call:
    """The call with the trick in every text of its body."""

    def put(value: object) -> object:
        if isinstance(value, dict):
            return {k: put(v) for k, v in value.items()}
        if isinstance(value, list):
            return [put(v) for v in value]
        return trick if isinstance(value, str) else value

    return replace(call, body=put(call.body)) if call.body else call


def test_a_files_name_is_never_a_place(town: Town, tmp_path: Path) -> None:
    before = files(tmp_path)
    for trick in (*PLAIN[:3], "..\\..\\x.ris", ".hidden", "", "x" * 400 + ".ris"):
        for call in town.calls:
            if call.kind == PARTS:
                answer = call.send(town.client, town.values, town.head("ben"), name=trick)
                assert answer.status_code < 500, name(call, answer.status_code, answer.text)
                assert PLANTED not in answer.text
    made = files(tmp_path) - before
    inside = (town.settings.folders[0], town.settings.data)
    assert made
    assert [p for p in made if not any(p.is_relative_to(place) for place in inside)] == []
    assert [p for p in made if "hostname" in p.name or p.name.startswith(".")] == []


def files(place: Path) -> set[Path]:
    """What lies there, but for what is derived."""
    return {p for p in place.rglob("*") if p.is_file() and ".index" not in p.parts}


def test_what_is_served_as_it_lies_stays_in_its_folder(review: Review) -> None:
    client = calling(solo(review.path))
    for trick in (*TRICKS, "%2e%2e/app.py", "%2e%2e%2fsettings.py"):
        answer = client.get(f"/static/{trick}")
        assert answer.status_code in (400, 404)
        assert "def " not in answer.text
