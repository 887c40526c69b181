"""Checks the free text of a page before it is published."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html

from tamis.model.problems import Problem
from tamis.model.publication import Publication
from tamis.report.site.blocks import BLOCKS
from tamis.report.site.crawl import bare_digits
from tamis.report.site.links import Links
from tamis.report.site.markdown import markdown, split_blocks
from tamis.report.site.places import places
from tamis.report.site.references import is_known, references

_LINK_IT = (
    "write {n:ID} for a number of the review, {date:2024} for a year, "
    "or explain the name under terms"
)


def check_text(publication: Publication) -> tuple[Problem, ...]:
    """List references to nothing, blocks that don't exist, and digits that nothing explains.

    Sections, the title and summary, and the prose of claims are looked at.
    """
    links = Links(publication=publication, places=places(publication), path="index.html")
    return tuple(
        problem
        for where, text, has_blocks in _texts(publication)
        for problem in _check(links, where, text, has_blocks)
    )


def _texts(publication: Publication) -> Iterator[tuple[str, str, bool]]:
    text = publication.text
    yield "page title", text.title, False
    yield "page summary", text.summary, False
    for section in text.sections:
        yield f"section '{section.id}' heading", section.heading, False
        yield f"section '{section.id}'", section.body, True
    for claim in publication.claims:
        yield f"claim '{claim.id}' says", _quoted(claim.says), False
        yield f"claim '{claim.id}' why", claim.why, False
        yield f"claim '{claim.id}' wording", claim.wording, False


def _quoted(text: str) -> str:
    """What another text says is a quotation: its digits are its own."""
    return "> " + " ".join(text.split())


def _check(links: Links, where: str, text: str, has_blocks: bool) -> Iterator[Problem]:
    for reference in references(text):
        if not is_known(links, reference):
            hint = "see numbers.json for the ids of numbers" if reference[:2] == "n:" else ""
            yield Problem(where, f"nothing is called {{{reference}}}", hint, "error")
    if has_blocks:
        yield from _check_blocks(where, text)
    prose = "\n".join(part for name, _, part in split_blocks(text) if not name)
    made = markdown(links, prose)
    if made.strip():
        for bare in bare_digits(html.document_fromstring(f"<div>{made}</div>")):
            yield Problem(where, f"nothing explains the digits in '{bare}'", _LINK_IT, "error")


def _check_blocks(where: str, text: str) -> Iterator[Problem]:
    for name, _, _ in split_blocks(text):
        if name and name not in BLOCKS:
            known = ", ".join(sorted(BLOCKS))
            yield Problem(where, f"there is no block {{{name}}}", f"known blocks: {known}", "error")
