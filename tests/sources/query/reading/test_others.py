"""Embase.com, Cochrane, Scopus, Web of Science, CINAHL and Europe PMC, by their help pages."""

from __future__ import annotations

import pytest

from tamis.sources.query import Heading, parse, resolved
from tests.sources.query.said import read, said


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("'heart infarction'/exp", "H+heart infarction"),
        ("'asthma'/de/mj", "*H=asthma"),
        ("'heart attack':ti,ab,kw", '"heart attack":tak'),
        ("(symptom* NEAR/5 (headache* OR 'head ache')):ti,ab", "x"),
        ("heart failure", "(heart & failure)"),
        ("sulf?nyl:ti", "sulf{1,1}nyl:t"),
        ("behavio$r:ti", "behavio{0,1}r:t"),
        ("heart NEXT/1 attack*", "(heart >0 attack{0,})"),
        ("[english]/lim AND [2000-2020]/py", "(L=language english & L=date 2000..2020)"),
        ("'drug therapy'/lnk", "Q=drug therapy"),
        ("'conference abstract'/it", "L=publication-type conference abstract"),
        ("editorial/it OR note:it", "(L=publication-type editorial | L=publication-type note)"),
        ("a:ti OR b:ti AND c:ti", "((a:t | b:t) & c:t)"),
    ],
)
def test_embase(text: str, meaning: str) -> None:
    if meaning == "x":
        meaning = '(symptom{0,}:ta <>4 (headache{0,}:ta | "head ache":ta))'
    assert read(text, "embase") == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ('[mh "Motor Neuron Disease"]', "H+Motor Neuron Disease"),
        ('[mh ^"Wasting Syndrome"/DT]', "H=Wasting Syndrome/drug therapy"),
        ("MeSH descriptor: [Asthma] explode all trees", "H+Asthma"),
        ("MeSH descriptor: [Asthma] this term only", "H=Asthma"),
        ("MeSH descriptor Palliative Care explode all trees", "H+Palliative Care"),
        ("Any MeSH descriptor with qualifier(s): [Drug therapy - DT]", "Q=drug therapy"),
        ("hearing NEXT aid*", "(hearing >0 aid{0,})"),
        ("(a near/3 b):ti,ab,kw", "(a:takh <>2 b:takh)"),
        ("breast NEAR cancer", "(breast <>5 cancer)"),
        ("lung cancer", "(lung & cancer)"),
        ("a OR b AND c NOT d", "(a | (b & (c - d)))"),
        ('"x y":pt', "L=publication-type x y"),
    ],
)
def test_cochrane(text: str, meaning: str) -> None:
    assert read(text, "cochrane") == meaning


def test_cochrane_lists_of_lines() -> None:
    strategy = parse("#1 a:ti\n#2 b:ti\n#3 {OR #1-#2}\n#4 #3 and c:ti in Trials", "cochrane")
    assert said(resolved(strategy)) == "((a:t | b:t) & c:t)"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("TITLE-ABS-KEY(mouse AND NOT cat OR dog)", "(mouse:takh - (cat:takh | dog:takh))"),
        ("KEY(mouse OR rat AND rodent)", "x"),
        ("TITLE(ship* PRE/0 channel)", "(ship{0,}:t >0 channel:t)"),
        ("TITLE(pain W/15 morphine)", "(pain:t <>15 morphine:t)"),
        ("TITLE({heart-attack})", "heart-attack:t"),
        ("PUBYEAR > 2010 AND PUBYEAR < 2021", "(L=date 2011.. & L=date ..2020)"),
        ('TITLE(a) AND ( LIMIT-TO ( LANGUAGE,"English" ) )', "(a:t & L=language english)"),
        ('TITLE(a) AND ( EXCLUDE ( DOCTYPE,"re" ) )', "(a:t - L=publication-type re)"),
    ],
)
def test_scopus(text: str, meaning: str) -> None:
    if meaning == "x":
        field = "heading-words+keywords"
        meaning = f"((mouse:{field} | rat:{field}) & rodent:{field})"
    assert read(text, "scopus") == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("TS=(salmon NEAR virus)", "(salmon:takp <>15 virus:takp)"),
        ('TI=(Brown NEAR/2 "spider bite")', '(Brown:t <>2 "spider bite":t)'),
        ("TI=(rainbow trout)", "(rainbow:t & trout:t)"),
        ("TI=(copper OR lead AND algae)", "(copper:t | (lead:t & algae:t))"),
        ("TI=flavo$r", "flavo{0,1}r:t"),
        ("PY=2000-2020 AND LA=(English)", "(L=date 2000..2020 & L=language english)"),
    ],
)
def test_web_of_science(text: str, meaning: str) -> None:
    assert read(text, "wos") == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ('(MH "Palliative Care+")', "H+Palliative Care"),
        ('(MM "Asthma/DT/TH")', "*H=Asthma/drug therapy,therapy"),
        ("TI patient N2 education", "(patient:t <>2 education:t)"),
        ("AB (cold W2 therapy)", "(cold:a >2 therapy:a)"),
        ('TI "p#ediatric" OR AB midwi?e', "(p{0,1}ediatric:t | midwi{1,1}e:a)"),
        ("TI (a or b) AND PT clinical trial", "((a:t | b:t) & L=publication-type clinical trial)"),
    ],
)
def test_cinahl(text: str, meaning: str) -> None:
    assert read(text, "ebsco") == meaning


def test_cinahl_histories_run_backwards_and_carry_noise() -> None:
    text = (
        "S3\tS1 AND S2\tExpanders - Apply equivalent subjects\tSearch modes - Boolean/Phrase\t12\n"
        "S2\tTI b\t1,024\nS1\tTI a\tLimiters - English Language\t7\n"
    )
    strategy = parse(text, "ebsco")
    assert [(line.label, line.hits) for line in strategy.lines] == [
        ("1", 7),
        ("2", 1024),
        ("3", 12),
    ]
    assert said(resolved(strategy)) == "((a:t & L=language english) & b:t)"


def test_cinahl_headings_are_cinahls() -> None:
    heading = parse('MH "Asthma"', "ebsco").lines[0].query
    assert isinstance(heading, Heading)
    assert (heading.vocabulary, heading.explode) == ("cinahl", False)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ('TITLE:"protein knowledgebase"', '"protein knowledgebase":t'),
        ("ABSTRACT:(malaria OR als*)", "(malaria:a | als{0,}:a)"),
        ("FIRST_PDATE:[2010-01-01 TO 2020-12-31]", "L=date 2010-01-01..2020-12-31"),
        ("TITLE:a NOT SRC:PPR", "(a:t - L=subset src:ppr)"),
        ("PUB_YEAR:2015", "L=date 2015..2015"),
    ],
)
def test_europe_pmc(text: str, meaning: str) -> None:
    assert read(text, "europepmc") == meaning
