from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tamis.model.errors import UnknownName
from tamis.model.events import RecordsLinked, RecordsSplit
from tamis.review import Review

AGAIN = """TY  - JOUR
AU  - Alder, A.
TI  - Walking for back pain: a randomised trial.
PY  - 2018
JO  - J Walks
DO  - https://doi.org/10.1000/WALK.1
ER  -

TY  - JOUR
AU  - Dogwood, D
TI  - Stairs against the ache: what nine floors a day may do for the lumbar spine
PY  - 2021
ER  -
"""


@pytest.fixture
def second(review: Review, tmp_path: Path) -> Review:
    """The review linked once, then with a second database imported."""
    review.dedupe()
    path = tmp_path / "embase.ris"
    path.write_text(AGAIN, encoding="utf-8")
    review.import_files([path], source="embase", run_on="2026-03-02")
    return review


def linkage(review: Review) -> Path:
    return review.path / ".index" / "linkage"


def test_a_second_search_is_linked_with_the_first_and_read_alone(second: Review) -> None:
    done = second.dedupe()
    assert (done.records, done.reports, len(done.linked)) == (5, 4, 1)
    assert len(list(linkage(second).glob("records-*.arrow"))) == 2


def test_deleting_the_index_of_linkage_changes_no_report(second: Review) -> None:
    kept = second.dedupe().reports
    shutil.rmtree(linkage(second))
    again = second.dedupe()
    assert (again.reports, again.linked) == (kept, ())


def test_a_damaged_index_of_linkage_is_made_anew(second: Review) -> None:
    (linkage(second) / "state.json").write_text("{")
    (linkage(second) / "keys.npy").write_bytes(b"")
    assert len(second.dedupe().linked) == 1


def test_linking_again_appends_nothing(second: Review) -> None:
    second.dedupe()
    events = len(second.events)
    assert second.dedupe().linked == ()
    assert len(second.events) == events


def test_a_person_may_say_that_two_records_are_related_and_how(review: Review) -> None:
    first, other, _ = review.state.reports.members
    (event,) = review.split((first, other), relation="preprint-of")
    assert isinstance(event, RecordsSplit)
    assert event.relation == "preprint-of"
    assert review.split((first, other), relation="preprint-of") == ()


def test_a_relation_nobody_knows_is_refused_by_name(review: Review) -> None:
    first, other, _ = review.state.reports.members
    with pytest.raises(UnknownName, match="cousin-of"):
        review.split((first, other), relation="cousin-of")


def test_a_link_names_its_weakest_pair(second: Review) -> None:
    (event,) = (e for e in second.dedupe().linked if isinstance(e, RecordsLinked))
    assert event.score is not None
    assert "title" in event.reason
