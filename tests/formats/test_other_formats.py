"""One test or two for each format without a file of its own."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tamis import formats
from tamis.formats._door import NoColumns
from tamis.model.errors import UnreadableFile
from tamis.model.records import Record

from .reading import both, one, said


def test_csl_items_fill_their_fields() -> None:
    item = {
        "type": "article-journal", "id": "x", "title": "Walks", "container-title": "J",
        "author": [
            {"family": "Berg", "given": "A.", "non-dropping-particle": "van der"},
            {"literal": "WHO"},
        ],
        "issued": {"date-parts": [[2018, 5]]}, "page": "1-9", "DOI": "10.1000/x", "volume": 3,
    }  # fmt: skip
    record = one(json.dumps([item]))
    assert record.authors == ("van der Berg, A.", "WHO")
    assert (record.year, record.date, record.volume) == (2018, "2018-05", "3")


def test_a_study_of_clinicaltrials_gov_is_a_registration() -> None:
    study = {
        "protocolSection": {
            "identificationModule": {
                "nctId": "NCT01234567", "briefTitle": "Walk", "officialTitle": "Walking for pain",
                "secondaryIdInfos": [{"id": "2020-000123-12"}, {"id": "grant 7"}],
            },
            "statusModule": {"studyFirstSubmitDate": "2020-03-01", "overallStatus": "COMPLETED"},
            "contactsLocationsModule": {"locations": [{"country": "Norway"}]},
            "referencesModule": {"references": [{"pmid": "123", "type": "RESULT"}]},
        }
    }  # fmt: skip
    record = one(json.dumps({"studies": [study], "nextPageToken": "x"}))
    assert (record.kind, record.source_id, record.title) == (
        "registration",
        "NCT01234567",
        "Walking for pain",
    )
    assert (record.registry_ids, record.date) == (("NCT01234567", "2020-000123-12"), "2020-03-01")
    assert record.journal_country == ""
    assert {("location-country", "Norway"), ("reference-result", "PMID 123")} <= set(record.extra)


def test_openalex_abstracts_are_put_in_order() -> None:
    work = {
        "id": "https://openalex.org/W52443429", "title": "T", "publication_year": 2003,
        "abstract_inverted_index": {"walks": [1], "He": [0], "far": [2]},
        "authorships": [{"raw_author_name": "Ann B. Elm", "author": {"display_name": "A Elm"}}],
        "is_retracted": True,
    }  # fmt: skip
    record = one("\n".join([json.dumps(work)]))
    assert (record.source_id, record.abstract) == ("W52443429", "He walks far")
    assert record.authors == ("Elm, Ann B.",)
    assert ("is_retracted", "yes") in record.extra


def test_crossref_replies_read_alone_and_in_pages() -> None:
    work = {
        "DOI": "10.1000/X", "type": "journal-article", "title": ["T"], "container-title": ["J"],
        "author": [{"family": "Elm", "given": "E"}], "issued": {"date-parts": [[2016, 1, 31]]},
        "abstract": "<jats:p>Why.</jats:p><jats:p>How.</jats:p>",
    }  # fmt: skip
    alone = {"status": "ok", "message-type": "work", "message": work}
    page = {"status": "ok", "message-type": "work-list", "message": {"items": [work, work]}}
    assert one(json.dumps(alone)).abstract == "Why.\nHow."
    assert [r.source_id for r in both(json.dumps(page))[0]] == ["10.1000/x"] * 2


def test_europe_pmc_replies_read_whole_and_as_lists() -> None:
    result = {
        "id": "30012345", "source": "MED", "pmid": "30012345", "doi": "10.1000/x", "title": "T.",
        "authorString": "Elm E, Ash A.", "pubYear": "2018", "isOpenAccess": "N",
        "journalInfo": {"journal": {"title": "J"}}, "abstractText": "<h4>Why</h4>Walks.",
    }  # fmt: skip
    preprint = {**result, "id": "PPR7", "source": "PPR", "pmid": ""}
    page = {
        "version": "6.9", "hitCount": 2, "nextCursorMark": "AoI", "request": {"queryString": "x"},
        "resultList": {"result": [result, preprint]},
    }  # fmt: skip
    found, problems = both(json.dumps(page))
    assert [(r.source_id, r.kind) for r in found] == [
        ("MED/30012345", "article"), ("PPR/PPR7", "preprint"),
    ]  # fmt: skip
    assert (found[0].title, found[0].journal, found[0].year) == ("T.", "J", 2018)
    assert not problems
    assert one(json.dumps([result])).source_id == "MED/30012345"
    empty = {**page, "hitCount": 0, "resultList": {"result": []}}
    assert [p.what for p in both(json.dumps(empty))[1]] == ["no records, read as europepmc"]


def test_eppi_codes_are_decisions_and_labels() -> None:
    export = {
        "CodeSets": [{"SetName": "S", "Attributes": {"AttributesList": [
            {"AttributeId": 1, "AttributeName": "EXCLUDE on study design"},
            {"AttributeId": 2, "AttributeName": "Rats"}]}}],
        "References": [{"ItemId": 7, "Title": "T", "Authors": "Elm E; Ash A;", "Year": "2001",
                        "Codes": [{"AttributeId": 1, "AdditionalText": ""}, {"AttributeId": 2}]}],
    }  # fmt: skip
    record = one(json.dumps(export))
    assert record.authors == ("Elm, E", "Ash, A")
    assert [p for p in record.extra if p[0].startswith("tamis:")] == [
        ("tamis:decision", "exclude"), ("tamis:reason", "study design"), ("tamis:label", "Rats"),
    ]  # fmt: skip


def test_endnote_xml_on_one_line_reads_through_its_styles() -> None:
    def style(text: str) -> str:
        return f'<style face="normal" font="default">{text}</style>'

    text = (
        '<?xml version="1.0"?><xml><records><record><source-app name="EndNote">EndNote</source-app>'
        '<rec-number>1</rec-number><ref-type name="Journal Article">17</ref-type><contributors>'
        f"<authors><author>{style('Zuber, J')}</author><author>{style('Elm, E')}</author></authors>"
        f"</contributors><titles><title>{style('New ')}{style('insights')}</title>"
        f"<secondary-title>{style('Nat Rev')}</secondary-title></titles>"
        f"<dates><year>{style('2011')}</year>"
        f"</dates><electronic-resource-num>{style('10.1000/x')}</electronic-resource-num></record>"
        "</records></xml>"
    )
    record = one(text)
    assert (record.title, record.authors) == ("New insights", ("Zuber, J", "Elm, E"))
    assert (record.journal, record.year, record.doi) == ("Nat Rev", 2011, "10.1000/x")


def test_endnote_xml_with_entities_of_its_own_reads_without_them() -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        "<xml><records><record><titles><title>Walks &e; end</title></titles></record>"
        "</records></xml>"
    )
    records, problems = both(text)
    assert records[0].title == "Walks &e; end"
    assert any("entities of its own" in p.what for p in problems)


def test_enw_records_begin_at_their_type() -> None:
    text = (
        "%0 Journal Article\n%T One\n%A Elm, E\n%D 2001\n%R 10.1000/x\n\n"
        "%0 Book\n%T Two\n%@ 978-3-86490-311-3\n"
    )
    records, _ = both(text)
    assert [(r.kind, r.title) for r in records] == [("article", "One"), ("book", "Two")]
    assert records[1].isbn == ("978-3-86490-311-3",)


WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Elm, E
   Ash, A
AF Elm, Eve
   Ash, Adam
TI A title wrapped
   over lines
SO JOURNAL OF WALKS
AB Background
   A line that is long enough to have been wrapped by the platform at its column
   goes on.
DE gait; back
SN 1234-567X
PD MAY 7
PY 2018
BP 1
EP 9
DI 10.1000/x
UT WOS:000424022700066
PM 29377890
ER

EF
"""


def test_web_of_science_text_unwraps_lines_and_keeps_paragraphs() -> None:
    record = one(WOS)
    assert (record.title, record.authors) == (
        "A title wrapped over lines",
        ("Elm, Eve", "Ash, Adam"),
    )
    assert record.abstract.split("\n") == [
        "Background",
        "A line that is long enough to have been wrapped by the platform at its column goes on.",
    ]
    assert (record.date, record.pages, record.pmid) == ("2018-05-07", "1-9", "29377890")
    assert (record.source_id, record.keywords) == ("WOS:000424022700066", ("gait", "back"))


def test_a_web_of_science_record_without_end_is_said() -> None:
    assert "no ER line" in said(WOS.replace("ER\n\nEF\n", ""))


def test_ovid_tags_read_under_their_counter() -> None:
    text = (
        "<3001. >\nVN  - Ovid Technologies\nDB  - Embase\nUI  - 621381829\nTI  - Title.\n"
        "SO  - Gait. 12 (3) (pp 1-9), 2018.\nAU  - Behan L.\nAU  - Rubbo B.\nCP  - Netherlands\n"
        "IS  - 1753-6561\nDO  - http://dx.doi.org/10.1000/x\nYR  - 2018\n"
    )
    record = one(text)
    assert (record.source, record.source_id) == ("embase", "621381829")
    assert (record.authors, record.journal_country) == (("Behan, L.", "Rubbo, B."), "Netherlands")


def test_ovid_field_names_read_with_their_indented_text() -> None:
    text = (
        "<8>\nAccession Number\n  00042637-900000000-99667.\n"
        "Author\n  Elm, Jakob MD 1;  Ash, Tim 2\nTitle\n  Effects of walks: a review.[Review]\n"
        "Source\n  Ecohydrology.   8(6):1048-1064, September 2015.\n"
        "Abstract\n  Lorem.\nDOI Number\n  10.1000/x\n\n<9>\nTitle\n  Next\n"
    )
    records, _ = both(text)
    first = records[0]
    assert (first.title, first.authors) == (
        "Effects of walks: a review.",
        ("Elm, Jakob", "Ash, Tim"),
    )
    assert (first.journal, first.volume, first.issue, first.pages, first.year) == (
        "Ecohydrology", "8", "6", "1048-1064", 2015,
    )  # fmt: skip
    assert records[1].title == "Next"


def test_ictrp_trials_keep_their_numbers_in_other_registers() -> None:
    text = (
        "<Trials_downloaded_from_ICTRP><Trial><Internal_Number>1</Internal_Number>"
        "<TrialID>ChiCTR2600000001\n    </TrialID><Public_title>Walk</Public_title>"
        "<Scientific_title>Walking for pain   </Scientific_title>"
        "<Date_registration3>20260920</Date_registration3><Countries>China</Countries>"
        "<Inclusion_Criteria>1. Age &gt;= 18;&#x0D;&lt;br&gt;2. Fit</Inclusion_Criteria>"
        "<Secondary_ID>NCT09999999;2026-000001-11</Secondary_ID></Trial></Trials_downloaded_from_ICTRP>"
    )
    record = one(text)
    assert (record.source_id, record.title) == ("ChiCTR2600000001", "Walking for pain")
    assert record.registry_ids == ("ChiCTR2600000001", "NCT09999999", "2026-000001-11")
    assert (record.date, record.journal_country) == ("2026-09-20", "")
    assert ("Inclusion_Criteria", "1. Age >= 18;\n2. Fit") in record.extra


def test_inspec_text_reads() -> None:
    record = one("Record.*INSPEC.*\n\nTI ~ The SIS project\nAU ~ Prechelt, Lutz\nPY ~ 1992\n")
    assert (record.title, record.authors, record.year) == (
        "The SIS project",
        ("Prechelt, Lutz",),
        1992,
    )


def test_a_scopus_response_reads() -> None:
    text = (
        '<abstracts-retrieval-response xmlns:dc="d" xmlns:prism="p" xmlns:ce="c"><coredata>'
        "<eid>2-s2.0-85019269575</eid><dc:title>A primer</dc:title><prism:coverDate>2017-07-01"
        "</prism:coverDate><dc:creator><author><ce:surname>Hoffmann</ce:surname><ce:given-name>Sebastian"
        "</ce:given-name></author></dc:creator></coredata></abstracts-retrieval-response>"
    )
    record = one(text)
    assert (record.source_id, record.authors) == ("2-s2.0-85019269575", ("Hoffmann, Sebastian",))


def workbook(*sheets: str, shared: str = "") -> bytes:
    data = io.BytesIO()
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f"<workbook {main}/>")
        for at, sheet in enumerate(sheets, 1):
            archive.writestr(
                f"xl/worksheets/sheet{at}.xml",
                f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>",
            )
        archive.writestr("xl/sharedStrings.xml", f"<sst {main}>{shared}</sst>")
    return data.getvalue()


def test_a_workbook_reads_through_shared_strings_and_gaps() -> None:
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Year</t></is></c>'
        '<c r="D1" t="str"><v>DOI</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>2018.0</v></c>'
        '<c r="D2" t="str"><v>10.1000/x</v></c></row>'
    )
    shared = "<si><t>Title</t></si><si><r><t>Wal</t></r><r><t>ks</t></r></si>"
    record = one(workbook(sheet, shared=shared))
    assert (record.title, record.year, record.doi) == ("Walks", 2018, "10.1000/x")


def test_every_sheet_that_is_a_table_is_read_and_the_others_are_named() -> None:
    def cells(*rows: str) -> str:
        return "".join(f'<row><c t="inlineStr"><is><t>{row}</t></is></c></row>' for row in rows)

    book = workbook(cells("See the next sheet"), cells("Title", "Walks"), cells("Titel", "Wege"))
    records, problems = both(book)
    assert [record.title for record in records] == ["Walks", "Wege"]
    assert any("sheet1" in problem.what for problem in problems)


def test_columns_of_a_workbook_can_be_named_by_number() -> None:
    cell = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
    rows = (("A1", "Name"), ("B1", "Record")), (("A2", "Journal of Walks"), ("B2", "A walk"))
    sheet = "".join(f"<row>{''.join(cell.format(*c) for c in row)}</row>" for row in rows)
    given = {"1": "journal", "2": "title"}
    found = list(
        formats.read(workbook(sheet), file="a.xlsx", source="x", format="xlsx", columns=given)
    )
    (record,) = (r for r in found if isinstance(r, Record))
    assert (record.title, record.journal) == ("A walk", "Journal of Walks")


def test_columns_of_what_is_no_table_are_refused() -> None:
    with pytest.raises(NoColumns, match="ris, which has no columns"):
        list(formats.read(b"TY  - JOUR\nER  - \n", file="a", format="ris", columns={"1": "title"}))


def test_a_damaged_workbook_says_why() -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        both(workbook("<row r='1'>")[:-40], "xlsx")


def test_json_cut_short_says_so_and_keeps_what_was_whole() -> None:
    item = json.dumps({"type": "book", "title": "T", "id": "1"})
    with pytest.raises(UnreadableFile, match="no JSON"):
        both(f'[{item}, {{"type": "bo', "csl-json")


def test_json_lines_read_one_by_one() -> None:
    line = '{"id":"https://openalex.org/W1000%d","title":"T","authorships":[]}\n'
    assert len(both("".join(line % i for i in range(50)))[0]) == 50
