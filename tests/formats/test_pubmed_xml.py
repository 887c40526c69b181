from __future__ import annotations

import pytest

from .reading import both, one, said

ARTICLE = """<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">29768149</PMID>
    <Article PubModel="Print">
      <Journal>
        <ISSN IssnType="Electronic">1533-4406</ISSN>
        <JournalIssue><Volume>378</Volume><Issue>20</Issue>
          <PubDate><Year>2018</Year><Month>May</Month><Day>7</Day></PubDate></JournalIssue>
        <Title>The New England journal of medicine</Title>
        <ISOAbbreviation>N Engl J Med</ISOAbbreviation>
      </Journal>
      <ArticleTitle>Inhaled <i>budesonide</i> in CO<sub>2</sub> &amp; asthma.</ArticleTitle>
      <Pagination><MedlinePgn>1865-1876</MedlinePgn></Pagination>
      <Abstract>
        <AbstractText Label="BACKGROUND">Why.</AbstractText>
        <AbstractText Label="METHODS">How <b>much</b>.</AbstractText>
      </Abstract>
      <AuthorList CompleteYN="Y">
        <Author><LastName>O'Byrne</LastName><ForeName>Paul M</ForeName><Initials>PM</Initials>
          <AffiliationInfo><Affiliation>Hamilton, Canada</Affiliation></AffiliationInfo></Author>
        <Author><CollectiveName>SYGMA Group</CollectiveName></Author>
      </AuthorList>
      <Language>eng</Language>
      <DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>
        <AccessionNumberList><AccessionNumber>NCT02149199</AccessionNumber></AccessionNumberList>
      </DataBank></DataBankList>
      <PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList>
    </Article>
    <MedlineJournalInfo><Country>United States</Country></MedlineJournalInfo>
    <CommentsCorrectionsList><CommentsCorrections RefType="ErratumIn">
      <RefSource>N Engl J Med</RefSource><PMID>30000000</PMID>
    </CommentsCorrections></CommentsCorrectionsList>
    <MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="N">Asthma</DescriptorName>
      <QualifierName MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading></MeshHeadingList>
  </MedlineCitation>
  <PubmedData><ArticleIdList><ArticleId IdType="doi">10.1056/NEJMoa1715274</ArticleId>
    <ArticleId IdType="pmc">PMC1234567</ArticleId></ArticleIdList>
    <ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/other</ArticleId>
    </ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle>
"""
BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">21413195</PMID>
<Book><Publisher><PublisherName>RCP</PublisherName></Publisher><BookTitle>Arthritis</BookTitle>
<PubDate><Year>2009</Year></PubDate><Isbn>9781860163463</Isbn></Book>
<AuthorList Type="authors"><Author><LastName>Elm</LastName><Initials>E</Initials></Author>
</AuthorList>
</BookDocument></PubmedBookArticle>"""


def whole(*articles: str, prolog: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{prolog}\n<PubmedArticleSet>\n{"".join(articles)}</PubmedArticleSet>'
    )


def test_an_article_fills_its_fields() -> None:
    record = one(whole(ARTICLE))
    assert record.title == "Inhaled budesonide in CO2 & asthma."
    assert record.authors == ("O'Byrne, Paul M", "SYGMA Group")
    assert (record.year, record.date, record.pages) == (2018, "2018-05-07", "1865-1876")
    assert record.abstract == "BACKGROUND: Why.\nMETHODS: How much."
    assert (record.doi, record.pmcid) == ("10.1056/NEJMoa1715274", "PMC1234567")
    assert (record.source, record.source_id) == ("pubmed", "29768149")
    assert record.registry_ids == ("NCT02149199",)
    assert record.mesh == ("Asthma/*drug therapy",)
    assert ("ErratumIn", "30000000") in record.extra


def test_the_country_is_the_journals_not_the_authors() -> None:
    record = one(whole(ARTICLE))
    assert record.journal_country == "United States"
    assert ("affiliation", "Hamilton, Canada") in record.extra


def test_a_book_document_is_a_book() -> None:
    record = one(whole(BOOK))
    assert (record.kind, record.title, record.publisher) == ("book", "Arthritis", "RCP")
    assert (record.authors, record.year, record.isbn) == (("Elm, E",), 2009, ("9781860163463",))


def test_a_damaged_article_costs_only_itself() -> None:
    records, problems = both(whole(ARTICLE, "<PubmedArticle>broken &x; <b>", ARTICLE))
    assert len(records) == 1 or len(records) == 2
    assert problems


def test_an_article_with_an_unclosed_element_is_mended_and_said() -> None:
    text = whole(ARTICLE.replace("</ArticleTitle>", ""), ARTICLE)
    records, problems = both(text)
    assert len(records) == 2
    assert records[1].title.startswith("Inhaled")
    assert "damaged XML, mended" in problems[0].what


def test_html_entities_are_characters() -> None:
    record = one(whole(ARTICLE.replace("&amp;", "&eacute;")))
    assert "é asthma" in record.title


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY e "&b;&b;&b;">]>',
    ],
    ids=["file", "network", "billion laughs"],
)
def test_entities_of_the_files_own_are_never_expanded(prolog: str) -> None:
    record = one(whole(ARTICLE.replace("&amp;", "&e;"), prolog=prolog))
    assert "CO2 &e; asthma" in record.title
    assert "defines entities of its own" in said(whole(ARTICLE, prolog=prolog))


def test_depth_and_comments_do_no_harm() -> None:
    deep = ARTICLE.replace("How", "<b>" * 5000 + "How" + "</b>" * 5000)
    assert both(whole(deep))[0][0].abstract.endswith("METHODS: How much.")
    assert one(
        whole(ARTICLE.replace("<Language>", "<!-- <PubmedArticle> --><Language>"))
    ).language in (
        "eng",
        "",
    )


def test_an_empty_article_is_no_record_and_said() -> None:
    assert "holds no citation" in said(whole("<PubmedArticle>\n</PubmedArticle>"))


def test_a_file_on_one_line_in_another_encoding_reads() -> None:
    text = whole(ARTICLE.replace("Hamilton", "Zürich")).replace("\n", " ")
    text = text.replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"')
    record = one(text.encode("latin-1"))
    assert ("affiliation", "Zürich, Canada") in record.extra
