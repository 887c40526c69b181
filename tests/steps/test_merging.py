from __future__ import annotations

from itertools import permutations

import pytest

from tamis.model.records import Record
from tamis.steps.merging import merge

PUBMED = Record(
    id="a", source="pubmed", source_id="1", title="Walking for back pain.", year=2018,
    authors=("Alder, Anna",), doi="10.1/x", mesh=("Walking",), keywords=("gait",),
)  # fmt: skip
EMBASE = Record(
    id="b", source="embase", source_id="L2", title="WALKING FOR BACK PAIN: A RANDOMISED TRIAL",
    year=2019, authors=("Alder, A", "Birch, B"), doi="10.1/X", keywords=("Gait", "pain"),
    abstract="Walking helped…",
)  # fmt: skip
SCOPUS = Record(
    id="c", source="scopus", source_id="2-s2.0-3", title="Walking for back pain", year=2018,
    abstract="Walking helped.",
)  # fmt: skip


def test_the_order_of_records_does_not_matter() -> None:
    found = {merge("r", order) for order in permutations((PUBMED, EMBASE, SCOPUS))}
    assert len(found) == 1


def test_each_field_has_the_best_value() -> None:
    record = merge("r", (PUBMED, EMBASE, SCOPUS)).record
    assert record.title == "Walking for back pain."
    assert record.abstract == "Walking helped."
    assert (record.year, record.authors) == (2018, ("Alder, A", "Birch, B"))
    assert record.keywords == ("gait", "pain")


def test_every_kept_value_stands_in_the_record_it_names() -> None:
    held = {r.id: r for r in (PUBMED, EMBASE, SCOPUS)}
    for kept in merge("r", held.values()).kept:
        given = getattr(held[kept.record], kept.field)
        assert kept.value in (str(given), "; ".join(given) if isinstance(given, tuple) else given,
                              *(given if isinstance(given, tuple) else ()))  # fmt: skip
        assert kept.source == held[kept.record].source


def test_what_others_say_stays_beside_it() -> None:
    year = next(k for k in merge("r", (PUBMED, EMBASE, SCOPUS)).kept if k.field == "year")
    assert year.others == (("2019", "b"),)
    doi = next(k for k in merge("r", (PUBMED, EMBASE, SCOPUS)).kept if k.field == "doi")
    assert doi.others == ()


def test_a_report_without_records_is_refused() -> None:
    with pytest.raises(ValueError, match="'r' has no record"):
        merge("r", ())
