from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from tamis.model.publication import Publication
from tamis.report.site.crawl import bare_digits
from tamis.report.site.dates import time_tag, written
from tamis.report.site.links import Links, decimal
from tamis.report.site.markdown import markdown
from tamis.report.site.places import places, relative
from tamis.report.site.registries import registry_url
from tamis.report.site.slugs import slug, unique_slugs


@pytest.fixture(scope="module")
def links(publication: Publication) -> Links:
    return Links(publication=publication, places=places(publication), path="index.html")


def test_digits_are_linked_to_the_place_that_explains_them(links: Links) -> None:
    made = links.words("about 12 of the people in the group who had tea at breakfast", "x.html#y")
    assert made.startswith('about <a class="see" href="x.html#y">12</a> of the people')


def test_a_short_label_is_one_link(links: Links) -> None:
    assert links.words("24 hours", "x.html") == '<a class="see" href="x.html">24 hours</a>'


def test_a_shown_number_in_a_sentence_opens_its_own_derivation(links: Links) -> None:
    made = links.words("It was −2.35, not −2.351 or 12.35.", "", ("pool/estimate",))
    assert made.count("data-number") == 1


def test_text_is_escaped_with_and_without_links(links: Links) -> None:
    assert "<b>" not in links.words("<b>3</b>", "x.html")
    assert "<b>" not in links.words("<b>", "")


def test_a_name_inside_a_longer_word_is_not_that_name(links: Links) -> None:
    assert "href" not in links.words("HIC-280")


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_leaves_a_digit_unexplained_when_a_place_is_given(links: Links, text: str) -> None:
    made = html.document_fromstring(f"<div>{links.words(text, 'x.html')}</div>")
    assert not list(bare_digits(made))


def test_markdown_keeps_raw_html_as_text(links: Links) -> None:
    assert "<script>" not in markdown(links, "Hi <script>x</script>")


def test_markdown_links_to_scripts_are_not_links(links: Links) -> None:
    assert "href" not in markdown(links, "[x](javascript:alert(1))")


def test_references_survive_emphasis_and_lists(links: Links) -> None:
    made = markdown(links, "- **{n:trial-a/mean/tea}** and *{study:trial-b}*")
    assert '<strong><a class="n short" href="evidence/trial-a.html#n-trial-a-mean-tea"' in made
    assert '<em><a class="study"' in made


def test_headings_are_set_below_their_section(links: Links) -> None:
    made = markdown(links, "# One\n\n### Three", level=4)
    assert "<h4>One</h4>" in made
    assert "<h6>Three</h6>" in made


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-11-20", "20 November 2026"), ("2026-11", "November 2026"), ("2026", "2026"),
     ("soon", "soon"), ("2026-13-01", "2026-13-01")],
)  # fmt: skip
def test_days_are_written_out(day: str, words: str) -> None:
    assert written(day) == words
    assert words in time_tag(day)


def test_registers_are_known_by_their_numbers() -> None:
    assert registry_url("NCT00000001") == "https://clinicaltrials.gov/study/NCT00000001"
    assert registry_url("ISRCTN12345678") == "https://www.isrctn.com/ISRCTN12345678"
    assert registry_url("EUCTR2013-000567-10-IT").endswith("query=2013-000567-10")
    assert registry_url("odd").startswith("https://trialsearch.who.int/")


@pytest.mark.parametrize(
    ("place", "page", "href"),
    [("methods.html#x", "index.html", "methods.html#x"), ("a/b.html#x", "a/b.html", "#x"),
     ("index.html", "a/b.html", "../index.html"), ("a/c.html", "a/b.html", "c.html"),
     ("https://example.org/", "a/b.html", "https://example.org/")],
)  # fmt: skip
def test_addresses_are_relative_to_the_page(place: str, page: str, href: str) -> None:
    assert relative(place, page) == href


@settings(max_examples=60)
@given(st.lists(st.text(max_size=12), max_size=12))
def test_no_two_ids_share_a_slug_in_any_order(ids: list[str]) -> None:
    made = unique_slugs(ids)
    assert len(set(made.values())) == len(set(ids))
    assert dict(made) == dict(unique_slugs(reversed(ids)))


def test_a_slug_is_plain() -> None:
    assert slug("Trial Á/2 (×)") == "trial-a-2"


@pytest.mark.parametrize(("value", "text"), [(-3.104, "−3.10"), (0.001, "0.001"), (0.0, "0.00")])
def test_decimals_have_a_real_minus_and_do_not_round_to_nothing(value: float, text: str) -> None:
    assert decimal(value) == text


def test_sections_may_ask_for_any_block(with_text: Callable[[str], Publication]) -> None:
    from tamis.report.site import build
    from tamis.report.site.blocks import BLOCKS

    body = "\n".join(f"{{{name}}}" for name in BLOCKS)
    assert b"[not found: block" not in build(with_text(body))["index.html"]
