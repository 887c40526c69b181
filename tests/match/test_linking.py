from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.match import DuplicateIdError, Index, MissingColumnError, link

from .records import frame, paper

OTHER = paper(
    title="Grain size in mountain lakes after a dry winter: a survey of nine valleys",
    authors="Haas, Ute; Brandt, Kai",
    pages="12-20",
    volume="7",
    doi="10.5555/lakes.7.12",
    abstract=None,
)


def test_identical_records_are_one_publication():
    assert link(frame(paper(), paper())).clusters == (("r0", "r1"),)


def test_the_same_paper_in_another_databases_spelling_is_found():
    embase = paper(
        title="SLOW RIVERS AND THE DRIFT OF GRAVEL BEDS: A RANDOMISED COMPARISON OF TWO SIEVES.",
        authors="Okafor A.Lindqvist P.Moreau J.",
        journal="J. River Res.",
        pages="101-17",
        doi="https://doi.org/10.5555/JRR.2016.0101",
        abstract=None,
    )
    assert link(frame(paper(), embase)).clusters == (("r0", "r1"),)


def test_a_thin_record_without_doi_and_abstract_is_found():
    thin = paper(doi=None, abstract=None, issue=None)
    assert link(frame(paper(abstract=None), thin)).clusters == (("r0", "r1"),)


def test_two_different_papers_stay_apart():
    assert link(frame(paper(), OTHER)).clusters == ()


def test_two_records_with_nothing_in_them_are_not_equal():
    assert link(frame({}, {}, {})).clusters == ()


def test_editorials_with_one_title_stay_apart():
    first = {"title": "Editorial", "journal": "Sieve Letters", "year": 2001, "volume": "1",
             "pages": "1-2", "authors": "Haas, Ute"}  # fmt: skip
    second = {**first, "volume": "2", "year": 2002, "pages": "99-100"}
    assert link(frame(first, second)).clusters == ()


def test_two_pubmed_numbers_keep_records_apart_however_alike():
    assert link(frame(paper(pmid="11111111"), paper(pmid="22222222"))).clusters == ()


def test_a_contradiction_is_not_bridged_by_a_third_record():
    linkage = link(frame(paper(pmid="11111111"), paper(), paper(pmid="22222222")))
    assert len(linkage.clusters) == 1
    assert set(linkage.clusters[0]) not in ({"r0", "r2"}, {"r0", "r1", "r2"})


def test_every_cluster_is_held_together_by_a_reason_in_words():
    linkage = link(frame(paper(), paper()))
    (pair,) = linkage.pairs
    assert (pair.a, pair.b) == ("r0", "r1")
    assert any(reason.startswith("title: equal") for reason in pair.reasons)


def test_a_frame_without_ids_is_refused_by_name():
    with pytest.raises(MissingColumnError, match="Column 'id' is not in the frame"):
        link(pl.DataFrame({"title": ["A"]}))


def test_a_repeated_id_is_refused_by_name():
    with pytest.raises(DuplicateIdError, match="'same'"):
        link(frame(paper(id="same"), OTHER | {"id": "same"}))


def test_an_empty_frame_gives_an_empty_linkage():
    linkage = link(frame())
    assert (linkage.clusters, linkage.ask, linkage.related, linkage.pairs) == ((), (), (), ())


def test_a_frame_with_only_ids_and_titles_is_enough():
    records = pl.DataFrame({"id": ["x", "y"], "title": [paper()["title"]] * 2})
    linkage = link(records)
    assert linkage.clusters or linkage.ask


MIXED = (
    paper(),
    paper(doi=None, journal="J River Res"),
    paper(pmid="11111111"),
    paper(pmid="22222222", issue=None),
    OTHER,
    {**OTHER, "doi": None, "pages": "12-9"},
    paper(title="Erratum: Slow rivers and the drift of gravel beds", pages="400", abstract=None,
          doi="10.5555/jrr.2016.0400"),
    paper(volume="13", year=2017, pages="55-60", doi=None),
    {"title": "Editorial", "year": 2001},
    {},
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(len(MIXED))))
def test_the_order_of_rows_does_not_matter(order):
    records = frame(*MIXED)
    assert link(records[list(order)]) == link(records)


def test_a_new_batch_finds_its_known_partner_and_brings_the_whole_cluster():
    known = frame(paper(id="k1"), paper(id="k2", doi=None), OTHER | {"id": "k3"})
    index = Index.of(known, link(known).clusters)
    linkage = link(frame(paper(id="n1", abstract=None)), known=index)
    assert linkage.clusters == (("k1", "k2", "n1"),)


def test_a_new_batch_says_nothing_about_clusters_it_does_not_touch():
    known = frame(paper(id="k1"), paper(id="k2"))
    index = Index.of(known, [("k1", "k2")])
    assert link(frame(OTHER | {"id": "n1"}), known=index).clusters == ()


def test_a_new_record_never_joins_two_known_clusters_by_itself():
    known = frame(paper(id="k1"), paper(id="k2"))
    linkage = link(frame(paper(id="n1")), known=Index.of(known))
    (cluster,) = linkage.clusters
    assert len(cluster) == 2
    assert "n1" in cluster
    assert len(linkage.ask) == 1


def test_a_new_id_that_is_already_known_is_refused():
    with pytest.raises(DuplicateIdError):
        link(frame(paper(id="k1")), known=Index.of(frame(OTHER | {"id": "k1"})))
