"""Reading an article off its text gives what the parser gives, or steps back."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tamis.formats._pubmed_article import article
from tamis.formats._pubmed_quick import quick

from .test_pubmed_xml import ARTICLE

KEYWORDS = '<KeywordList><Keyword MajorTopicYN="N">gait <i>x</i></Keyword></KeywordList>'
FULL = ARTICLE.replace("</MedlineCitation>", KEYWORDS + "</MedlineCitation>").strip()
TAGS = sorted(set(re.findall(r"</?\w+", FULL)))


def test_the_common_shape_is_read_without_the_parser() -> None:
    record = quick(FULL, "")
    assert record is not None
    assert record == article(etree.fromstring(FULL), FULL, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<Volume>378", '<Volume n="1">378'),
        ("<Volume>378</Volume>", "<Volume/>"),
        ("<Volume>378", "<Volume ><!-- 377 -->378"),
        ("<Title>", "<Title><![CDATA[A <Title>]]>"),
        ("</ArticleTitle>", ""),
        ("&amp;", "&eacute;"),
        ("&amp;", "&"),
        ("<LastName>O", '<LastName x="y">O'),
        ("<Language>eng</Language>", "<Language>eng</Language><Language>fre</Language>"),
    ],
)
def test_an_unusual_shape_is_left_to_the_parser(before: str, after: str) -> None:
    assert quick(FULL.replace(before, after, 1), "") is None


@settings(max_examples=300, deadline=None)
@given(
    tag=st.sampled_from(TAGS),
    piece=st.sampled_from(["", "<b>x</b>", "&lt;", "&#233;", "\n  ", "<Volume>1</Volume>", "<x/>"]),
    data=st.data(),
)
def test_wherever_it_does_not_step_back_it_agrees_with_the_parser(
    tag: str, piece: str, data: st.DataObject
) -> None:
    parts = FULL.split(tag)
    at = data.draw(st.integers(1, len(parts) - 1))
    text = (
        tag.join(parts[:at]) + piece + data.draw(st.sampled_from([tag, ""])) + tag.join(parts[at:])
    )
    record = quick(text, "")
    try:
        element = etree.fromstring(text)
    except etree.XMLSyntaxError:
        return
    assert record is None or record == article(element, text, "")


if SAMPLES := os.environ.get("TAMIS_SAMPLES"):

    @pytest.mark.parametrize(
        "path", sorted(Path(SAMPLES).glob("pubmed_xml/*.xml")), ids=lambda path: path.name
    )
    def test_samples_agree(path: Path) -> None:
        parser = etree.XMLParser(recover=True, resolve_entities=False)
        root = etree.fromstring(path.read_bytes(), parser)
        for element in [root] if root.tag == "PubmedArticle" else root.iter("PubmedArticle"):
            text = etree.tostring(element, encoding="unicode", with_tail=False)
            record = quick(text, "")
            assert record is None or record == article(element, text, "")
