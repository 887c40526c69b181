from __future__ import annotations

from collections.abc import Callable

import pytest

from tamis.model.publication import Publication
from tamis.report.site import check_text, references

WithText = Callable[[str], Publication]


def said(publication: Publication) -> list[str]:
    return [p.what for p in check_text(publication)]


def test_the_invented_review_has_no_problem(publication: Publication) -> None:
    assert check_text(publication) == ()


def test_references_come_in_order_and_once() -> None:
    assert references("{n:a} and {study:b}, {n:a}") == ("n:a", "study:b")


@pytest.mark.parametrize(
    "reference",
    ["n:gone", "study:gone", "doc:gone", "term:gone", "effect:tea-water/gone", "certainty:x/y"],
)
def test_a_reference_to_nothing_is_a_problem(with_text: WithText, reference: str) -> None:
    assert said(with_text(f"See {{{reference}}}."))[0] == f"nothing is called {{{reference}}}"


def test_bare_digits_in_prose_are_a_problem(with_text: WithText) -> None:
    assert said(with_text("It helped 35 of them.")) == [
        "nothing explains the digits in 'It helped 35 of them.'"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Searched on 2026-05-01 and on 3 May 2026, and {date:2018}.",
        "The HIC-28 score and Blend-7 are explained.",
        "Trial B 2021 is a study here.",
        "Registered as NCT00000001 or ISRCTN12345678.",
        "> quoted: 12 cups\n\n`code 12`",
        "{n:pool/estimate} minutes",
    ],
)
def test_what_explains_itself_is_no_problem(with_text: WithText, text: str) -> None:
    assert said(with_text(text)) == []


def test_a_block_that_does_not_exist_is_a_problem(with_text: WithText) -> None:
    assert said(with_text("{short-anwser}")) == ["there is no block {short-anwser}"]


def test_a_part_of_a_longer_number_is_not_a_known_number(with_text: WithText) -> None:
    assert said(with_text("{effect:tea-water/duration} and 64 more")) != []
