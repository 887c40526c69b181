from __future__ import annotations

import pytest

from tamis.model.protocol import Facet, Term
from tamis.trials import Registry
from tamis.trials.normalise import is_registration, registration, registrations
from tamis.trials.registration import PlannedOutcome, RegisterDate, Site

from .making import CSV, CTIS, ICTRP, entry, records, study


def test_a_study_of_clinicaltrials_gov_fills_every_field() -> None:
    r = entry(study())
    assert (r.id, r.ids, r.register) == (
        "NCT00000001", ("NCT00000001", "2020-001234-12"), "ClinicalTrials.gov"
    )  # fmt: skip
    assert (r.status, r.status_words, r.seen, r.page_date, r.verified) == (
        "recruiting", "Recruiting", "2026-11-20", "2026-05-20", "2026-05"
    )  # fmt: skip
    assert (r.start, r.primary_completion) == (
        RegisterDate("2025-01-15", "actual"), RegisterDate("2027-06", "planned")
    )  # fmt: skip
    assert (r.design.phase, r.design.masking, r.design.enrolment) == ("1/2", "double", 40)
    assert r.arms[0].interventions == ("BM-MSC",)
    assert r.outcomes == (PlannedOutcome(measure="ALSFRS-R", frame="24 weeks"),)
    assert r.eligibility.minimum_age == "18 Years"
    assert r.sites == (Site(facility="Clinic", city="Oslo", country="Norway", status="RECRUITING"),)
    assert (r.sponsor_kind, r.results, r.oversight) == (
        "academic",
        "no",
        (("data-monitoring", "no"),),
    )
    assert r.url == "https://clinicaltrials.gov/study/NCT00000001"


@pytest.mark.parametrize(
    "content", [CSV, ICTRP, CTIS, study()], ids=["csv", "ictrp", "ctis", "json"]
)
def test_every_register_gives_what_the_match_needs(content: str) -> None:
    r = entry(content)
    assert (r.title, r.status, r.seen) == ("Cells for nerves", "recruiting", "2026-11-20")
    assert r.conditions[0].lower() == "amyotrophic lateral sclerosis"
    assert r.outcomes[0].measure == "ALSFRS-R"
    assert r.sponsor
    assert r.url.startswith("https://")


def test_the_two_lists_of_the_portal_and_of_ctis_keep_their_headings() -> None:
    for content in (ICTRP, CTIS):
        text = entry(content).eligibility.text
        assert text.index("Inclusion Criteria:") < text.index("Diagnosis of ALS")
        assert text.index("Exclusion Criteria:") < text.index("Tracheostomy")


def test_one_trial_in_four_registers_is_one_trial() -> None:
    found = registrations(
        (r, "2026-11-20") for c in (study(), ICTRP, CTIS, CSV) for r in records(c)
    )
    (trial,) = Registry.of(found).trials
    assert {"NCT00000001", "KCT0000001", "2020-001234-12", "2023-503456-12-00"} <= set(trial.ids)


def test_ethics_and_late_registration_of_the_portal_are_kept() -> None:
    assert dict(entry(ICTRP).oversight) == {"ethics": "Not approved", "prospective": "No"}


def test_a_paper_is_no_registration() -> None:
    (paper,) = records("TY  - JOUR\nTI  - Cells\nER  -\n")
    assert not is_registration(paper)
    assert registrations([(paper, "2026-11-20")]) == ()


def test_what_is_given_is_mapped_to_the_reviews_own_tree() -> None:
    terms = (
        Term(id="cells", label="Cells"),
        Term(id="bm-msc", label="Bone marrow MSC", parent="cells", synonyms=("BM-MSC",)),
    )
    (record,) = records(study())
    made = registration(record, "2026-11-20", (Facet(id="product", label="Product", terms=terms),))
    assert made.interventions[0].terms == ("bm-msc",)


def test_an_entry_that_says_nothing_is_full_of_gaps_and_not_of_guesses() -> None:
    r = entry(study(statusModule={}, eligibilityModule={}, sponsorCollaboratorsModule={}))
    assert (r.status, r.sponsor_kind, r.eligibility.state) == ("not-stated", "not-stated", "none")
    assert (r.start.day, r.verified) == ("", "")
