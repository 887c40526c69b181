from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from tamis.review import Review
from tamis.review.appraising import targets
from tamis.web.guarding import FIELD, form_token

from .conftest import Serve, calling, opened, solo, violations

API = "/api/v1/r/walking/appraisal"
PLACE = {"study": "alder-2018", "outcome": "pain", "timepoint": "6 months"}
QUOTED = {"quote": "randomised", "document": "alder"}


@pytest.fixture
def client(extracted: Review) -> TestClient:
    return calling(solo(extracted.path))


def answers(**given: str) -> list[dict[str, str]]:
    return [
        {"question": f"1.{q[1]}", "answer": a, **(QUOTED if a not in ("NI", "NA") else {})}
        for q, a in given.items()
    ]


def judged(client: TestClient, **told: Any) -> Any:
    body = {**PLACE, "domain": "randomisation", **told}
    return client.post(f"{API}/judgements", json=body)


def test_results_with_an_effect_wait_to_be_judged(client: TestClient) -> None:
    found = client.get(API).json()
    assert [(t["study"], t["outcome"], t["instrument"]) for t in found] == [
        ("alder-2018", "pain", "rob-2")
    ]


def test_a_judgement_is_kept_with_its_answers_and_their_words(
    client: TestClient, extracted: Review
) -> None:
    answer = judged(client, answers=answers(q1="Y", q2="Y", q3="N"))
    assert answer.status_code == 201
    extracted.forget()
    (event,) = extracted.state.judgements
    assert (event.judgement, event.proposed, event.by) == ("low", "low", "anna")
    assert {s.quote for a in event.answers for s in a.spans} == {"randomised"}


def test_the_same_words_again_add_nothing(client: TestClient) -> None:
    first = judged(client, answers=answers(q1="Y", q2="Y", q3="N"))
    again = judged(client, answers=answers(q1="Y", q2="Y", q3="N"))
    assert (len(first.json()["events"]), again.json()["events"]) == (1, [])


def test_an_answer_without_words_is_refused_and_nothing_kept(
    client: TestClient, extracted: Review
) -> None:
    answer = judged(client, answers=[{"question": "1.1", "answer": "Y"}])
    assert answer.status_code == 422
    assert "1.1" in answer.json()["detail"]
    extracted.forget()
    assert extracted.state.judgements == ()


def test_another_judgement_than_the_answers_come_to_needs_a_reason(client: TestClient) -> None:
    told = {"answers": answers(q1="Y", q2="Y", q3="N"), "judgement": "high"}
    assert judged(client, **told).status_code == 422
    assert judged(client, **told, reason="the envelopes were not sealed").status_code == 201


def test_the_path_names_the_rule_that_decided(client: TestClient) -> None:
    asked = {"instrument": "rob-2", "domain": "randomisation", "answers": {"1.2": "N"}}
    found = client.post(f"{API}/proposal", json=asked).json()
    assert found["judgement"] == "high"
    assert found["path"][0] == {
        "part": 1, "when": "1.2 is N or PN", "then": "high", "holds": True, "reached": True,
    }  # fmt: skip
    assert not any(rule["reached"] for rule in found["path"][1:])


@pytest.mark.parametrize(
    "wrong", [{"domain": "luck"}, {"study": "nobody"}, {"judgement": "superb", "reason": "x"}]
)
def test_unknown_names_are_refused_with_those_that_are_known(
    client: TestClient, wrong: dict[str, str]
) -> None:
    answer = judged(client, answers=answers(q1="Y", q2="Y", q3="N"), **wrong)
    assert answer.status_code in (400, 404, 422)
    assert next(iter(wrong.values())) in answer.json()["detail"]


def test_a_form_without_scripts_judges_too(client: TestClient, extracted: Review) -> None:
    form = {
        FIELD: form_token(solo(extracted.path), "solo"), "domain": "randomisation",
        "answer-1.1": "NI", "answer-1.2": "NI", "answer-1.3": "NI",
    }  # fmt: skip
    answer = client.post("/r/walking/appraisal/result", params=PLACE,
                         data={k: v for k, v in form.items() if k != FIELD})  # fmt: skip
    assert answer.status_code == 200
    extracted.forget()
    assert extracted.state.judgements[0].judgement == "some-concerns"


def test_two_reviewers_judge_without_seeing_each_other(extracted: Review) -> None:
    path = extracted.path / "protocol.toml"
    path.write_text(path.read_text("utf-8").replace("reviewers = 1", "reviewers = 2"), "utf-8")
    extracted.amend("two reviewers")
    second = Review(extracted.path, by="ben")
    for vote in extracted.state.decisions:
        second.screen(vote.report, vote.verdict, stage=vote.stage, criterion=vote.criterion)
    calling(solo(extracted.path, "anna")).post(
        f"{API}/judgements",
        json={**PLACE, "domain": "randomisation", "answers": answers(q1="Y", q2="Y", q3="N")},
    )
    ben = Review(extracted.path, by="ben")
    assert targets(ben)[0].judged == {}
    page = (
        calling(solo(extracted.path, "ben")).get("/r/walking/appraisal/result", params=PLACE).text
    )
    assert "anna" not in page
    judged(calling(solo(extracted.path, "ben")), answers=answers(q1="Y", q2="N", q3="N"))
    page = (
        calling(solo(extracted.path, "ben")).get("/r/walking/appraisal/result", params=PLACE).text
    )
    assert "You differ" in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_the_path_follows_the_answers(
    extracted: Review, serve: Serve, browser: Browser, scheme: str
) -> None:
    base = serve(solo(extracted.path))
    with opened(browser, 390, scheme) as context:
        page = context.new_page()
        page.goto(f"{base}/r/walking/appraisal")
        assert violations(page) == []
        page.get_by_role("link", name="Alder 2018").click()
        part = page.locator("#randomisation")
        part.locator("input[name='answer-1.2'][value='N']").check()
        part.locator("[data-proposed] .judged.high").wait_for()
        assert violations(page) == []


def test_trust_in_a_trial_is_judged_before_its_results(extracted: Review) -> None:
    path = extracted.path / "protocol.toml"
    text = path.read_text("utf-8").replace(
        'id = "walking"\n', 'id = "walking"\ninstruments = ["inspect-sr", "rob-2"]\n', 1
    )
    path.write_text(text, "utf-8")
    extracted.amend("trust is judged")
    client = calling(solo(extracted.path))
    found = client.get(API).json()
    assert [(t["study"], t["instrument"]) for t in found] == [
        ("alder-2018", "inspect-sr"), ("birch-2019", "inspect-sr"), ("alder-2018", "rob-2"),
    ]  # fmt: skip
    whole = {"study": "alder-2018", "outcome": "", "timepoint": "", "instrument": "inspect-sr"}
    for domain in ("notices", "conduct", "text", "results"):
        worst = "serious-concerns" if domain == "notices" else "no-concerns"
        answer = judged(client, **whole, domain=domain, judgement=worst, reason="as read")
        assert answer.status_code == 201, answer.text
    extracted.forget()
    assert extracted.evidence.trust[0].overall == "serious-concerns"
    assert extracted.evidence.rob == ()
    assert any("trusted" in p.what for p in extracted.evidence.problems)
