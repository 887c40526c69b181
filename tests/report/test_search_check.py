from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from tamis.model.findings import Finding, Passage, SearchReport
from tamis.model.protocol import SearchPlan
from tamis.model.publication import Publication
from tamis.report.site import build
from tamis.report.site.crawl import crawl

FOUND = Finding(
    code="untagged",
    severity="warning",
    title="Words left to automatic term mapping",
    passages=(Passage(0, 3, 1), Passage(8, 13, 1)),
    words=("tea 2", "water"),
    seen="no field tag",
    why="PubMed maps words; see rule 7.",
    instead="Tag them with `[tiab:~0]`.",
    source="PubMed User Guide, version 6",
    address="https://pubmed.ncbi.nlm.nih.gov/help/",
)


@pytest.fixture
def checked(publication: Publication) -> Publication:
    planned = (
        SearchPlan(source="PubMed", query="tea 2 AND water"),
        SearchPlan(source="a shelf", query="teas"),
    )
    report = SearchReport(
        platform="pubmed", label="PubMed", headings="MeSH", text="tea", findings=(FOUND,)
    )
    protocol = replace(publication.protocol, searches=planned)
    return replace(publication, protocol=protocol, searches=(report, None))


def test_a_search_shows_what_its_check_found(checked: Publication) -> None:
    page = html.document_fromstring(build(checked)["methods.html"].decode())
    first, second = page.find_class("search")
    (check,) = first.find_class("search-check")
    text = " ".join(check.text_content().split())
    assert "Words left to automatic term mapping may change what is found: tea 2, water." in text
    assert "Instead: Tag them with [tiab:~0]." in text
    assert not second.find_class("search-check")


def test_every_digit_of_a_check_is_quoted_or_leads_somewhere(checked: Publication) -> None:
    assert crawl(build(checked)) == ()


def test_a_check_without_findings_says_so(checked: Publication) -> None:
    assert checked.searches[0] is not None
    clean = replace(checked, searches=(replace(checked.searches[0], findings=()), None))
    assert "found nothing" in build(clean)["methods.html"].decode()


def test_a_publication_without_checks_shows_its_searches_as_before(checked: Publication) -> None:
    made = build(replace(checked, searches=()))["methods.html"].decode()
    assert "search-check" not in made
    assert "tea 2 AND water" in made
