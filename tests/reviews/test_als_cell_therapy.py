"""The built-in review, from the committed folder alone."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from tamis.model.evidence import MAX_QUOTED_WORDS
from tamis.model.state import as_of, fold
from tamis.report.site.references import references
from tamis.review import Review
from tamis.steps.extraction import check_spans, gather
from tamis.steps.flow import Pool, prisma_flow
from tamis.steps.screening import orphans, standings
from tamis.steps.studies import merge_studies
from tamis.store.folder import ReviewFolder
from tamis.store.page_files import read_claims, read_page
from tools.als.spans import carries

FOLDER = Path(__file__).parents[2] / "reviews" / "als-cell-therapy"


@cache
def folder():
    return ReviewFolder(FOLDER)


@cache
def state(day=None):
    return fold(as_of(folder().events(), day), folder().record_ids())


@cache
def facts():
    return gather(state().extractions)


@cache
def flow(day=None):
    protocol, records = folder().protocol(day), folder().record_ids()
    pool = Pool.of(state(day), protocol, records, standings(state(day), protocol))
    return prisma_flow(pool)[0]


def boxes(day=None):
    return {b.id: b.count for b in flow(day).boxes}


def documents():
    return {r.document.id: r.document for r in state().retrievals if r.document}


def test_it_opens_without_anything_left_behind():
    assert folder().problems() == ()
    assert orphans(state()) == ()


def test_its_flow_is_an_update_and_balances():
    assert flow().variant == "updated"
    assert flow().unbalanced == ()


def test_every_row_of_the_earlier_table_was_screened_again():
    found = boxes()
    assert found["previous"] == 19
    assert found["previous-removed"] == 1
    assert found["previous-not-found"] == 2
    assert found["previous-kept"] == 16
    assert found["previous-waiting"] == 0


def test_as_of_the_earlier_review_all_its_rows_stand_and_nothing_else():
    found = boxes("2022-08-31")
    assert (found["previous-kept"], found["kept-studies"], found["new-studies"]) == (19, 19, 0)
    assert flow("2022-08-31").unbalanced == ()
    assert folder().protocol("2022-08-31").version == "1.0"


def test_the_earlier_flow_is_kept_as_it_was_reported():
    earlier = folder().protocol().earlier
    assert [b.count for b in earlier.boxes] == [157, 56, 20, 19]


def test_the_trial_in_spinal_muscular_atrophy_is_excluded_with_its_reason():
    (row,) = (r for r in folder().records() if r.authors == ("Mohseni, R",))
    report = state().reports.of(row.id)
    words = [d for d in state().decisions if state().reports.of(d.report) == report]
    assert {(d.verdict, d.criterion) for d in words} == {("exclude", "E1")}
    assert all("spinal muscular atrophy" in d.note for d in words)


def test_reports_of_one_cohort_are_one_study_and_overlaps_are_named():
    studies = {s.id: s for s in merge_studies(state())}
    assert len(studies["mazzini-hnsc"].reports) == 3
    assert set(studies["goutman-2018"].overlaps) == {"nsi-566-phase-1", "glass-2016"}
    assert {"feldman-2014", "riley-2014", "mazzini-2015"}.isdisjoint(studies)


def test_a_journals_country_is_never_a_studys_country():
    printed = {r.journal_country for r in folder().records("2022-08-21-earlier-review")}
    assert {"Singapore", "England", "Netherlands"} <= printed
    countries = [e["country"] for p, e in facts().readings.items() if p[1] == "" and "country" in e]
    assert all(
        span.document != "seed_review" for reading in countries for span in reading.datum.spans
    )


def test_every_value_has_its_words_and_every_document_was_read():
    assert facts().problems == ()
    assert check_spans(state().extractions, documents()) == ()


def test_word_for_word_quotes_carry_their_number_and_stay_short():
    quotes = [
        (span.quote, reading.datum.value)
        for names in facts().readings.values()
        for reading in names.values()
        for span in reading.datum.spans
        if span.verbatim and isinstance(reading.datum.value, int | float)
    ]
    assert len(quotes) > 60
    assert all(len(q.split()) <= MAX_QUOTED_WORDS and carries(q, v) for q, v in quotes)


def test_what_could_not_be_read_is_nothing_and_not_zero():
    unread = [
        r.datum
        for names in facts().readings.values()
        for r in names.values()
        if r.datum.state in ("not-readable", "not-reported")
    ]
    assert len(unread) > 100
    assert all(d.value is None and d.spans == () for d in unread)


def test_ambiguous_signs_are_marked():
    doubted = {
        r.datum.value
        for names in facts().readings.values()
        for r in names.values()
        if r.datum.state == "ambiguous"
    }
    assert doubted == {0.28, 0.86, 0.6}


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    copy = tmp_path_factory.mktemp("review") / "als"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("out", ".index"))
    return Review(copy)


def test_oh_2018_stands_alone_with_the_known_difference(review):
    (analysis,) = [
        a for a in review.evidence.analyses
        if (a.comparison, a.outcome) == ("bm-msc-intrathecal", "alsfrs-r-change")
    ]  # fmt: skip
    effect = {r.timepoint: r.effect for r in analysis.results if r.study == "oh-2018"}["6 months"]
    assert effect.estimate == pytest.approx(3.38)
    assert effect.se == pytest.approx(1.104, abs=5e-4)
    assert (effect.low, effect.high) == pytest.approx((1.22, 5.54), abs=6e-3)
    assert analysis.pool is None
    assert "oh-2018" in analysis.why_not_pooled


def test_nothing_about_benefit_is_pooled(review):
    assert all(a.pool is None for a in review.evidence.analyses)


def test_the_two_printed_inconsistencies_of_oh_2018_are_listed(review):
    found = [i.where for i in review.evidence.inconsistencies if i.study == "oh-2018"]
    assert len(found) == 2
    assert {"Appel" in w or "SF-36" in w for w in found} == {True}


def test_pls_is_not_studied_for_any_approach(review):
    pls = [c for c in review.evidence.certainties if c.comparison.startswith("pls-")]
    assert pls
    assert {c.state for c in pls} == {"not-studied"}


def test_the_page_and_the_claims_say_no_more_than_they_may(review):
    assert [p for p in review.check() if p.severity == "error"] == []


def test_every_reference_of_a_claim_or_section_is_to_something_there(review):
    ledger = set(review.evidence.ledger)
    page = read_page(FOLDER / "page.toml", "")
    texts = [x for c in read_claims(FOLDER / "claims.toml") for x in (c.says, c.why, c.wording)]
    texts += [s.body for s in page.sections]
    named = {r.removeprefix("n:") for t in texts for r in references(t) if r.startswith("n:")}
    assert len(named) > 80
    assert named <= ledger


def test_claims_cover_both_texts_with_every_verdict():
    claims = read_claims(FOLDER / "claims.toml")
    assert len(claims) >= 200
    assert {c.verdict for c in claims} == {
        "supported", "contradicted", "unsupported", "not-checkable"
    }  # fmt: skip
    assert len({c.id for c in claims}) == len(claims)
    assert {d for c in claims for d in c.documents} <= set(documents())
