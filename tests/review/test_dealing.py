from __future__ import annotations

from pathlib import Path

import pytest

from tamis.review import Review
from tamis.review.acts import Decided
from tamis.review.dealing import KEPT, Dealer
from tamis.review.live import Live

STAGE = "title-abstract"


class Hands:
    """A dealer whose worker never runs and whose clock stands still until it is moved."""

    def __init__(self, review: Review) -> None:
        self.now = 0.0
        self.live = Live(review)
        self.dealer = Dealer(self.live, lambda: self.now)
        self.dealer._want = lambda stage: None  # type: ignore[method-assign]

    def deal(self, who: str, count: int = 3, held: tuple[str, ...] = ()) -> tuple[str, ...]:
        return self.dealer.deal(who, STAGE, count, held)

    def decide(self, who: str, report: str) -> None:
        self.live.decide(who, Decided(report=report, verdict="include"))
        self.dealer.acted(who, report, STAGE, decided=True)


@pytest.fixture
def hands(review: Review) -> Hands:
    return Hands(review)


def test_a_card_that_is_held_goes_to_nobody_else_until_it_was_kept_long_enough(
    hands: Hands,
) -> None:
    first = hands.deal("anna", 2)
    assert set(hands.deal("ben")) & set(first) == set()
    hands.now = KEPT + 1
    assert set(first) <= set(hands.deal("carol"))


def test_asking_again_keeps_what_one_holds(hands: Hands) -> None:
    first = hands.deal("anna", 2)
    hands.now = KEPT - 1
    hands.deal("anna", 1, first)
    hands.now = KEPT + 1
    assert set(hands.deal("ben")) & set(first) == set()


def test_a_decided_card_is_dealt_to_nobody_where_one_person_is_enough(hands: Hands) -> None:
    (report,) = hands.deal("anna", 1)
    hands.decide("anna", report)
    assert report not in hands.deal("anna")
    assert report not in hands.deal("ben")


def test_a_ranking_orders_the_cards_and_is_kept_with_them(hands: Hands) -> None:
    hands.dealer.renew(STAGE)
    dealt = hands.deal("anna")
    scores = [shown.score for r in dealt if (shown := hands.dealer.shown("anna", r, STAGE))]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 3


def test_a_report_that_came_after_the_ranking_is_dealt_too(
    hands: Hands, review: Review, tmp_path: Path
) -> None:
    hands.dealer.renew(STAGE)
    more = tmp_path / "more.ris"
    more.write_text("TY  - JOUR\nTI  - Hopping on one leg\nPY  - 2021\nER  -\n", encoding="utf-8")
    review.import_files([more], source="embase", run_on="2026-03-02")
    assert len(hands.deal("anna", 10)) == 4
