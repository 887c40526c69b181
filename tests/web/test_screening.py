from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tamis.model.events import ScoreSeen
from tamis.review import Review

from .conftest import calling, solo
from .screening_making import STAGE, Team, made, said


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(made(tmp_path / "walks", 9), tmp_path / "server")


@pytest.fixture
def names(team: Team) -> list[str]:
    return sorted(team.review.state.reports.members)


def everything(team: Team, who: str, report: str) -> str:
    """All that a person can read about a review's screening, over every address there is."""
    shown = [
        team.post(who, f"{STAGE}/deal", {"count": 20, "html": True}),
        *(team.get(who, f"{STAGE}/reports/{r}", html=True) for r in [report]),
        *(team.get(who, f"{STAGE}/{p}") for p in ("mine", "conflicts", "agreement", "progress")),
        *(
            team.get(who, f"{STAGE}/pool", show=show)
            for show in (
                "", "open", "yours", "conflict", "included", "maybe", "excluded", "mine",
                "mine-include", "mine-exclude",
            )
        ),
        team.get(who, f"{STAGE}/pool", label="secret-label"),
        *(team.get(who, f"full-text/{p}") for p in ("pool", "progress", "conflicts")),
    ]  # fmt: skip
    pages = [
        team.client.get(f"/r/walks/screening/{STAGE}{p}", headers=team._head(who)).text
        for p in ("", "/pool", "/conflicts", "/progress", f"?report={report}")
    ]
    for path in ("/r/walks/", "/api/v1/r/walks/status"):
        pages.append(team.client.get(path, headers=team._head(who)).text)
    return json.dumps(shown) + "".join(pages)


def without_ids(text: str) -> str:
    """Without the ids that pages make for their forms."""
    return re.sub(r"[0-9A-HJKMNP-TV-Z]{26}", "", text)


@pytest.mark.parametrize("verdict", ["maybe", "exclude"])
def test_another_vote_shows_nowhere_until_both_have_decided(tmp_path: Path, verdict: str) -> None:
    """What ben can read is the same, byte for byte, whichever way anna voted."""
    seen = []
    for given in ("include", verdict):
        team = Team(made(tmp_path / given / "walks", 9), tmp_path / given / "server")
        report = min(team.review.state.reports.members)
        team.act("anna", report, given, note="secret-note", labels=["secret-label"])
        team.client.app.state.rooms["walks"].screening.dealer.renew(STAGE)  # type: ignore[attr-defined]
        text = without_ids(everything(team, "ben", report))
        assert "secret" not in text.replace('label="secret-label"', "")
        seen.append(text.replace("secret-label", ""))
    assert seen[0] == seen[1]


def test_both_votes_show_once_both_have_decided(team: Team, names: list[str]) -> None:
    team.act("anna", names[0], "include", note="looks right")
    team.act("ben", names[0], "exclude")
    card: Any = team.get("ben", f"{STAGE}/reports/{names[0]}")
    assert {(v["by"], v["verdict"]) for v in card["votes"]} == {
        ("anna", "include"), ("ben", "exclude"),
    }  # fmt: skip
    assert card["seen"] == "conflict"


def test_a_vote_taken_back_hides_the_other_again(team: Team, names: list[str]) -> None:
    team.act("anna", names[0], "include")
    done = team.act("ben", names[0], "exclude")
    team.post("ben", "acts", {"acts": [
        {"kind": "undo", "request": "take-it-back", "of": done["request"]},
    ]})  # fmt: skip
    card: Any = team.get("ben", f"{STAGE}/reports/{names[0]}")
    assert (card["votes"], card["seen"], card["mine"]) == ([], "open", None)


def test_a_reader_sees_nothing_of_the_screening(team: Team, names: list[str]) -> None:
    for path in (f"{STAGE}/reports/{names[0]}", f"{STAGE}/progress", f"{STAGE}/pool", "words"):
        answer = team.client.get(f"{team.base}/{path}", headers=team._head("rita"))
        assert answer.status_code == 403


def test_a_reviewer_sees_only_conflicts_they_voted_in_and_settles_none(
    team: Team, names: list[str]
) -> None:
    team.act("anna", names[0], "include")
    team.act("carol", names[0], "exclude")
    assert team.get("anna", f"{STAGE}/conflicts") == [names[0]]
    assert team.get("ben", f"{STAGE}/conflicts") == []
    refused = team.act("anna", names[0], "include", kind="settle")
    assert (refused["saved"], refused["status"]) == (False, 403)
    assert team.act("carol", names[0], "include", kind="settle")["saved"]
    assert team.get("carol", f"{STAGE}/conflicts") == []


def test_a_score_is_shown_only_on_asking_and_asking_is_logged(team: Team, names: list[str]) -> None:
    room = team.client.app.state.rooms["walks"].screening  # type: ignore[attr-defined]
    room.dealer.renew(STAGE)
    dealt = json.dumps(team.post("ben", f"{STAGE}/deal", {"count": 5, "html": True}))
    team.act("ben", names[0], "include")
    assert "score" not in dealt + json.dumps(team.get("ben", f"{STAGE}/mine"))
    asked: Any = team.post("ben", f"{STAGE}/score", {"report": names[1], "request": "may-i-see-it"})
    (seen,) = (e for e in Review(team.review.path).events if isinstance(e, ScoreSeen))
    assert (seen.by, seen.report, seen.score) == ("ben", names[1], asked["score"])


def test_a_decision_keeps_the_score_it_was_dealt_with(team: Team, names: list[str]) -> None:
    room = team.client.app.state.rooms["walks"].screening  # type: ignore[attr-defined]
    room.dealer.renew(STAGE)
    dealt: Any = team.post("ben", f"{STAGE}/deal", {"count": 1})
    team.act("ben", dealt["cards"][0]["report"], "include")
    (event,) = (e for e in Review(team.review.path).state.decisions if e.by == "ben")
    assert event.score is not None
    assert event.model_run


def test_the_same_request_is_written_once_by_whichever_server(team: Team, names: list[str]) -> None:
    act = {"kind": "decide", "request": "once-only", "report": names[0], "verdict": "include"}
    team.post("anna", "acts", {"acts": [act, act]})
    again = calling(solo(team.review.path, by="anna"))
    answer = again.post(f"{team.base}/acts", json={"acts": [act]})
    assert answer.json()["results"][0]["saved"]
    assert said(team.review.path) == [("anna", names[0], "include", None)]


def test_no_card_is_dealt_to_more_people_than_are_needed(team: Team) -> None:
    dealt = {
        who: {c["report"] for c in team.post(who, f"{STAGE}/deal", {"count": 5})["cards"]}  # type: ignore[index]
        for who in ("anna", "ben", "carol")
    }
    assert dealt["anna"] & dealt["ben"] & dealt["carol"] == set()
    assert len(dealt["carol"]) == 4


def test_someone_elses_half_done_reports_are_taken_up_when_they_leave(
    team: Team, names: list[str]
) -> None:
    room = team.client.app.state.rooms["walks"].screening  # type: ignore[attr-defined]
    for name in names:
        team.act("anna", name, "include")
    room.dealer.deal("ben", STAGE, 9)
    assert room.dealer.deal("carol", STAGE, 9) == ()
    later = room.dealer._clock() + 10_000
    room.dealer._clock = lambda: later
    assert len(room.dealer.deal("carol", STAGE, 9)) == 9


def test_an_exclusion_needs_a_reason_of_the_protocol(team: Team, names: list[str]) -> None:
    refused = team.act("anna", names[0], "exclude", criterion="weather")
    assert not refused["saved"]
    assert "weather" in str(refused["refused"])
    assert said(team.review.path) == []


def test_the_card_holds_what_a_reviewer_needs(team: Team, names: list[str]) -> None:
    card: Any = team.get("anna", f"{STAGE}/reports/{names[0]}", html=True)
    assert [s["label"] for s in card["sections"]] == [
        "Background", "Methods", "Results", "Conclusions",
    ]  # fmt: skip
    assert card["registrations"][0]["register"] == "ClinicalTrials.gov"
    assert card["keywords"] == ["walking", "back pain"]
    assert card["sources"] == ["PubMed"]
    assert 'class="label">Methods' in card["html"]


def test_words_come_from_the_protocol_and_the_search(team: Team) -> None:
    sets: Any = {s["kind"]: s["words"] for s in team.get("anna", "words")}  # type: ignore[attr-defined]
    assert "adults" in sets["population"]
    assert "walk*" in sets["search"]
    assert "animals" in sets["exclude"]
    assert "humans" not in sets["exclude"]


def test_the_pool_finds_words_years_and_labels(team: Team, names: list[str]) -> None:
    team.act("anna", names[0], "include", labels=["to discuss"])
    found: Any = team.get("anna", f"{STAGE}/pool", text='"children who" -dogs')
    assert found["total"] == 3
    assert team.get("anna", f"{STAGE}/pool", first=2003, last=2004)["total"] == 2  # type: ignore[index]
    assert team.get("anna", f"{STAGE}/pool", label="to discuss")["total"] == 1  # type: ignore[index]
    assert team.get("ben", f"{STAGE}/pool", label="to discuss")["total"] == 0  # type: ignore[index]


def test_a_record_without_a_title_can_still_be_opened_from_the_pool(tmp_path: Path) -> None:
    review = made(tmp_path / "walks", 1)
    bare = tmp_path / "bare.ris"
    bare.write_text("TY  - JOUR\nDO  - 10.1000/bare\nER  - \n", encoding="utf-8")
    review.import_files([bare], source="elsewhere")
    rows = calling(solo(review.path)).get(f"/api/v1/r/walks/screening/{STAGE}/pool").json()["rows"]
    assert all(row["title"] for row in rows)
    assert len(rows) == 2


def test_agreement_is_of_reports_both_have_judged(team: Team, names: list[str]) -> None:
    for name, (one, other) in zip(
        names, [("include", "include"), ("include", "exclude"), ("exclude", "exclude")],
        strict=False,
    ):  # fmt: skip
        team.act("anna", name, one)
        team.act("ben", name, other)
    team.act("anna", names[5], "include")
    (pair,) = team.get("anna", f"{STAGE}/agreement")  # type: ignore[misc]
    counts = ("both_include", "first_alone", "second_alone", "both_exclude")
    assert [pair[name] for name in counts] == [1, 1, 0, 1]
    assert pair["kappa"]["value"] == pytest.approx(0.4)


def test_a_page_without_a_script_decides_and_takes_back(tmp_path: Path) -> None:
    review = made(tmp_path / "walks", 4, reviewers=1)
    client = calling(solo(review.path))
    at = f"/r/walks/screening/{STAGE}"
    page = client.get(at).text
    report = page.split('name="report" value="')[1].split('"')[0]
    fresh = page.split('name="request" value="')[1].split('"')[0]
    after = client.post(at, data={"request": fresh, "report": report, "reason": "people"})
    assert "Saved: Exclude." in after.text
    client.post(at, data={"request": fresh, "report": report, "reason": "people"})
    assert said(review.path) == [("anna", report, "exclude", "people")]
    client.post(at, data={"request": "undo-" + fresh, "report": report, "verdict": "undo"})
    assert Review(review.path).state.decisions == ()


def test_a_form_that_names_no_decision_is_refused_in_words(tmp_path: Path) -> None:
    review = made(tmp_path / "walks", 2, reviewers=1)
    client = calling(solo(review.path))
    answer = client.post(
        f"/r/walks/screening/{STAGE}", data={"request": "a-request", "verdict": "include"}
    )
    assert answer.status_code == 422
    assert "needs a report" in answer.text


def test_a_certificate_is_asked_for_over_the_api_by_those_who_settle(
    team: Team, names: list[str]
) -> None:
    for who in ("anna", "ben"):
        for report in names:
            team.act(who, report, "include" if report == names[0] else "exclude")
    first = team.post("carol", f"{STAGE}/certificate", {"target": 0.9}, status=201)
    again = team.post("carol", f"{STAGE}/certificate", {"target": 0.9}, status=201)
    assert (first["new"], again) == (True, {"event": first["event"], "new": False})  # type: ignore[index]
    refused = team.client.post(
        f"{team.base}/{STAGE}/certificate", json={}, headers=team._head("anna")
    )
    assert refused.status_code == 403
