"""Each rule at its smallest: the string that has the fault, and the one beside it that has not."""

from __future__ import annotations

import pytest

from tamis.model.findings import Finding
from tamis.sources.lint import lint_text
from tamis.sources.mesh import Descriptor, Subset, subset

MESH = subset()


def found(text: str, platform: str = "pubmed") -> dict[str, list[str]]:
    """Code → the words of every passage."""
    report = lint_text(text, platform, MESH)
    made: dict[str, list[str]] = {}
    for finding in report.findings:
        words = [text[p.start : p.end].strip() for p in finding.passages]
        made.setdefault(finding.code, []).extend(words)
    return made


def one(text: str, code: str, platform: str = "pubmed") -> Finding:
    (finding,) = (f for f in lint_text(text, platform, MESH).findings if f.code == code)
    return finding


FAULTS = [
    # (code, platform, with the fault, the words found, without it)
    ("untagged", "pubmed", "asthma AND wheez*[tiab]", ["asthma"], "asthma[tiab] AND wheez*[tiab]"),
    ("untagged", "pubmed", "stem cells", ["stem cells"], '"stem cells"'),
    ("all-fields", "pubmed", "wheez*", ["wheez*"], "wheez*[tiab]"),
    ("phrase-index", "pubmed", '"stem cell"[tiab]', ['"stem cell"[tiab]'], "asthma[tiab]"),
    ("short-truncation", "pubmed", "ear*[tiab]", ["ear*[tiab]"], "ears*[tiab]"),
    (
        "truncation-inside-phrase",
        "pubmed",
        '"chemo* fog"[tiab]',
        ['"chemo* fog"[tiab]'],
        '"brain fogs*"[tiab]',
    ),
    (
        "truncation-inside-phrase",
        "cochrane",
        '"brain fog*":ti,ab',
        ['"brain fog*":ti,ab'],
        "(brain NEXT fog*):ti,ab",
    ),
    ("unquoted-truncated-phrase", "pubmed", "day care*", ["day care*"], '"day care*"'),
    ("unsupported-wildcard", "pubmed", "an?esth*[tiab]", ["an?esth*[tiab]"], "anesth*[tiab]"),
    ("unsupported-wildcard", "pubmed", "monitor$[tiab]", ["monitor$[tiab]"], "monitor*[tiab]"),
    (
        "unsupported-wildcard",
        "pubmed",
        "*amphetamine[tiab]",
        ["*amphetamine[tiab]"],
        "amphetamine*[tiab]",
    ),
    ("unsupported-wildcard", "ovid", "*cillin.tw.", ["*cillin.tw."], "*Penicillins/"),
    ("unsupported-wildcard", "scopus", "TITLE-ABS-KEY(colo#r)", ["colo#r"], "TITLE(colo?r)"),
    (
        "proximity-wildcard",
        "pubmed",
        '"stem cell*"[tiab:~2]',
        ['"stem cell*"[tiab:~2]'],
        '"stem cell"[tiab:~2]',
    ),
    ("smart-quote", "pubmed", "“stem cell”[tiab]", ["“", "”"], '"stem cell"[tiab]'),
    ("smart-quote", "embase", "‘stem cell’:ti", ["‘", "’"], "'lou gehrig’s':ti"),
    ("single-quotes", "pubmed", "'older adult'", ["'older adult'"], '"older adult"'),
    ("lower-case-operator", "pubmed", "a1[tiab] or b1[tiab]", ["or"], "a1[tiab] OR b1[tiab]"),
    ("lower-case-operator", "europepmc", "TITLE:a1 or TITLE:b1", ["or"], "TITLE:a1 OR TITLE:b1"),
    ("misspelt-operator", "pubmed", "asthma[tiab] ADN child[tiab]", ["ADN"], "AND1[tiab]"),
    ("unbalanced", "pubmed", "(asthma[tiab] OR wheeze[tiab]", ["("], "(asthma[tiab])"),
    ("missing-operand", "pubmed", "asthma[tiab] OR", ["OR"], "asthma[tiab]"),
    (
        "mixed-operators",
        "pubmed",
        "a1[ti] OR b1[ti] AND c1[ti]",
        ["a1[ti] OR b1[ti] AND c1[ti]"],
        "(a1[ti] OR b1[ti]) AND c1[ti]",
    ),
    (
        "mixed-operators",
        "wos",
        "TS=(a1 AND b1 OR c1)",
        ["TS=(a1 AND b1 OR c1)"],
        "TS=((a1 AND b1) OR c1)",
    ),
    ("unknown-field", "pubmed", "asthma[xyz]", ["[xyz]"], "asthma[tiab]"),
    ("foreign-syntax", "pubmed", "(stem adj3 cell)", ["adj3"], '"stem cell"[tiab:~2]'),
    ("foreign-syntax", "ovid", "asthma[tiab]", ["[tiab]"], "asthma.ti,ab."),
    ("foreign-syntax", "embase", "asthma.ti,ab.", [".ti,ab."], "asthma:ti,ab"),
    ("foreign-syntax", "cochrane", "'asthma'/exp", ["'asthma'/exp"], '[mh "Asthma"]'),
    ("foreign-syntax", "wos", "TS=(stem adj3 cell)", ["adj3"], "TS=(stem NEAR/3 cell)"),
    ("foreign-syntax", "pubmed", "exp Child[mesh]", ["exp Child[mesh]"], "Child[mesh]"),
    ("tag-on-group", "pubmed", "(a1 OR b1)[tiab]", ["[tiab]"], "(a1[tiab] OR b1[tiab])"),
    (
        "entry-term-heading",
        "ovid",
        "Lou Gehrig Disease/",
        ["Lou Gehrig Disease/"],
        "Amyotrophic Lateral Sclerosis/",
    ),
    ("truncated-heading", "embase", "'neoplas*'/exp", ["'neoplas*'/exp"], "'neoplasm'/exp"),
    ("not-exploded", "ovid", "Stem Cells/", ["Stem Cells/"], "exp Stem Cells/"),
    ("language-limit", "pubmed", "a1[ti] AND english[la]", ["english[la]"], "a1[ti]"),
    ("humans-limit", "pubmed", "a1[ti] AND humans[mh]", ["humans[mh]"], "a1[ti] AND adult[mh]"),
    (
        "animals-excluded",
        "pubmed",
        "a1[ti] NOT animals[mh]",
        ["animals[mh]"],
        "a1[ti] NOT (animals[mh] NOT humans[mh])",
    ),
    (
        "animals-excluded",
        "ovid",
        "asthma.ti. not exp animals/",
        ["exp animals/"],
        "asthma.ti. not (exp animals/ not humans.sh.)",
    ),
    ("not-text", "pubmed", "a1[ti] NOT child*[tiab]", ["child*[tiab]"], "a1[ti] NOT review[pt]"),
    ("duplicate", "pubmed", "a1[ti] OR A1[ti]", ["A1[ti]"], "a1[ti] OR a1[tiab]"),
    (
        "subsumed",
        "pubmed",
        "cancer*[ti] OR cancers[ti]",
        ["cancers[ti]"],
        "cancer*[ti] OR cancers[tiab]",
    ),
]


@pytest.mark.parametrize(("code", "platform", "faulty", "words", "sound"), FAULTS)
def test_a_fault_is_found_where_it_is_and_nowhere_else(
    code: str, platform: str, faulty: str, words: list[str], sound: str
) -> None:
    assert found(faulty, platform).get(code) == words
    assert code not in found(sound, platform)


LINES = "1. exp asthma/\n2. wheez*.tw.\n3. {}\n4. child*.tw.\n5. 3 and 4"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1 or 2 or 9", "dangling-reference"),
        ("1 or 4", "forward-reference"),
        ("1 or 3", "self-reference"),
        ("1 or 1", "duplicate"),
    ],
)
def test_a_wrong_line_number_is_found(line: str, code: str) -> None:
    assert code in found(LINES.format(line), "ovid")
    assert not found(LINES.format("1 or 2"), "ovid").keys() & {code, "unused-line"}


def test_a_line_nothing_uses_is_found() -> None:
    assert found(LINES.format("1 or 1"), "ovid")["unused-line"] == ["wheez*.tw."]


def test_two_lines_with_one_number_are_found() -> None:
    text = "1. asthma.tw.\n2. wheeze.tw.\n2. cough.tw.\n3. 1 and 2"
    assert len(found(text, "ovid")["repeated-number"]) == 2


def test_rows_without_numbers_are_not_called_unused() -> None:
    assert "unused-line" not in found("asthma.tw.\nwheeze.tw.\ncough.tw.\n1 and 3", "ovid")


def test_a_concept_of_headings_alone_needs_words() -> None:
    text = 'Asthma[mh] AND ("Stem Cells"[mh] OR "stem cell*"[tiab])'
    assert found(text)["heading-without-text"] == ["Asthma[mh]"]


def test_check_tags_are_no_concept() -> None:
    text = '(Asthma[mh] OR asthma[tiab]) AND Child[mh] AND ("Stem Cells"[mh] OR "stem cell*"[tiab])'
    assert "heading-without-text" not in found(text)


def test_a_concept_of_words_alone_lacks_a_heading() -> None:
    text = 'asthma[tiab] AND ("Stem Cells"[mh] OR "stem cell*"[tiab])'
    assert found(text)["text-without-heading"] == ["asthma[tiab]"]


def test_a_filter_for_study_designs_needs_no_heading() -> None:
    text = '(random*[tiab] OR placebo[tiab]) AND ("Stem Cells"[mh] OR "stem cell*"[tiab])'
    assert "text-without-heading" not in found(text)


def test_a_date_on_one_branch_of_or_is_found_and_on_all_is_not() -> None:
    part = "(a1[ti] AND 2020:2024[dp]) OR b1[ti]"
    whole = "(a1[ti] OR b1[ti]) AND 2020:2024[dp]"
    each = "(a1[ti] AND 2020:2024[dp]) OR (b1[ti] AND 2020:2024[dp])"
    assert found(part)["date-in-part"] == ["2020:2024[dp]"]
    assert "date-in-part" not in found(whole)
    assert "date-in-part" not in found(each)


def test_what_not_drops_is_not_limited() -> None:
    text = "1. asthma.tw.\n2. animals/ and humans/\n3. animals/ not 2\n4. 1 not 3"
    assert not found(text, "ovid").keys() & {"humans-limit", "animals-excluded", "not-text"}


def test_what_is_kept_is_not_what_not_drops() -> None:
    limited = "1 asthma.tw.\n2 limit 1 to conference abstract\n3 1 not 2"
    assert "not-text" not in found(limited, "ovid-embase")
    again = "1 asthma.tw.\n2 child*.tw.\n3 1 and 2\n4 1 not 3"
    assert "not-text" in found(again, "ovid-embase")


def test_types_of_publication_behind_a_slash_are_no_words() -> None:
    assert found("asthma:ti NOT ('review'/it OR editorial/it)", "embase") == {}


def test_a_platform_that_truncates_beginnings_may() -> None:
    for platform, text in (("wos", "TS=(*cillin)"), ("cochrane", "*cillin:ti")):
        assert "unsupported-wildcard" not in found(text, platform)


def test_an_implied_and_does_not_mix_operators() -> None:
    assert "mixed-operators" not in found("(lung cancer OR asthma):ti,ab", "cochrane")


def test_a_filter_for_trials_is_out_of_place_in_central() -> None:
    text = "[mh Asthma] AND (random*:ti,ab OR placebo*:ti,ab)"
    assert "central-filter" in found(text, "cochrane")
    assert "central-filter" not in found("[mh Asthma] AND child*:ti,ab", "cochrane")


def test_the_reason_for_mixed_operators_names_the_platforms_own_order() -> None:
    pubmed = one("a1[ti] OR b1[ti] AND c1[ti]", "mixed-operators")
    scopus = one("TITLE(a1) AND TITLE(b1) OR TITLE(c1)", "mixed-operators", "scopus")
    assert "left to right" in pubmed.why
    assert "OR first" in scopus.why
    assert "(a1[ti] OR b1[ti])" not in pubmed.seen
    assert "`a1[ti] OR b1[ti]`" in pubmed.seen


def test_an_entry_term_is_a_note_in_pubmed_and_an_error_elsewhere() -> None:
    assert one("Lou Gehrig Disease[mh]", "entry-term-heading").severity == "note"
    elsewhere = one("Lou Gehrig Disease/", "entry-term-heading", "ovid")
    assert elsewhere.severity == "error"
    assert elsewhere.instead == "Write the heading: `Amyotrophic Lateral Sclerosis`."


def test_an_unknown_heading_is_told_only_by_a_whole_thesaurus() -> None:
    class Whole(Subset):
        complete = True

    whole = Whole("MeSH 2026", [Descriptor(ui="D1", name="Asthma")])
    text = "Asthmatic Wheezing[mh] AND asthma[tiab]"
    told = {f.code for f in lint_text(text, "pubmed", whole).findings}
    assert "unknown-heading" in told
    assert "unknown-heading" not in found(text)


def test_untagged_words_of_a_line_are_one_finding_with_all_their_places() -> None:
    finding = one("(stem cells OR ALS) AND asthma", "untagged")
    assert [p.start for p in finding.passages] == [1, 15, 24]
    assert finding.words == ("stem cells", "ALS", "asthma")
