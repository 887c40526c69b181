from __future__ import annotations

from .reading import both, one, said

LONG = """PMID- 20481061
OWN - NLM
STAT- MEDLINE
IS  - 0955-2359 (Print)
VI  - 20
IP  - 4
DP  - 2009 Feb 3
TI  - From danger and motherhood to health and beauty: health advice for the factory
      girl.
PG  - 454-81
LID - 10.1000/long.1 [doi]
AB  - Lorem ipsum.
FAU - Long, Vicky
AU  - Long V
AD  - Centre for the History of Science, University of
      Manchester.
FAU - Marland, Hilary
AU  - Marland H
CN  - Factory Study Group
LA  - eng
SI  - ClinicalTrials.gov/NCT01234567
PT  - Journal Article
PL  - England
TA  - 20 Century Br Hist
JT  - 20 century British history
MH  - Attitude to Health
OT  - girls
PMC - PMC4513071
SO  - 20 Century Br Hist. 2009;20(4):454-81.

"""


def test_a_record_fills_its_fields() -> None:
    record = one(LONG)
    assert record.title.endswith("health advice for the factory girl.")
    assert record.authors == ("Long, Vicky", "Marland, Hilary", "Factory Study Group")
    assert (record.year, record.date, record.pages) == (2009, "2009-02-03", "454-81")
    assert (record.pmid, record.pmcid, record.doi) == ("20481061", "PMC4513071", "10.1000/long.1")
    assert (record.source, record.source_id) == ("pubmed", "20481061")
    assert record.registry_ids == ("NCT01234567",)
    assert (record.mesh, record.keywords) == (("Attitude to Health",), ("girls",))


def test_the_country_is_the_journals_never_the_authors() -> None:
    assert one(LONG).journal_country == "England"
    assert one(LONG.replace("PL  - England\n", "")).journal_country == ""


def test_a_record_may_begin_without_an_empty_line() -> None:
    records, _ = both("PMID- 1111111\nTI  - One\nPMID- 2222222\nTI  - Two\n")
    assert [r.title for r in records] == ["One", "Two"]


def test_an_empty_line_inside_a_record_parts_nothing() -> None:
    assert one("PMID- 1111111\nTI  - One\n\nAB  - Text\n").abstract == "Text"


def test_pmc_lists_begin_with_their_own_number() -> None:
    text = "PMC - PMC60550{}\nPMID- 3004292{}\nTI  - T{}\n\n"
    records, _ = both(text.format(1, 1, 1) + text.format(2, 2, 2))
    assert [(r.pmid, r.pmcid) for r in records] == [
        ("30042921", "PMC605501"),
        ("30042922", "PMC605502"),
    ]


def test_eric_has_its_own_numbers() -> None:
    record = one(
        "OWN - ERIC\nTI  - Paper\nAU  - Smith, Tom\nOID - EJ1131633\nISSN - ISSN-1234-4567\n"
    )
    assert (record.source, record.source_id, record.issn) == ("eric", "EJ1131633", ("1234-4567",))


def test_a_stray_line_is_kept_and_said() -> None:
    record = one("PMID- 27433151\nSO  invalid line\nTI  - Title\n")
    assert (record.title, record.extra) == ("Title", (("?", "SO  invalid line"),))
    assert "x:2: 'SO  invalid line' is neither" in said("PMID- 27433151\nSO  invalid line\n")


def test_authors_without_full_names_are_turned() -> None:
    assert one("PMID- 1111111\nTI  - T\nAU  - Long V\nAU  - de la Cruz RM\n").authors == (
        "Long, V",
        "de la Cruz, RM",
    )
