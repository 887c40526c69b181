from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import pytest

from tamis.model.errors import UnknownName
from tamis.review import Review
from tamis.review.ranking import Desk
from tamis.review.screening import OtherCard

ON_TOPIC = "Walking eases back pain in adults: trial number"
OFF_TOPIC = "Growth of barley on wet soil: season number"


def ris(titles: Iterable[str]) -> str:
    return "".join(
        f"TY  - JOUR\nTI  - {title}\nPY  - 2018\nDO  - 10.1000/{n}\nER  -\n\n"
        for n, title in enumerate(titles)
    )


@pytest.fixture
def pool(tmp_path: Path, review: Review, clock: Callable[[], datetime]) -> Review:
    """Forty reports, ten on the topic, two reviewers wanted."""
    protocol = review.path / "protocol.toml"
    text = protocol.read_text("utf-8").replace("reviewers = 1", "reviewers = 2")
    protocol.write_text(text, encoding="utf-8")
    review.amend("two reviewers")
    source = tmp_path / "pool.ris"
    titles = [f"{ON_TOPIC if n % 4 == 0 else OFF_TOPIC} {n}" for n in range(40)]
    source.write_text(ris(titles), encoding="utf-8")
    review.import_files([source], source="embase")
    return review


def by(review: Review, name: str) -> Review:
    return Review(review.path, by=name)


def titles(review: Review) -> dict[str, str]:
    return {d.id: d.title for d in review.ranker_documents()}


def judge(review: Review, report: str, verdict: str) -> None:
    criterion = "design" if verdict == "exclude" else None
    review.screen(report, verdict, criterion=criterion)  # type: ignore[arg-type]


def test_a_cold_desk_deals_what_the_protocol_asks_for_first(pool: Review) -> None:
    told = titles(pool)
    first = [told[card.record] for card in Desk(pool).next("anna", 10)]
    assert all("alk" in title for title in first)


def test_a_card_s_score_ranking_and_draw_are_kept_with_the_decision(pool: Review) -> None:
    (card,) = Desk(pool, audit_share=0.99).next("anna")
    assert card.drawn
    (event,) = pool.screen(card.record, "include", shown=card)
    assert (event.score, event.model_run, event.drawn) == (card.score, card.ranking, True)  # type: ignore[attr-defined]


def test_the_card_of_another_report_is_refused(pool: Review) -> None:
    one, other = Desk(pool).next("anna", 2)
    with pytest.raises(OtherCard, match=one.record):
        pool.screen(one.record, "include", shown=other)


def test_nothing_is_dealt_twice_and_nothing_is_lost(pool: Review) -> None:
    desk, seen = Desk(pool, audit_share=0.3), []
    told = titles(pool)
    while cards := desk.next("anna", 1):
        (card,) = cards
        judge(pool, card.record, "include" if "alk" in told[card.record] else "exclude")
        desk.mark("anna", card.record)
        seen.append(card.record)
        if len(seen) % 7 == 0:
            desk.renew()
    assert sorted(seen) == sorted(told)


def test_the_last_complete_ranking_is_dealt_while_another_is_learned(
    pool: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(pool)
    before = desk.next("anna", 100)
    judge(pool, before[0].record, "include")
    desk.mark("anna", before[0].record)
    begun, go_on = threading.Event(), threading.Event()
    learn = desk._ranker.learn

    def slow(decisions: object) -> object:
        begun.set()
        assert go_on.wait(10)
        return learn(decisions)  # type: ignore[arg-type]

    monkeypatch.setattr(desk._ranker, "learn", slow)
    worker = threading.Thread(target=desk.renew)
    worker.start()
    assert begun.wait(10)
    during = desk.next("anna", 100)
    # Decided while the ranker is busy: the renewal under way has not read it from the log.
    judge(pool, before[1].record, "exclude")
    desk.mark("anna", before[1].record)
    go_on.set()
    worker.join(10)
    assert during == before[1:]
    after = desk.next("anna", 100)
    assert after[0].ranking != before[0].ranking
    assert {c.record for c in after} == {c.record for c in before[2:]}


def test_an_undone_decision_is_dealt_again_at_once(pool: Review) -> None:
    desk = Desk(pool)
    (card,) = desk.next("anna")
    (event,) = pool.screen(card.record, "include", shown=card)
    desk.mark("anna", card.record)
    assert desk.next("anna")[0].record != card.record
    pool.undo(event.id)
    desk.mark("anna", card.record, decided=False)
    assert desk.next("anna") == (card,)
    desk.renew()
    assert desk.next("anna")[0].record == card.record


def queue_of(pool: Review, theirs: str) -> tuple[tuple[str, float], ...]:
    """Anna's cards after she judged eight reports and Ben said `theirs` on eight others."""
    desk = Desk(pool)
    reports = [card.record for card in desk.next("anna", 100)]
    anna, ben = by(pool, "anna"), by(pool, "ben")
    for report in reports[:4] + reports[-4:]:
        judge(anna, report, "include" if report in reports[:4] else "exclude")
    for report in reports[8:16]:
        judge(ben, report, theirs)
    desk.renew()
    return tuple((c.record, c.score) for c in desk.next("anna", 100))


def flipped(pool: Review, tmp_path: Path) -> tuple[object, object]:
    import shutil

    other = Review(shutil.copytree(pool.path, tmp_path / "other"))
    return queue_of(pool, "include"), queue_of(other, "exclude")


def test_two_reviewers_never_see_each_other_s_labels_through_the_queue(
    pool: Review, tmp_path: Path
) -> None:
    one, other = flipped(pool, tmp_path)
    assert one == other


def test_a_pooled_queue_leaks_and_the_protocol_must_ask_for_it(
    pool: Review, tmp_path: Path
) -> None:
    protocol = pool.path / "protocol.toml"
    text = protocol.read_text("utf-8")
    pooled = text.replace("reviewers = 2", 'reviewers = 2\nshared_model = "pooled"')
    protocol.write_text(pooled, encoding="utf-8")
    pool.amend("one model for both")
    one, other = flipped(pool, tmp_path)
    assert one != other


def test_what_both_decided_teaches_both(pool: Review) -> None:
    desk = Desk(pool)
    first = desk.next("anna")[0].record
    judge(by(pool, "anna"), first, "include")
    desk.renew()
    before = desk.next("anna", 100)
    judge(by(pool, "ben"), first, "include")
    desk.renew()
    assert desk.next("anna")[0].ranking != before[0].ranking


def test_the_same_log_and_seed_deal_the_same_cards(pool: Review) -> None:
    one, other = Desk(pool, audit_share=0.3), Desk(pool, audit_share=0.3)
    assert one.next("anna", 100) == other.next("anna", 100)
    assert one.next("anna", 100) != one.next("ben", 100)


def test_records_that_come_later_are_dealt_after_a_renewal(pool: Review, tmp_path: Path) -> None:
    desk = Desk(pool)
    more = tmp_path / "more.ris"
    more.write_text(ris(["Walking and back pain once more"]), encoding="utf-8")
    pool.import_files([more], source="scopus")
    desk.renew()
    assert len(desk.next("anna", 100)) == len(titles(pool)) == 44


def test_the_full_text_desk_deals_only_what_got_there(pool: Review) -> None:
    report = Desk(pool).next("anna")[0].record
    judge(by(pool, "anna"), report, "include")
    judge(by(pool, "ben"), report, "include")
    assert [c.record for c in Desk(pool, "full-text").next("anna", 9)] == [report]


def test_a_desk_says_why_a_report_stands_where_it_stands(pool: Review) -> None:
    desk = Desk(pool)
    card = desk.next("anna")[0]
    told = desk.explain("anna", card.record)
    assert "walking" in told.asked
    assert told.score == pytest.approx(card.score)


def test_an_unknown_ranker_or_order_is_named(pool: Review) -> None:
    with pytest.raises(UnknownName, match="lexical"):
        Desk(pool, ranker="lexcal")
    with pytest.raises(UnknownName, match="certainty"):
        Desk(pool, order="certain")
