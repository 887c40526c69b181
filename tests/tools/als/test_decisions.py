"""The written decisions agree with the protocol and the instruments."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tamis.instruments import instrument
from tools.als.appraisal import gradings, judgements
from tools.als.decisions import decisions
from tools.als.errors import Unconverted
from tools.als.scribe import Scribe

REVIEW = Path(__file__).parents[3] / "reviews" / "als-cell-therapy"
PROTOCOL = tomllib.loads((REVIEW / "protocol.toml").read_text("utf-8"))
OUTCOMES = {o["id"] for o in PROTOCOL["outcomes"]}
TERMS = {f["id"]: {t["id"] for t in f["terms"]} for f in PROTOCOL["facets"]}


def test_every_decision_names_an_outcome_of_the_protocol():
    placed = {r["outcome"] for r in decisions("outcomes")["result"] if "outcome" in r}
    assert placed <= OUTCOMES


@pytest.mark.parametrize("facet", sorted(TERMS))
def test_every_code_of_a_study_is_a_term_of_its_facet(facet):
    for study in decisions("studies")["study"]:
        codes = {c.strip() for c in study.get(facet, "").split(";") if c.strip()}
        assert codes <= TERMS[facet], study["id"]


def test_studies_overlap_in_both_directions():
    overlaps = {s["id"]: set(s.get("overlaps", ())) for s in decisions("studies")["study"]}
    assert all(a in overlaps[b] for a in overlaps for b in overlaps[a])


def test_no_report_or_registration_is_in_two_studies():
    named = Counter(
        name
        for s in decisions("studies")["study"]
        for name in (*s.get("reports", ()), *s.get("unincluded", ()), *s.get("registered", ()))
    )
    assert [n for n, times in named.items() if times > 1] == []


def test_judgements_are_words_of_their_instrument():
    scribe = Scribe(protocol="", earlier_protocol="")
    judgements(scribe)
    made = list(scribe)
    assert len(made) > 100
    assert all(e.judgement in instrument(e.instrument).judgements for e in made)


def _proposed(rating=0):
    return {
        (i["comparison"], i["outcome"], domain): rating
        for i in decisions("certainty")["grading"]
        for domain in i["domains"]
    }


def test_every_rating_has_a_reason_in_words_without_digits():
    scribe = Scribe(protocol="", earlier_protocol="")
    gradings(scribe, _proposed())
    reasons = [e.reason for e in scribe]
    assert all(reasons)
    assert not any(c.isdecimal() for r in reasons for c in r)


def test_every_rating_stands_beside_what_the_rule_proposed():
    scribe = Scribe(protocol="", earlier_protocol="")
    gradings(scribe, _proposed(rating=-1))
    assert {e.proposed for e in scribe} == {-1}


def test_a_rating_of_an_outcome_that_is_not_graded_stops_the_conversion():
    proposals = _proposed()
    del proposals[next(iter(proposals))]
    with pytest.raises(Unconverted, match="certainty"):
        gradings(Scribe(protocol="", earlier_protocol=""), proposals)


def test_a_graded_outcome_that_nobody_rated_stops_the_conversion():
    proposals = {**_proposed(), ("muse", "survival", "imprecision"): -2}
    with pytest.raises(Unconverted, match="survival"):
        gradings(Scribe(protocol="", earlier_protocol=""), proposals)


def test_labels_of_studies_are_short_and_unique():
    labels = [s["label"] for s in decisions("studies")["study"] if "label" in s]
    assert len(set(labels)) == len(labels)
    assert not [x for x in labels if "(" in x or len(x) > 45]
