from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tamis.model.protocol import SearchPlan
from tamis.review import Review
from tamis.review.search_checks import checked_searches

ALS = Path(__file__).parents[2] / "reviews" / "als-cell-therapy"


def test_the_earlier_reviews_search_is_checked_as_pubmed() -> None:
    earlier, own, *_ = checked_searches(Review(ALS).protocol)
    assert earlier is not None
    assert (earlier.platform, [f.code for f in earlier.findings]) == ("pubmed", ["untagged"])
    assert own is not None
    assert not [f for f in own.findings if f.severity != "note"]


def test_registers_without_rules_are_not_checked() -> None:
    protocol = Review(ALS).protocol
    reports = checked_searches(protocol)
    by_source = {s.source: r for s, r in zip(protocol.searches, reports, strict=True)}
    assert by_source["ClinicalTrials.gov"] is None
    assert by_source["WHO International Clinical Trials Registry Platform"] is None


def test_a_search_without_words_is_not_checked() -> None:
    protocol = Review(ALS).protocol
    empty = replace(protocol, searches=(SearchPlan(source="PubMed", query="()"),))
    assert checked_searches(empty) == (None,)
