from __future__ import annotations

from pathlib import Path

import pytest

from tamis.model.errors import InvalidFile, NotAReview, UnknownName
from tamis.review import Review
from tamis.review.opened import ProtocolChanged, ReadOnly


def test_importing_the_same_file_again_changes_nothing(review: Review, ris: Path) -> None:
    before = review.folder.heads()
    (again,) = review.import_files([ris], source="pubmed")
    assert again.again
    assert review.folder.heads() == before


def test_a_broken_file_is_named_and_the_others_are_imported(review: Review, tmp_path: Path) -> None:
    bad, good = tmp_path / "broken.bin", tmp_path / "more.ris"
    bad.write_bytes(b"\x00\x01\x02 nothing here")
    good.write_text("TY  - JOUR\nTI  - Another walk\nPY  - 2001\nER  - \n", encoding="utf-8")
    first, second = review.import_files([bad, good])
    assert "broken.bin" in first.error
    assert second.records == 1
    assert len(review.record_ids) == 2


def test_citations_that_repeat_in_a_file_are_counted_aloud(review: Review, tmp_path: Path) -> None:
    twice = tmp_path / "twice.ris"
    entry = "TY  - JOUR\nTI  - Walks\nDO  - 10.5555/walks\nER  - \n"
    twice.write_text(entry * 3, encoding="utf-8")
    (done,) = review.import_files([twice])
    assert done.records == 1
    assert "2 of 3 citations repeat" in done.problems[0].what


def test_a_missing_file_is_reported_not_raised(review: Review, tmp_path: Path) -> None:
    (one,) = review.import_files([tmp_path / "nowhere.ris"])
    assert "nowhere.ris" in one.error


def test_the_same_decision_again_appends_nothing(review: Review, reports: dict[str, str]) -> None:
    assert review.screen(reports["alder"], "include")
    assert review.screen(reports["alder"], "include") == ()


def test_a_changed_mind_supersedes(review: Review, reports: dict[str, str]) -> None:
    (first,) = review.screen(reports["alder"], "include")
    (second,) = review.screen(reports["alder"], "exclude", criterion="design")
    assert second.supersedes == first.id
    assert [d.verdict for d in review.state.decisions] == ["exclude"]


def test_an_exclusion_needs_a_criterion_of_the_protocol(
    review: Review, reports: dict[str, str]
) -> None:
    with pytest.raises(UnknownName, match="people"):
        review.screen(reports["alder"], "exclude", criterion="poeple")
    with pytest.raises(UnknownName, match="none given"):
        review.screen(reports["alder"], "exclude")


def test_judging_full_text_notes_the_retrieval(review: Review, reports: dict[str, str]) -> None:
    review.screen(reports["alder"], "include")
    kinds = [
        type(e).__name__ for e in review.screen(reports["alder"], "include", stage="full-text")
    ]
    assert kinds == ["Retrieved", "Screened"]


def test_a_trial_alone_is_shown_and_not_pooled(extracted: Review) -> None:
    (analysis,) = extracted.analyse("pain", "walking")
    (result,) = [r for r in analysis.results if r.effect]
    assert extracted.shown(result.effect.numbers) == {
        "estimate": "3.38", "se": "1.104", "low": "1.22", "high": "5.54"
    }  # fmt: skip
    assert analysis.pool is None
    assert "Only Alder 2018" in extracted.plain(analysis.why_not_pooled)


def test_nobody_studied_is_not_no_effect(extracted: Review) -> None:
    elders = next(c for c in extracted.evidence.certainties if c.comparison == "walking-elders")
    assert elders.state == "not-studied"
    assert "not the same as no effect" in elders.sentence


def test_no_fall_among_31_leaves_an_upper_limit(extracted: Review) -> None:
    count = next(h for h in extracted.evidence.harms if h.comparison == "")
    assert (count.events, count.total) == (0, 31)
    assert count.high == pytest.approx(1 - 0.025 ** (1 / 31))


def test_recording_the_same_entries_again_appends_nothing(
    extracted: Review, tmp_path: Path
) -> None:
    assert extracted.record_entries(tmp_path / "entries.toml") == ()


def test_a_wrong_entry_is_named_and_nothing_is_written(extracted: Review, tmp_path: Path) -> None:
    source = tmp_path / "bad.toml"
    source.write_text('[[readings]]\nstudy = "alder-2018"\noutcome = "pian"\n', encoding="utf-8")
    before = extracted.folder.heads()
    with pytest.raises(InvalidFile, match=r"readings 1.*pain"):
        extracted.record_entries(source)
    assert extracted.folder.heads() == before


def test_the_flow_balances_at_every_step(extracted: Review) -> None:
    assert extracted.evidence.flow.unbalanced == ()
    boxes = {b.id: b.count for b in extracted.evidence.flow.boxes}
    assert (boxes["identified"], boxes["excluded"], boxes["assessed"]) == (3, 1, 2)
    assert boxes["studies"] == 2


def test_a_past_day_shows_the_past_and_can_not_be_changed(extracted: Review) -> None:
    past = extracted.at("2026-02-28")
    assert past.status().records == 0
    with pytest.raises(ReadOnly, match="2026-02-28"):
        past.screen("r1", "include")


def test_a_changed_protocol_asks_for_a_reason(review: Review, reports: dict[str, str]) -> None:
    path = review.path / "protocol.toml"
    path.write_text(path.read_text("utf-8").replace("ease", "relieve"), encoding="utf-8")
    with pytest.raises(ProtocolChanged, match="amend"):
        review.screen(reports["alder"], "include")
    review.amend("clearer word")
    assert review.screen(reports["alder"], "include")


def test_a_folder_without_a_protocol_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotAReview, match="tamis init"):
        Review(tmp_path)


def test_grading_confirms_what_rules_propose_once(extracted: Review) -> None:
    assert len(extracted.grade(confirm=True)) == 8
    assert extracted.grade(confirm=True) == ()
    assert all(d.confirmed for c in extracted.evidence.certainties for d in c.domains)


def test_a_broken_first_file_leaves_a_new_review_as_it_was(tmp_path: Path) -> None:
    made = Review.init(tmp_path / "new", by="anna")
    empty, broken = tmp_path / "empty.ris", tmp_path / "broken.bin"
    empty.write_bytes(b"")
    broken.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert all(one.error for one in made.import_files([empty, broken]))
    assert made.folder.heads() == {}
