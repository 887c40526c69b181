"""Each loss says what the target can't express, what was written, and which way it moves."""

from __future__ import annotations

import pytest

from tamis.sources.query import Loss, translate


def losses(text: str, source: str, target: str) -> list[Loss]:
    return list(translate(text, source, target).losses)


@pytest.mark.parametrize(
    ("text", "source", "target", "code", "effect", "written"),
    [
        ("heart attack", "pubmed", "ovid", "term-mapping", "narrows", "(heart and attack).mp."),
        (
            '"hip pain"[ti:~3]',
            "pubmed",
            "europepmc",
            "proximity",
            "broadens",
            "TITLE:(hip AND pain)",
        ),
        ("(a adj3 child*).ti.", "ovid", "pubmed", "proximity", "broadens", "a[ti] AND child*[ti]"),
        ("wom#n.ti.", "ovid", "pubmed", "truncation", "changes", "womn[ti]"),
        ("behavio?r.ti.", "ovid", "pubmed", "truncation", "broadens", "behavio*[ti]"),
        ("dog$1.ti.", "ovid", "embase", "exact", "", "dog$:ti"),
        ("neuron$2.ti.", "ovid", "embase", "truncation", "broadens", "neuron*:ti"),
        ("*itis:ti", "embase", "ovid", "truncation", "narrows", "itis.ti."),
        ("exp Asthma/", "ovid", "embase", "vocabulary", "changes", "'asthma'/exp"),
        ("exp Asthma/", "ovid", "scopus", "explosion", "narrows", "INDEXTERMS(Asthma)"),
        ("*Asthma/", "ovid", "cochrane", "major", "broadens", '[mh ^"Asthma"]'),
        ("a.ti. and dt.fs.", "ovid", "ebsco", "subheading", "broadens", "TI a"),
        ("TITLE({a-b})", "scopus", "wos", "exactness", "broadens", "TI=(a-b)"),
        ("TI (a W3 b)", "ebsco", "wos", "order", "broadens", "TI=(a NEAR/3 b)"),
        ("a[tiab]", "pubmed", "ebsco", "fields", "narrows", "(TI a OR AB a)"),
        ("a[tiab]", "pubmed", "wos", "fields", "broadens", "TS=(a)"),
        ("a[ti] AND 2010:2020[dp]", "pubmed", "cochrane", "limit", "broadens", "a:ti"),
        ("a[ti] AND review[pt]", "pubmed", "scopus", "exact", "", 'TITLE(a) AND DOCTYPE("review")'),
    ],
)
def test_a_loss_says_which_way_it_moves(
    text: str, source: str, target: str, code: str, effect: str, written: str
) -> None:
    made = translate(text, source, target)
    assert made.text == written
    found = [(loss.code, loss.effect) for loss in made.losses]
    assert (code, effect) in found or (code == "exact" and not found)


def test_a_loss_names_its_place_in_the_source() -> None:
    text = "asthma[ti] OR\nwheez*[ti] OR colo?r"
    (loss,) = [x for x in losses(text, "pubmed", "ctgov") if x.code == "truncation"]
    assert (loss.place.line, loss.source) == (2, "wheez*[ti]")


def test_under_not_a_broader_part_narrows_the_whole() -> None:
    found = losses("a.ti. not exp Asthma/", "ovid", "scopus")
    assert [x.effect for x in found if x.code == "explosion"] == ["broadens"]


def test_an_animal_exclusion_goes_where_species_are_not_indexed() -> None:
    made = translate("a[ti] NOT (animals[mh] NOT humans[mh])", "pubmed", "wos")
    assert made.text == "TI=(a)"
    assert [loss.code for loss in made.losses] == ["limit"]


def test_proximity_with_or_is_written_out_for_pubmed() -> None:
    made = translate("((a or b) adj3 c).ti.", "ovid", "pubmed")
    assert made.text == '"a c"[ti:~2] OR "b c"[ti:~2]'
    assert [loss.effect for loss in made.losses] == ["none"]


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("ovid", "(stem adj4 cell).ti."),
        ("embase", "(stem NEAR/4 cell):ti"),
        ("cochrane", "(stem NEAR/4 cell):ti"),
        ("scopus", "TITLE(stem W/3 cell)"),
        ("wos", "TI=(stem NEAR/3 cell)"),
        ("ebsco", "TI (stem N3 cell)"),
    ],
)
def test_three_words_between_are_counted_as_each_platform_counts(target: str, written: str) -> None:
    assert translate('"stem cell"[ti:~3]', "pubmed", target).text == written


def test_a_search_without_losses_says_so() -> None:
    made = translate("(asthma[tiab] OR Asthma[mh]) AND wheez*[ti]", "pubmed", "ovid")
    assert (made.text, made.losses) == ("(asthma.ti,ab,kf. or exp Asthma/) and wheez*.ti.", ())


def test_openalex_says_that_truncation_ends_stemming() -> None:
    made = translate("wheez*[tiab] AND asthma[tiab]", "pubmed", "openalex")
    assert made.text == "title_and_abstract.search.exact:wheez* AND asthma"
    assert "stemming" in [loss.code for loss in made.losses]


def test_clinicaltrials_gov_explodes_through_ancestors() -> None:
    text = translate("Asthma[mh]", "pubmed", "ctgov").text
    assert 'AREA[ConditionAncestorTerm]"Asthma"' in text
