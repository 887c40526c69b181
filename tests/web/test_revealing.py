"""What one person read or judged apart shows nowhere else: every page and call is looked at."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tamis.review import Review, revealing
from tamis.review.extracting import make_study
from tamis.web.app import create_app
from tamis.web.asking import visitor_of
from tamis.web.guarding import HEADER, form_token
from tamis.web.people import Person
from tamis.web.rooms import Room

from .conftest import solo

BASE = "/api/v1/r/walking"
PLACE = {"comparison": "walking", "outcome": "pain"}
#: Numbers and words that stand nowhere in the material.
SECRET = ("77.123", "-77.1", "−77.1", "secret-remark")
MEAN = "mean"


@pytest.fixture
def two(extracted: Review, reports: dict[str, str]) -> Review:
    """A study nobody has read, in a review that asks for two people."""
    path = extracted.path / "protocol.toml"
    path.write_text(path.read_text("utf-8").replace("reviewers = 1", "reviewers = 2"), "utf-8")
    review = Review(extracted.path, by="anna")
    review.amend("two people read every study")
    for name in ("alder", "birch"):
        for stage in ("title-abstract", "full-text"):
            Review(extracted.path, by="zoe").screen(reports[name], "include", stage=stage)  # type: ignore[arg-type]
    make_study(review, "Alder again", (reports["birch"],), ("Walking", "Rest"))
    return extracted


def asking(review: Review, by: str, role: str = "reviewer") -> TestClient:
    settings = solo(review.path)
    app = create_app(settings)
    app.dependency_overrides[visitor_of] = lambda: Person(by, role)  # type: ignore[arg-type]
    return TestClient(
        app, base_url="http://127.0.0.1", headers={HEADER: form_token(settings, "solo")}
    )


def read(client: TestClient, value: str, *, done: bool = True) -> None:
    """Someone reads the study's result, both arms, and its design."""
    study = f"{BASE}/studies/alder-again"
    words = {"document": "alder", "quote": "walking"}
    told = {"words": words, "note": "secret-remark"}
    for name, said in (
        ("design.class", "randomised-open"), ("activity", "walking"), ("population", "adults"),
    ):  # fmt: skip
        client.post(f"{study}/readings", json=told | {"name": name, "value": said})
    for arm, mean in (("treated", value), ("control", "1")):
        place = {"outcome": "pain", "timepoint": "6 months", "arm": arm}
        for name, said in (("n", "30"), (MEAN, mean), ("sd", "2.5")):
            answer = client.post(
                f"{study}/readings", json=told | place | {"name": name, "value": said}
            )
            assert answer.status_code == 200, answer.text
    if done:
        client.post(f"{study}/finished")


def everything(client: TestClient) -> str:
    """What all pages and calls about findings, bias, studies and the page to publish say."""
    paths = [
        f"{BASE}/certainty", f"{BASE}/certainty/analyses?outcome=pain",
        f"{BASE}/certainty/analyses?outcome=falls", f"{BASE}/appraisal", f"{BASE}/studies",
        f"{BASE}/studies/alder-again/readings", f"{BASE}/studies/alder-again/comparison",
        f"{BASE}/studies/alder-again/form?outcome=pain&timepoint=6%20months",
        f"{BASE}/status", f"{BASE}/screening/full-text/progress",
        *(f"/r/walking/{p}" for p in (
            "", "certainty", "certainty/outcome?comparison=walking&outcome=pain", "appraisal",
            "extract", "extract/alder-again", "extract/alder-again/compare",
            "extract/alder-again?outcome=pain&timepoint=6+months",
            "fulltexts", "screening/full-text", "screening/full-text/pool",
        )),
    ]  # fmt: skip
    said = [client.get(path).text for path in paths]
    return "\n".join([*said, *drafted(client)])


def drafted(client: TestClient) -> list[str]:
    """Every page of the draft, and what would change."""
    until = time.monotonic() + 60
    while client.get(f"{BASE}/page").json()["state"] == "building":
        assert time.monotonic() < until
        time.sleep(0.1)
    made = client.app.state.drafts  # type: ignore[attr-defined]
    names = sorted({name for _, one in made.values() for name in one.files})
    shown = [client.get(f"/r/walking/site/{name}").text for name in names]
    assert len(shown) > 5
    return [*shown, client.get(f"{BASE}/page").text, client.get("/r/walking/page").text]


@pytest.mark.parametrize(("by", "role"), [("cleo", "reviewer"), ("rita", "reader")])
def test_an_unrevealed_reading_shows_on_no_page_and_in_no_answer(
    two: Review, by: str, role: str
) -> None:
    read(asking(two, "ben"), "-77.123")
    told = everything(asking(two, by, role))
    assert [word for word in SECRET if word in told] == []
    assert "two readers differ" not in told


def test_a_reader_of_the_study_sees_what_follows_from_their_own_reading_alone(two: Review) -> None:
    read(asking(two, "ben"), "-77.123")
    cleo = asking(two, "cleo")
    read(cleo, "-3", done=False)
    told = everything(cleo)
    assert [word for word in SECRET[:3] if word in told] == []
    assert "two readers differ" not in told
    (one,) = cleo.get(f"{BASE}/certainty/analyses", params={**PLACE}).json()
    assert "alder-again" in {r["study"] for r in one["results"]}


def test_when_both_are_done_everyone_at_work_sees_both(two: Review) -> None:
    for by, value in (("ben", "-77.123"), ("cleo", "-3")):
        read(asking(two, by), value)
    told = everything(asking(two, "dora"))
    assert "77.1" in told
    assert "two readers differ" in told


def test_who_may_know_the_same_is_answered_from_the_same_evidence(two: Review) -> None:
    read(asking(two, "ben"), "-77.123")
    room = Room("walking", two.path)
    cleo, dora, ben = (room.worked(Person(by, "reviewer")) for by in ("cleo", "dora", "ben"))
    assert cleo.evidence is dora.evidence
    assert ben.evidence is not dora.evidence
    assert (cleo.by, dora.by) == ("cleo", "dora")


def test_one_reviewer_hides_nothing_and_everyone_shares_one_review(extracted: Review) -> None:
    assert revealing.hidden(extracted) == frozenset()
    room = Room("walking", extracted.path)
    first, other = room.worked(Person("ben", "reviewer")), room.worked(Person("rita", "reader"))
    assert first.evidence is other.evidence


def test_what_was_recorded_from_files_alone_stands_in_the_open(two: Review) -> None:
    (one,) = asking(two, "cleo").get(f"{BASE}/certainty/analyses", params=PLACE).json()
    assert "alder-2018" in {r["study"] for r in one["results"]}


def test_publishing_says_whose_work_it_would_make_known(two: Review) -> None:
    read(asking(two, "ben"), "-77.123")
    owner = asking(two, "olga", "owner")
    drafted(owner)
    assert owner.get(f"{BASE}/page").json()["early"] == ["Alder again"]
    assert "Alder again" in owner.get("/r/walking/page").text


def test_a_judgement_of_bias_stays_with_its_writer_until_both_have_judged(two: Review) -> None:
    ben, cleo = asking(two, "ben"), asking(two, "cleo")
    one = next(t for t in ben.get(f"{BASE}/appraisal").json() if t["study"] == "alder-2018")
    tools = ben.get(f"{BASE}/appraisal/instruments").json()
    tool = next(t for t in tools if t["id"] == one["instrument"])
    told = {k: one[k] for k in ("study", "outcome", "timepoint", "population", "instrument")}
    told |= {"domain": tool["domains"][0]["id"], "judgement": tool["judgements"][-1],
             "reason": "secret-remark"}  # fmt: skip
    assert ben.post(f"{BASE}/appraisal/judgements", json=told).status_code == 201
    room = Room("walking", two.path)
    seen = {by: room.worked(Person(by, "reviewer")).evidence.rob for by in ("ben", "cleo")}
    assert len(seen["ben"]) == len(seen["cleo"]) + 1
    assert "secret-remark" not in everything(cleo)
    cleo.post(f"{BASE}/appraisal/judgements", json=told | {"reason": "mine"})
    assert "secret-remark" in cleo.get("/r/walking/appraisal/result", params=told).text


def test_a_readers_overview_names_nobody_and_counts_no_differences(
    review: Review, reports: dict[str, str], tmp_path: Path
) -> None:
    path = review.path / "protocol.toml"
    path.write_text(path.read_text("utf-8").replace("reviewers = 1", "reviewers = 2"), "utf-8")
    review.amend("two people judge")
    for by, verdict in (("berta-b", "include"), ("carl-c", "exclude")):
        why = {"criterion": "people"} if verdict == "exclude" else {}
        Review(review.path, by=by).screen(reports["alder"], verdict, **why)  # type: ignore[arg-type]
    rita = asking(review, "rita", "reader")
    said = rita.get("/r/walking/").text + rita.get(f"{BASE}/status").text
    assert [w for w in ("berta", "carl", "conflict", "waiting", "Events in") if w in said] == []
    assert rita.get(f"{BASE}/status").json()["screening"]["title-abstract"] == {"open": 3}
    told = "\n".join(drafted(rita)).replace("conflicts_of_interest", "")
    assert [w for w in ("berta-b", "carl-c", "conflict") if w in told] == []
