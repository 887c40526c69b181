from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tamis.cli.trials import app

FOLDER = str(Path(__file__).parents[2] / "reviews" / "als-cell-therapy")


def run(*args: str) -> Any:
    result = CliRunner().invoke(app, [*args])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def pls() -> list[dict[str, Any]]:
    answer = run("match", "--condition", "pls", FOLDER, "--json").stdout
    found = json.loads(answer)
    assert isinstance(found, list)
    return found


def test_every_trial_has_a_verdict_a_reason_and_the_day_it_was_seen(
    pls: list[dict[str, Any]],
) -> None:
    assert len(pls) > 30
    assert {m["verdict"] for m in pls} == {"may fit", "excluded by", "not stated"}
    assert all(m["seen"] and m["why"] and m["status"] for m in pls)
    assert all(m["sentence"] for m in pls if m["verdict"] == "excluded by")


def test_nobody_is_called_eligible(pls: list[dict[str, Any]]) -> None:
    said = [m["verdict"] + m["why"] + " ".join(m["open"]) for m in pls]
    assert not [s for s in said if "eligible" in s.lower()]


def test_a_trial_that_lists_pls_and_looks_like_a_clinics_own_carries_its_warning(
    pls: list[dict[str, Any]],
) -> None:
    listing = [m for m in pls if m["lists_condition"]]
    assert listing
    for m in listing:
        if "sponsor" in {w["subject"] for w in m["warnings"]}:
            break
    else:
        pytest.fail("no warning about a sponsor")
    assert all(w["ask"].startswith("Ask ") and w["words"] for w in m["warnings"])


def test_answers_change_what_is_said(pls: list[dict[str, Any]]) -> None:
    told = run(
        "match",
        "--condition",
        "pls",
        "--age",
        "90",
        "--months-since-onset",
        "200",
        FOLDER,
        "--json",
    )
    out = [m for m in json.loads(told.stdout) if m["verdict"] == "excluded by"]
    assert len(out) > sum(m["verdict"] == "excluded by" for m in pls)


def test_the_text_says_that_it_is_no_advice() -> None:
    result = run("match", "--condition", "pls", "--age", "61", FOLDER)
    assert "only the people who run a trial can say that" in result.stderr
    assert "seen on 20" in result.stdout


def test_an_unknown_condition_names_the_known() -> None:
    result = CliRunner().invoke(app, ["match", "--condition", "gout", FOLDER])
    assert result.exit_code != 0


def test_list_show_radar_and_questions_answer_in_json() -> None:
    listed = json.loads(run("list", "--condition", "pls", FOLDER, "--json").stdout)
    number = listed[0]["id"]
    card = json.loads(run("show", number, FOLDER, "--json").stdout)
    assert card["registration"]["id"] == number
    radar = json.loads(run("radar", FOLDER, "--json").stdout)
    assert {"sightings", "known-missing", "perhaps-one-trial"} == set(radar)
    asked = json.loads(run("questions", FOLDER, "--trial", number, "--json").stdout)
    assert asked["trial"] == number
    assert asked["general"]


def test_the_words_for_people_are_as_good_as_the_json() -> None:
    assert "NCT" in run("list", FOLDER).stdout
    assert "[ ]" in run("questions", FOLDER).stdout
    assert "results-overdue" in run("radar", FOLDER).stdout


def test_a_second_condition_is_refused_and_not_dropped() -> None:
    asked = ["match", "--condition", "pls", "--condition", "als", FOLDER]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 2
    assert "one condition at a time" in result.output


def test_a_review_without_a_registry_says_how_to_get_one(tmp_path: Path) -> None:
    for name in ("protocol.toml", "protocol.schema.json"):
        (tmp_path / name).write_bytes((Path(FOLDER) / name).read_bytes())
    for asked in (["match", "--condition", "pls"], ["list"]):
        told = run(*asked, str(tmp_path)).stderr
        assert "no registered trial" in told
        assert "tamis import" in told
