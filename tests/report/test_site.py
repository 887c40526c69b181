from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tamis.model.publication import Publication
from tamis.model.results import Cell
from tamis.report.site import build
from tamis.report.site.crawl import crawl

Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def files(publication: Publication) -> Files:
    return build(publication)


@pytest.fixture(scope="module")
def bare_files(bare_publication: Publication) -> Files:
    return build(bare_publication)


def test_nothing_is_wrong_with_the_whole_site(files: Files) -> None:
    assert crawl(files) == ()


def test_nothing_is_wrong_with_the_site_of_a_stranger(bare_files: Files) -> None:
    assert crawl(bare_files) == ()


def test_every_page_of_the_plan_is_there(files: Files) -> None:
    wanted = {"index", "studies", "methods", "excluded", "claims", "sources", "glossary", "data"}
    assert {f"{name}.html" for name in wanted} <= set(files)
    assert {"evidence/trial-a.html", "numbers/flow.html", "records/1.html", "sailors.html"} <= set(
        files
    )


def test_without_claims_there_is_no_page_of_claims(bare_files: Files) -> None:
    assert "claims.html" not in bare_files
    assert b"Claims checked" not in bare_files["index.html"]


def test_the_same_publication_builds_the_same_bytes(publication: Publication, files: Files) -> None:
    assert build(publication) == files


def test_the_manifest_names_every_other_file(files: Files) -> None:
    digests = json.loads(files["manifest.json"])["sha256"]
    others = {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != "manifest.json"}
    assert digests == others


def test_a_section_shows_only_on_pages_of_its_days(publication: Publication, files: Files) -> None:
    assert b"Later" not in files["index.html"]
    later = build(replace(publication, as_of="2027-02-01"))
    assert b"Later" in later["index.html"]


def test_a_value_whose_sentence_was_not_kept_says_so(files: Files) -> None:
    page = files["evidence/trial-a.html"].decode()
    assert "recorded value, sentence not kept" in page
    assert "<blockquote>bouts lasted 8.1 minutes with tea</blockquote>" in page


def test_what_is_missing_is_called_missing(files: Files) -> None:
    assert "not reported here" in files["evidence/trial-a.html"].decode()


def test_a_derived_number_shows_formula_and_linked_inputs(files: Files) -> None:
    page = files["evidence/trial-a.html"].decode()
    assert "<code>MD = m1 − m2</code>" in page
    assert 'href="#n-trial-a-mean-tea" data-number="trial-a/mean/tea">8.1</a>' in page


def test_what_nobody_studied_is_not_called_no_effect(files: Files) -> None:
    page = files["index.html"].decode()
    assert "which is not the same as no effect" in page
    assert "Nobody has studied tea for sailors." in page


def test_uncontrolled_results_say_what_they_cannot_show(files: Files) -> None:
    assert "supports no statement about benefit here" in files["index.html"].decode()


def test_nothing_pooled_prints_the_reason(files: Files) -> None:
    assert "trial reports a spread" in files["methods.html"].decode()


def test_an_address_that_is_no_web_address_is_never_a_link(files: Files) -> None:
    assert all(b"javascript:" not in c for n, c in files.items() if n.endswith(".html"))


def test_markup_in_data_is_text(publication: Publication) -> None:
    first = replace(publication.studies[0], label="<script>x</script>")
    made = build(replace(publication, studies=(first, *publication.studies[1:])))
    assert all(b"<script>x" not in content for n, content in made.items() if n.endswith(".html"))


def test_abstracts_and_raw_exports_are_not_published(files: Files) -> None:
    assert all(b"An abstract that is not ours" not in content for content in files.values())
    assert b"TY  - JOUR" not in files["data/review.json"]


def test_ids_that_differ_only_in_signs_get_their_own_pages(publication: Publication) -> None:
    first = replace(publication.studies[0], study="trial a", label="Other A")
    made = build(replace(publication, studies=(*publication.studies, first)))
    assert crawl(made) == ()


def test_the_sentence_of_an_effect_links_its_numbers(files: Files) -> None:
    page = files["index.html"].decode()
    assert 'data-number="pool/estimate">−2.35</a>' in page
    assert 'data-number="pool/low">−4.60</a>' in page


def test_unknown_references_are_shown_and_not_hidden(
    with_text: Callable[[str], Publication],
) -> None:
    made = build(with_text("So {study:nobody} says."))
    assert "[not found: study nobody]" in made["index.html"].decode()


def test_the_site_of_a_stranger_speaks_only_of_its_own_subject(bare_files: Files) -> None:
    page = bare_files["index.html"].decode()
    assert "A new review" in page
    assert "has not come to an answer yet" in page
    assert "Records identified" in page


def test_coded_characteristics_show_their_labels_and_open_their_source(
    publication: Publication,
) -> None:
    first = publication.studies[0]
    coded = replace(first, cells={"drink": Cell(text="green-tea", number="trial-a/n")})
    page = build(replace(publication, studies=(coded, *publication.studies[1:])))
    html = page["evidence/trial-a.html"].decode()
    assert 'href="#n-trial-a-n">Green tea</a>' in html


def test_a_claim_may_name_numbers_in_what_it_says(publication: Publication) -> None:
    claim = replace(publication.claims[0], says="Bouts lasted {n:trial-a/mean/tea} minutes.")
    page = build(replace(publication, claims=(claim,)))["claims.html"].decode()
    assert 'data-number="trial-a/mean/tea">8.1</a> minutes.' in page
