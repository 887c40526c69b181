from __future__ import annotations

from tamis.model.events import StudyLinked
from tamis.model.facts import Study
from tamis.model.protocol import Comparison, Facet, Protocol, Term
from tamis.steps.studies import belongs, cohorts

CELLS = Facet(
    id="cells", label="Cells",
    terms=(Term(id="msc", label="MSC"), Term(id="bone", label="Bone", parent="msc")),
)  # fmt: skip
PEOPLE = (Term(id="all", label="All"), Term(id="some", label="Some", parent="all"))
PROTOCOL = Protocol(id="p", title="t", question="q", facets=(CELLS,), populations=PEOPLE)


def study(name: str, *overlaps: str) -> Study:
    link = StudyLinked(id="1", at="", by="a", protocol="", study=name, label=name)
    return Study(id=name, label=name, link=link, reports=(), registrations=(), overlaps=overlaps)


def test_a_study_belongs_where_its_term_lies_under_a_listed_one() -> None:
    wide = Comparison(id="c", label="c", where=(("cells", ("msc",)),))
    assert belongs(wide, {"cells": ("bone",)}, (), PROTOCOL)
    assert not belongs(wide, {"cells": ("iron",)}, (), PROTOCOL)


def test_a_narrow_comparison_does_not_take_the_wider_term() -> None:
    narrow = Comparison(id="c", label="c", where=(("cells", ("bone",)),))
    assert not belongs(narrow, {"cells": ("msc",)}, (), PROTOCOL)


def test_a_subpopulation_takes_only_studies_of_people_in_it() -> None:
    asked = Comparison(id="c", label="c", population="some")
    assert belongs(asked, {}, ("some",), PROTOCOL)
    assert not belongs(asked, {}, ("all",), PROTOCOL)


def test_studies_that_share_participants_by_any_chain_are_one_cohort() -> None:
    found = cohorts([study("a", "b"), study("b", "c"), study("c"), study("d")])
    assert found["a"] == found["b"] == found["c"] != found["d"]
