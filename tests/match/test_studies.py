from __future__ import annotations

from tamis.match import suggest_studies

from .records import frame, paper

FIRST = {
    "title": "Stem cells in sieve disease: a randomised trial",
    "authors": "Okafor, Ada; Ito, Ken",
    "abstract": "Between March 2012 and June 2014 we enrolled 64 participants.",
}
LATER = {
    "title": "Long-term follow-up after stem cells in sieve disease",
    "authors": "Ito, Ken; Okafor, Ada",
    "abstract": "The 64 participants enrolled from March 2012 to June 2014 were seen again.",
}


def test_reports_with_one_registration_number_are_suggested_as_one_study():
    first = paper(registry_ids="NCT01234567")
    second = paper(abstract="Registered as NCT 01234567.", doi=None)
    (suggestion,) = suggest_studies(frame(first, second))
    assert (suggestion.reports, suggestion.basis) == (("r0", "r1"), "registration")
    assert suggestion.reasons[0] == "r0 carries NCT01234567 in its registration field"


def test_a_report_of_two_trials_is_suggested_with_both():
    both = {"registry_ids": "NCT00000001;NCT00000002"}
    found = suggest_studies(
        frame(both, {"registry_ids": "NCT00000001"}, {"registry_ids": "NCT00000002"})
    )
    assert [s.reports for s in found] == [("r0", "r1"), ("r0", "r2")]


def test_authors_sample_size_and_dates_suggest_one_cohort():
    (suggestion,) = suggest_studies(frame(FIRST, LATER))
    assert suggestion.basis == "cohort"
    assert "same sample size: 64" in suggestion.reasons


def test_a_sample_size_alone_ties_nobody():
    stranger = {**LATER, "authors": "Brandt, Kai; Haas, Ute"}
    assert suggest_studies(frame(FIRST, stranger)) == ()


def test_two_numbers_that_differ_speak_against_one_cohort():
    first, later = (
        {**FIRST, "registry_ids": "NCT00000001"},
        {**LATER, "registry_ids": "NCT00000002"},
    )
    assert suggest_studies(frame(first, later)) == ()
