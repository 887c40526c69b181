from __future__ import annotations

import gzip

import pytest

from .reading import both, one, said

WALK = """TY  - JOUR
AU  - Alder, Ann
AU  - Birch, B. C.
TI  - Walking for back pain
PY  - 2018
DA  - 2018/05/03/
JF  - Journal of Walks
J2  - J. Walks
VL  - 12
IS  - 3
SP  - 152
EP  - 160
SN  - 1234-567X
DO  - https://doi.org/10.1000/walk.1
AB  - Walking helps.
KW  - gait
KW  - back
LA  - eng
UR  - https://example.org/walk
AD  - A town
ER  -
"""


def test_a_record_fills_its_fields() -> None:
    record = one(WALK)
    assert record.title == "Walking for back pain"
    assert record.authors == ("Alder, Ann", "Birch, B. C.")
    assert (record.year, record.date, record.pages) == (2018, "2018-05-03", "152-160")
    assert (record.journal, record.journal_abbreviation) == ("Journal of Walks", "J. Walks")
    assert (record.doi, record.issn) == ("10.1000/walk.1", ("1234-567X",))
    assert (record.keywords, record.extra) == (("gait", "back"), (("AD", "A town"),))
    assert "TI  - Walking for back pain" in record.raw


def test_reading_twice_gives_the_same_ids() -> None:
    assert one(WALK).id == one(WALK).id


def test_a_missing_end_parts_two_records_and_is_said() -> None:
    text = WALK.replace("ER  -\n", "") + "TY  - JOUR\nTI  - Another\nAU  - Cedar, C\nER  - \n"
    records, problems = both(text)
    assert [r.title for r in records] == ["Walking for back pain", "Another"]
    assert records[1].authors == ("Cedar, C",)
    assert problems[0].line == 1
    assert "has no ER line" in problems[0].what


def test_the_last_record_is_read_without_its_end() -> None:
    records, problems = both("TY  - JOUR\nTI  - Only\nAU  - Cedar, C")
    assert (len(records), records[0].title) == (1, "Only")
    assert "no ER line" in problems[0].what


def test_a_byte_order_mark_does_not_hide_the_first_record() -> None:
    assert one(b"\xef\xbb\xbf" + WALK.encode()).title == "Walking for back pain"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_line_ends_and_encodings_do_not_matter(end: str, encoding: str) -> None:
    record = one(WALK.replace("Alder", "Ålder").replace("\n", end).encode(encoding))
    assert record.authors[0] == "Ålder, Ann"


def test_lines_of_an_abstract_that_look_like_tags_stay_text() -> None:
    record = one("TY  - JOUR\nTI  - T\nAB  - Blood types\nAB - positive\nER was full\nER  -\n")
    assert record.abstract == "Blood types\nAB - positive\nER was full"
    assert "looks like tag AB" in said("TY  - JOUR\nAB  - a\nAB - b\nER  -\n")


def test_an_end_tag_with_words_inside_a_text_ends_nothing() -> None:
    record = one("TY  - JOUR\nTI  - T\nAB  - Of those\nER  - negative women\nall lived\nER  -\n")
    assert record.abstract == "Of those\nER - negative women\nall lived"


def test_a_single_space_before_the_dash_is_read_and_said() -> None:
    text = "TY - JOUR\nTI - Lean\nAU - Elm, E\nPY - 2001\nER -\n"
    record = one(text)
    assert (record.title, record.authors, record.year) == ("Lean", ("Elm, E",), 2001)
    assert "two spaces" in said(text)


def test_tags_before_the_type_belong_to_the_record() -> None:
    record = one("DO  - 10.1000/x\nTY  - JOUR\nTI  - Late type\nER  -\n")
    assert (record.title, record.doi) == ("Late type", "10.1000/x")


def test_tails_between_records_are_left_out_and_said() -> None:
    text = WALK + "NL  - J Walks\n\nLink to the Ovid Full Text: http://x\n\n2.\n" + WALK
    records, problems = both(text)
    assert len(records) == 2
    assert [(p.line, p.what) for p in problems] == [
        (22, "'NL  - J Walks' and 2 more lines belong to no record")
    ]


def test_headings_of_cochrane_and_counters_of_ovid_are_no_problem() -> None:
    head = 'Record #1 of 784\nProvider: John Wiley\nContent: text/plain; charset="UTF-8"\n\n1.\n'
    assert said(head + WALK) == ""


def test_cochrane_pads_its_values() -> None:
    record = one(
        "TY  -  JOUR\nAN  -  CN-00778158\nTI  -  Dinosaur\nC3  -  PUBMED 21314913\nER  -\n"
    )
    assert (record.source, record.source_id, record.pmid) == ("central", "CN-00778158", "21314913")


def test_unknown_tags_are_kept_and_said_once() -> None:
    text = "TY  - JOUR\nTI  - A\nQQ  - x\nER  -\nTY  - JOUR\nTI  - B\nQQ  - y\nER  -\n"
    records, problems = both(text)
    assert [r.extra for r in records] == [(("QQ", "x"),), (("QQ", "y"),)]
    assert [str(p) for p in problems if "QQ" in p.what] == [
        "x:1: tag QQ is not known (2 times, first here) (kept as it is among the extra fields)"
    ]


def test_several_authors_in_one_field_are_parted() -> None:
    assert one("TY  - JOUR\nTI  - T\nAU  - Smith J, Doe A\nER  -\n").authors == (
        "Smith, J",
        "Doe, A",
    )
    text = "TY  - JOUR\nTI  - T\nAU  - Smith, John; Doe, Ann\nER  -\n"
    assert one(text).authors == ("Smith, John", "Doe, Ann")
    assert "several authors in one field" in said(text)


def test_keywords_one_to_a_line_under_one_tag_are_parted() -> None:
    assert one("TY  - JOUR\nTI  - T\nKW  - gait\nback\npain\nER  -\n").keywords == (
        "gait",
        "back",
        "pain",
    )


def test_a_two_digit_year_is_read_and_said() -> None:
    text = "TY  - JOUR\nTI  - T\nPY  - 99\nER  -\n"
    assert one(text).year == 1999
    assert "two-digit year '99' read as 1999" in said(text)


def test_a_year_that_is_none_is_kept() -> None:
    record = one("TY  - JOUR\nTI  - T\nPY  - 10 15\nER  -\n")
    assert (record.year, record.extra) == (None, (("PY", "10 15"),))


def test_a_second_abstract_is_kept() -> None:
    record = one("TY  - JOUR\nTI  - T\nN2  - one\nAB  - two\nER  -\n")
    assert record.abstract == "two"
    assert ("AB", "one") in record.extra


def test_entities_markup_and_latex_become_characters() -> None:
    record = one(
        "TY  - JOUR\nTI  - <i>In vitro</i> caf&eacute; &amp; p &lt; 0.05\n"
        'AU  - G{\\"o}del, K\nER  -\n'
    )
    assert record.title == "In vitro café & p < 0.05"
    assert record.authors == ("Gödel, K",)


def test_rayyan_decisions_come_with_who_and_why() -> None:
    note = (
        'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bob"=>"Excluded"} | RAYYAN-LABELS: animal,old '
        "| RAYYAN-EXCLUSION-REASONS: wrong population"
    )
    record = one(f"TY  - JOUR\nTI  - T\nN1  - {note}\nER  -\n")
    assert record.extra == (
        ("tamis:decision", "include"),
        ("tamis:decided-by", "Ann"),
        ("tamis:decision", "exclude"),
        ("tamis:decided-by", "Bob"),
        ("tamis:reason", "wrong population"),
        ("tamis:label", "animal"),
        ("tamis:label", "old"),
    )


def test_two_citations_without_ids_do_not_share_one() -> None:
    text = "TY  - JOUR\nTI  - Editorial\nPY  - 2018\nSP  - {}\nER  -\n"
    records, _ = both(text.format(1) + text.format(2))
    assert records[0].id != records[1].id


def test_abstracts_of_one_supplement_share_its_doi_and_no_id() -> None:
    text = "TY  - JOUR\nTI  - Abstract {}\nDO  - 10.1000/suppl\nER  -\n"
    records, _ = both(text.format("one") + text.format("two"))
    assert records[0].doi == records[1].doi
    assert records[0].id != records[1].id


def test_a_gzipped_file_reads_like_its_content() -> None:
    assert one(gzip.compress(WALK.encode())).id == one(WALK).id


def test_the_source_given_wins_over_the_one_found() -> None:
    text = WALK.replace("LA  - eng", "DB  - Embase")
    assert both(text)[0][0].source == "embase"
    assert both(text, source="my search")[0][0].source == "my search"


def test_ten_thousand_records_come_one_by_one() -> None:
    class Endless:
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += 1
            return (WALK * 200).encode()

    from tamis.formats import read

    stream = Endless()
    records = read(stream, file="x", format="ris")  # type: ignore[arg-type]
    assert [next(records) for _ in range(10_000)]
    assert stream.taken < 100


def test_records_read_by_the_learnt_order_are_those_read_line_by_line() -> None:
    odd = WALK.replace("IS  - 3\n", "").replace("back pain", "back\npain").replace("gait", "a\nb")
    notes = WALK.replace("LA  - eng\n", "N1  - x  - y\nLA  - eng\nQQ  - new\n")
    some = [WALK, odd, notes, WALK.replace("SN  - 1234-567X\n", "SN  -\n")]
    many, _ = both("\n".join(some) * 60)
    alone = [one(text) for text in some]
    assert [r.id for r in many] == [r.id for r in alone] * 60
    assert many[-4:] == alone
