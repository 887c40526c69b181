from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tamis.cli import app
from tamis.review import Review


def tamis(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


def told(*words: object) -> object:
    done = tamis(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def half(tmp_path: Path, review: Review) -> Review:
    """A review of 123 reports of which 63 were judged, 13 of them included."""
    source = tmp_path / "pool.ris"
    source.write_text(
        "".join(
            f"TY  - JOUR\nTI  - Paper {n} on walking\nDO  - 10.1000/{n}\nER  -\n\n"
            for n in range(120)
        ),
        encoding="utf-8",
    )
    review.import_files([source], source="embase")
    for number, waiting in enumerate(review.waiting()[:63]):
        said = ("include", None) if number < 13 else ("exclude", "design")
        review.screen(waiting.report, said[0], criterion=said[1])  # type: ignore[arg-type]
    return review


def test_the_first_verb_may_be_left_out(half: Review) -> None:
    assert tamis("screen", half.path).stdout == tamis("screen", "judge", half.path).stdout


def test_a_ranked_list_holds_the_same_reports_in_another_order(half: Review) -> None:
    plain = told("screen", half.path, "--limit", 100, "--by", "anna")
    ranked = told("screen", half.path, "--ranked", "--limit", 100, "--by", "anna")
    ids = [[w["report"] for w in found] for found in (plain, ranked)]  # type: ignore[attr-defined]
    assert ids[0] != ids[1]
    assert sorted(ids[0]) == sorted(ids[1])


def test_scores_are_shown_only_when_asked_for_and_the_log_says_so(half: Review) -> None:
    (plain,) = told("screen", half.path, "--ranked", "--limit", 1, "--by", "anna")  # type: ignore[misc]
    assert "score" not in plain
    (seen,) = told("screen", half.path, "--scores", "--limit", 1, "--by", "anna")  # type: ignore[misc]
    words = tamis("screen", half.path, "--scores", "--limit", 1, "--by", "anna").stdout
    score, *parts = map(float, re.findall(r"(?<= )[+-]?\d+\.\d\d\b", words))
    assert score == pytest.approx(sum(parts), abs=0.005 * (len(parts) + 1))
    event = Review(half.path).state.scores_seen[0]
    assert (event.report, event.score) == (seen["report"], seen["score"])


def test_a_decision_from_the_ranked_list_keeps_its_card(half: Review) -> None:
    (card,) = told("screen", half.path, "--ranked", "--limit", 1, "--by", "anna")  # type: ignore[misc]
    words = ("--verdict", "include", "--ranked", "--by", "anna", "--request", "act-1")
    for _ in range(2):
        (event,) = told("screen", half.path, card["report"], *words)  # type: ignore[misc]
        assert event["model_run"].startswith("lexical/3:")
    assert len(Review(half.path).state.decisions) == 64


def test_an_undone_decision_waits_again(half: Review) -> None:
    last = half.state.decisions[-1]
    assert tamis("screen", "undo", half.path, last.id, "--by", "anna").exit_code == 0
    assert told("screen", "progress", half.path)["screened"] == 62  # type: ignore[index, call-overload]


def test_a_certificate_is_printed_and_prints_the_same_again(half: Review) -> None:
    first = tamis("screen", "certify", half.path, "--by", "anna")
    assert first.exit_code == 0, first.output
    for words in ("NOT GRANTED", "recall of at least 95%", "63 of 123", "Log head", "Assumes"):
        assert words in first.stdout
    assert tamis("screen", "certify", half.path, "--by", "anna").stdout == first.stdout


def test_a_small_review_is_told_the_price_and_offered_ninety(half: Review) -> None:
    done = tamis("screen", "certify", half.path, "--rule", "audit", "--by", "anna")
    assert "That is most of what is left" in done.stdout
    assert "--target .9" in done.stdout


def test_a_changed_decision_and_new_records_are_said_of_the_old_certificate(
    half: Review, tmp_path: Path
) -> None:
    first = told("screen", "certify", half.path, "--by", "anna")
    half.screen(half.state.decisions[-1].report, "include")
    second = told("screen", "certify", half.path, "--by", "anna")
    assert first["certificate"] != second["certificate"]  # type: ignore[index, call-overload]
    more = tmp_path / "more.ris"
    more.write_text("TY  - JOUR\nTI  - New\nDO  - 10.1000/new\nER  -\n", encoding="utf-8")
    half.import_files([more], source="scopus")
    third = tamis("screen", "certify", half.path, "--by", "anna")
    assert third.output.count("reopened: the review held 123 records and now holds 124") == 2


def test_a_sample_is_drawn_judged_first_and_certifies(half: Review) -> None:
    found = told("screen", "audit", half.path, "--target", 0.6, "--draw", "--by", "anna")
    sample = found["sample"]["reports"]  # type: ignore[index, call-overload]
    dealt = told("screen", half.path, "--ranked", "--limit", len(sample), "--by", "anna")
    assert [w["report"] for w in dealt] == sample  # type: ignore[attr-defined]
    words = ("--verdict", "exclude", "--criterion", "design", "--by", "anna")
    assert tamis("screen", half.path, *sample, *words).exit_code == 0
    certified = told(
        "screen", "certify", half.path, "--rule", "sample", "--target", 0.6, "--by", "anna"
    )["certificate"]  # type: ignore[index, call-overload]
    assert (certified["granted"], certified["standing"]) == (True, "guaranteed")
    assert (certified["drawn"], certified["hits"]) == (len(sample), 0)


def test_another_sample_waits_until_the_first_is_judged(half: Review) -> None:
    assert tamis("screen", "audit", half.path, "--draw", "--size", 5).exit_code == 0
    done = tamis("screen", "audit", half.path, "--draw", "--size", 5)
    assert done.exit_code != 0


def test_agreement_is_shown_for_each_pair(half: Review) -> None:
    ben = Review(half.path, by="ben")
    for number, decision in enumerate(half.state.decisions[:20]):
        said = ("include", None) if number < 10 else ("exclude", "people")
        ben.screen(decision.report, said[0], criterion=said[1])  # type: ignore[arg-type]
    (pair,) = told("screen", "agreement", half.path, "--rounds", 10)  # type: ignore[misc]
    assert pair["overall"]["crossing"] == {"both": 10, "first": 3, "second": 0, "neither": 7}
    assert pair["by_criterion"] == {"people": 3}
    assert len(pair["rounds"]) == 2
    assert "Cohen's kappa" in tamis("screen", "agreement", half.path).stdout


def test_what_missing_studies_could_do_is_said_with_its_assumptions(extracted: Review) -> None:
    done = tamis("screen", "certify", extracted.path, "--sufficient", "--by", "anna")
    assert "nothing can be said: fewer than three reports were found" in done.stdout


def test_an_impossible_number_is_a_sentence(half: Review) -> None:
    done = tamis("screen", "certify", half.path, "--target", 2, "--rule", "audit")
    assert (done.exit_code, "target must be" in done.output) == (2, True)


def test_decisions_from_elsewhere_are_shown_before_they_are_adopted(
    review: Review, tmp_path: Path
) -> None:
    source = tmp_path / "decided.csv"
    source.write_text("title,abstract,asreview_label\nA walk,x,1\nA talk,y,0\n", encoding="utf-8")
    (done,) = review.import_files([source], source="asreview")
    words = ("screen", "adopt", review.path, done.search, "--by", "anna", "--otherwise", "design")
    shown = tamis(*words)
    assert "anna: 1 exclude" in shown.stdout
    assert "add `--yes`" in shown.stdout
    assert Review(review.path).state.decisions == ()
    assert "2 decisions adopted" in tamis(*words, "--yes").stdout
    assert len(Review(review.path).state.decisions) == 2


def test_kept_certificates_are_worked_out_again_from_their_lines(half: Review) -> None:
    for rule in ("thinning", "audit"):
        assert tamis("screen", "certify", half.path, "--rule", rule, "--by", "anna").exit_code == 0
    half.screen(half.waiting()[0].report, "include")
    done = tamis("screen", "certify", half.path, "--recompute")
    assert (done.exit_code, done.stdout.count(": recomputes; outdated")) == (0, 2)


def test_reports_judged_off_a_plain_list_are_counted_beside_a_rule_for_ranked_orders(
    half: Review,
) -> None:
    warned = "63 of 63 reports judged did not come from a ranking's card"
    assert warned in tamis("screen", "certify", half.path, "--by", "anna").output
    audit = tamis("screen", "certify", half.path, "--rule", "audit", "--by", "anna")
    assert "did not come" not in audit.output
    (card,) = told("screen", half.path, "--ranked", "--limit", 1, "--by", "anna")  # type: ignore[misc]
    words = ("--verdict", "include", "--ranked", "--by", "anna")
    told("screen", half.path, card["report"], *words)
    assert "63 of 64" in tamis("screen", "certify", half.path, "--by", "anna").output
