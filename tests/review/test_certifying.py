from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tamis.learn.errors import LearnError
from tamis.model.errors import UnknownName
from tamis.model.events import ScoreSeen
from tamis.review import Review
from tamis.review.certifying import as_certificate, costs, recomputed
from tamis.review.progress import screening


@pytest.fixture
def pool(tmp_path: Path, review: Review) -> Review:
    """Sixty-three reports and one reviewer."""
    source = tmp_path / "pool.ris"
    source.write_text(
        "".join(
            f"TY  - JOUR\nTI  - Walking and backs, part {n}\nDO  - 10.1000/{n}\nER  -\n\n"
            for n in range(60)
        ),
        encoding="utf-8",
    )
    review.import_files([source], source="embase")
    return review


def judge(review: Review, verdicts: Sequence[int], drawn_after: int = 10**6) -> list[str]:
    """Judge reports in order: 1 includes, 0 excludes; those after a number as drawn at random."""
    from tamis.learn.queue import Shown

    reports = [w.report for w in review.waiting()][: len(verdicts)]
    for number, (report, include) in enumerate(zip(reports, verdicts, strict=True)):
        card = Shown(record=report, score=1.0, drawn=number >= drawn_after, ranking="x:1")
        said = ("include", None) if include else ("exclude", "design")
        review.screen(report, said[0], criterion=said[1], shown=card)  # type: ignore[arg-type]
    return reports


def test_progress_counts_what_the_log_says(pool: Review) -> None:
    judge(pool, [1, 1, 0, 1, 0, 0, 0, 0], drawn_after=6)
    now = pool.progress()
    assert (now.reports, now.screened, now.found, now.drawn, now.hits) == (63, 8, 3, 2, 0)
    assert now.curve[:5] == ((0, 0), (1, 1), (2, 2), (3, 2), (4, 3))
    assert now.recall is not None
    assert now.recall.low <= now.recall.value <= now.recall.high
    assert now.remaining is not None
    assert now.remaining.low <= now.remaining.middle <= now.remaining.high


def test_the_excludes_still_needed_are_enough_and_one_less_is_not(pool: Review) -> None:
    judge(pool, [1] * 20 + [0])
    more = pool.progress().more_clean
    assert more
    judge(pool, [0] * (more - 1))
    assert not pool.progress().advice.stop
    judge(pool, [0])
    now = pool.progress()
    assert (now.advice.stop, now.more_clean) == (True, None)


def test_a_changed_verdict_keeps_its_place_in_the_order(pool: Review) -> None:
    reports = judge(pool, [1, 0, 1])
    pool.screen(reports[0], "exclude", criterion="people")
    assert pool.progress().curve == ((0, 0), (1, 0), (2, 0), (3, 1))


def test_the_same_log_gives_the_same_certificate_and_keeps_it_once(pool: Review) -> None:
    judge(pool, [1, 1, 1, 0, 0])
    first, new = pool.certify()
    again, new_again = pool.certify()
    assert (first, new, new_again) == (again, True, False)
    assert recomputed(pool, first)


def test_a_certificate_recomputes_from_the_lines_it_names_whatever_came_after(
    pool: Review,
) -> None:
    judge(pool, [1, 1, 1, 0, 0])
    event, _ = pool.certify(rule="audit")
    judge(pool, [1, 0])
    assert recomputed(pool, event)
    assert not recomputed(pool, replace(event, includes=event.includes + 1))


def test_changing_one_decision_changes_the_certificate(pool: Review) -> None:
    reports = judge(pool, [1, 1, 1, 0, 0])
    first, _ = pool.certify()
    pool.screen(reports[4], "exclude", criterion="people")
    (kept,) = pool.certificates()
    assert kept.now.state == "outdated"
    second, new = pool.certify()
    assert new
    assert as_certificate(second).log_head != as_certificate(first).log_head


def test_new_records_reopen_a_certificate_and_it_says_so(pool: Review, tmp_path: Path) -> None:
    judge(pool, [1, 1, 1, 0, 0])
    pool.certify()
    assert pool.certificates()[0].now.state == "stands"
    more = tmp_path / "more.ris"
    more.write_text("TY  - JOUR\nTI  - One more\nDO  - 10.1000/more\nER  -\n", encoding="utf-8")
    pool.import_files([more], source="scopus")
    (kept,) = pool.certificates()
    assert kept.now.state == "reopened"
    assert "63 records and now holds 64" in kept.now.reason
    now = pool.progress()
    assert now.certificate == kept


def test_a_score_that_was_seen_or_a_reading_leaves_it_standing(pool: Review) -> None:
    judge(pool, [1, 1, 1])
    pool.certify()
    (card,) = pool.desk().next("anna")
    pool.see_score(card.record, card)
    assert pool.certificates()[0].now.state == "stands"


def test_a_clean_audit_of_everything_is_granted_as_guaranteed(pool: Review) -> None:
    judge(pool, [1] * 10 + [0] * 53, drawn_after=10)
    event, _ = pool.certify(rule="audit", target=0.8)
    assert (event.granted, event.standing, event.drawn, event.hits) == (True, "guaranteed", 53, 0)


def test_what_waits_for_a_second_vote_is_named_as_an_assumption(pool: Review) -> None:
    protocol = pool.path / "protocol.toml"
    text = protocol.read_text("utf-8").replace("reviewers = 1", "reviewers = 2")
    protocol.write_text(text, encoding="utf-8")
    pool.amend("two reviewers")
    judge(pool, [1, 1, 1, 0])
    event, _ = pool.certify()
    assert any("4 judged reports that wait" in a for a in event.assumptions)


def test_small_reviews_are_told_what_a_certificate_costs(pool: Review) -> None:
    judge(pool, [1] * 5 + [0] * 10)
    now = screening(pool.events, pool.state, pool.protocol, "title-abstract").progress
    high, lower = costs(now, 0.95, (0.95, 0.5))
    assert high.share > 0.9
    assert lower.sample < high.sample


@pytest.mark.parametrize("rule", ["thining", "urn:x"])
def test_an_unknown_rule_is_named(pool: Review, rule: str) -> None:
    with pytest.raises(UnknownName, match=rule.split(":")[-1]):
        pool.certify(rule=rule)


def test_an_impossible_target_is_refused(pool: Review) -> None:
    with pytest.raises(LearnError, match="target must be"):
        pool.certify(rule="audit", target=1.5)


def test_verify_proves_every_certificate(pool: Review) -> None:
    judge(pool, [1, 1, 1, 0, 0])
    event, _ = pool.certify(rule="audit")
    assert not any("certificate" in p.what for p in pool.verify())
    later = pool.event(ScoreSeen, report="r", stage="title-abstract", score=0.0).id
    pool.append(replace(event, id=later, includes=event.includes + 1))
    assert sum("certificate" in p.what for p in pool.verify()) == 1
