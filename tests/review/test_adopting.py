from __future__ import annotations

from pathlib import Path

import pytest

from tamis.model.errors import UnknownName
from tamis.review import Review
from tamis.review.adopting import How, UnmappedReasons, adopt, plan

RAYYAN = """TY  - JOUR
TI  - Walking the dog
DO  - 10.1000/dog
N1  - RAYYAN-INCLUSION: {"Ann"=>"Included", "Bob"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: wrong people | RAYYAN-LABELS: dogs
ER  -

TY  - JOUR
TI  - Walking the cat
DO  - 10.1000/cat
N1  - RAYYAN-INCLUSION: {"Ann"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: No study
ER  -

TY  - JOUR
TI  - Walking nobody
DO  - 10.1000/none
ER  -
"""  # noqa: E501


@pytest.fixture
def search(review: Review, tmp_path: Path) -> str:
    source = tmp_path / "rayyan.ris"
    source.write_text(RAYYAN, encoding="utf-8")
    (done,) = review.import_files([source], source="rayyan")
    return done.search


def told(review: Review) -> set[tuple[str, str, str | None]]:
    return {(d.by, d.verdict, d.criterion) for d in review.state.decisions}


def test_nothing_is_adopted_by_looking(review: Review, search: str) -> None:
    before = review.folder.heads()
    found = plan(review, search, How(by="anna"))
    assert found.verdicts == {("ann", "exclude"): 1, ("ann", "include"): 1}
    assert found.unmapped == {"wrong people": 1}
    assert review.folder.heads() == before


def test_a_reason_that_is_no_criterion_stops_it_and_is_named(review: Review, search: str) -> None:
    before = review.folder.heads()
    with pytest.raises(UnmappedReasons, match=r"'wrong people' \(1\).*people, design"):
        adopt(review, search, How(by="anna"))
    assert review.folder.heads() == before


def test_mapped_decisions_become_their_people_s_own(review: Review, search: str) -> None:
    adopt(review, search, How(by="anna", criteria={"wrong people": "people"}))
    assert told(review) == {
        ("ann", "include", None), ("ann", "exclude", "design"), ("bob", "exclude", "people")
    }  # fmt: skip
    (labelled,) = [d for d in review.state.decisions if d.verdict == "include"]
    assert labelled.labels == ("dogs",)
    assert search in labelled.note
    assert review.verify() == ()


def test_adopting_again_appends_nothing(review: Review, search: str) -> None:
    how = How(by="anna", otherwise="people", people={"Bob": "ben"})
    adopt(review, search, how)
    before = review.folder.heads()
    again = adopt(review, search, how)
    assert (again.already, again.events) == (3, ())
    assert review.folder.heads() == before
    assert {d.by for d in review.state.decisions} == {"ann", "ben"}


def test_an_own_decision_is_left_alone(review: Review, search: str) -> None:
    (cat,) = [w.report for w in review.waiting() if "cat" in w.title]
    Review(review.path, by="ann").screen(cat, "maybe")
    review.forget()
    adopt(review, search, How(by="anna", otherwise="people"))
    assert ("ann", "maybe", None) in told(review)


def test_an_unknown_criterion_or_search_is_named(review: Review, search: str) -> None:
    with pytest.raises(UnknownName, match="design"):
        plan(review, search, How(by="anna", otherwise="desing"))
    with pytest.raises(UnknownName, match="no search 'nothing'"):
        plan(review, "nothing", How(by="anna"))
