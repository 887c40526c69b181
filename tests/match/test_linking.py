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


def test_two_records_of_one_issue_without_pages_join_though_one_title_is_longer():
    issue = {"pages": None, "doi": None, "abstract": None}
    longer = paper(**issue, title="Award paper - " + str(paper()["title"]))
    assert link(frame(paper(**issue), longer)).clusters == (("r0", "r1"),)


def test_two_parts_in_one_issue_without_pages_stay_apart():
    issue = {"pages": None, "doi": None, "abstract": None}
    parts = (paper(**issue, title=f"{paper()['title']}: part {part}") for part in (1, 2))
    assert link(frame(*parts)).clusters == ()


PREPRINT = {"journal": "medRxiv", "volume": None, "issue": None, "pages": None, "abstract": None}


def test_an_article_renamed_on_its_way_to_the_journal_keeps_its_preprint():
    posted = paper(**PREPRINT, doi=None, title="Sieves compared: gravel beds in slow rivers, drift")
    (relation,) = link(frame(paper(), posted)).related
    assert (relation.a, relation.b, relation.kind) == ("r1", "r0", "preprint")


def test_of_two_preprints_by_one_group_the_nearer_title_is_the_articles():
    near = paper(**PREPRINT, doi=None, title="Slow rivers and drifting gravel: two sieves compared")
    far = paper(**PREPRINT, doi=None, title="Slow rivers, gravel and the price of a second sieve")
    related = link(frame(paper(), near, far)).related
    assert [(r.a, r.b) for r in related if r.kind == "preprint"] == [("r1", "r0")]


REGISTERED = {"title": paper()["title"], "kind": "registration", "year": 2016}


def test_a_registration_is_related_to_its_report_and_never_the_same():
    trial = {**REGISTERED, "registry_ids": "NCT01234567", "abstract": paper()["abstract"]}
    linkage = link(frame(paper(), trial))
    (relation,) = linkage.related
    assert linkage.clusters == ()
    assert (relation.a, relation.kind, relation.words) == (
        "r1", "registration", "is the registration of",
    )  # fmt: skip


def test_one_trial_in_two_registries_is_two_records():
    first, second = ({**REGISTERED, "registry_ids": n} for n in ("NCT01234567", "ISRCTN12345678"))
    linkage = link(frame(first, second))
    assert linkage.clusters == ()
    assert [r.kind for r in linkage.related] == ["cross-registration"]
    assert link(frame(first, {**second, "registry_ids": "NCT01234567"})).clusters


def test_an_update_of_a_cochrane_review_that_is_kept_apart_is_linked_as_one():
    review = paper(journal="Cochrane Database of Systematic Reviews", volume=None, pages="CD001234")
    old = {**review, "doi": "10.1002/14651858.CD001234", "year": 2004, "pmid": "11111111"}
    new = {**review, "doi": "10.1002/14651858.CD001234.pub2", "year": 2010, "pmid": "22222222"}
    linkage = link(frame(old, new))
    assert linkage.clusters == ()
    assert [(r.a, r.b, r.kind) for r in linkage.related] == [("r1", "r0", "update")]
