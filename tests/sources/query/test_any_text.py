"""No text makes a reader or a writer raise anything but `UnreadableQuery`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.sources.query import TARGETS, UnreadableQuery, parse, tokenise, translate
from tamis.sources.query.reading import READERS

#: Pieces of every language, so that random text is about something.
PIECES = st.sampled_from(
    [
        *(
            " ",
            "\n",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            '"',
            "'",
            "“",
            "/",
            ",",
            ".",
            ":",
            "*",
            "?",
            "$",
        ),
        *("and", "OR", "NOT", "adj3", "NEAR/2", "next", "W/3", "N5", "#1", "S2", "1. ", "or/1-3"),
        *("[tiab]", "[mh]", "[dp]", "[tiab:~3]", ".ti,ab.", ".mp", ":ti,ab", "/exp", "exp ", "mh"),
        *(
            "TS=",
            "TITLE-ABS-KEY(",
            "TI ",
            '(MH "',
            "TITLE:",
            "PY=2010",
            "limit 1 to ",
            "[2010-2020]",
        ),
        *(
            "asthma",
            "stem cell",
            "2010:2020[dp]",
            "\x00",
            "é",
            "é",
            "‐",
            "MeSH descriptor: [",
            "42",
        ),
        *("PUBYEAR > 2010", "LIMIT-TO(", "[english]/lim", "in Trials", "{or #1-#3}", "\t12,345\n"),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join))


@pytest.mark.parametrize("platform", sorted(READERS))
@given(text=TEXTS)
@settings(max_examples=80, deadline=None)
def test_any_text_is_read_or_refused_with_a_sentence(platform: str, text: str) -> None:
    try:
        strategy = parse(text, platform)
    except UnreadableQuery:
        return
    assert all(0 <= o.place.start <= o.place.end <= len(text) for o in strategy.oddities)


@pytest.mark.parametrize("platform", sorted(READERS))
@given(text=TEXTS)
@settings(max_examples=15, deadline=None)
def test_what_was_read_can_be_written_for_every_platform(platform: str, text: str) -> None:
    for target in TARGETS:
        for lines in (False, True):
            try:
                made = translate(text, platform, target, lines=lines)
            except UnreadableQuery:
                break
            assert made.source == platform


@pytest.mark.parametrize("platform", sorted(READERS))
@given(text=TEXTS)
@settings(max_examples=40, deadline=None)
def test_tokens_lose_no_character_but_spaces(platform: str, text: str) -> None:
    tokens = tokenise(text, platform)
    kept = "".join(token.text for token in tokens)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_nesting_without_end_is_refused_or_repaired() -> None:
    deep = "(" * 5000 + "asthma" + ")" * 5000
    assert parse(deep, "pubmed").lines
    mixed = " ".join(f"a{n} {'AND' if n % 2 else 'OR'}" for n in range(3000)) + " z"
    with pytest.raises(UnreadableQuery, match="nest"):
        parse(mixed, "pubmed")


def test_a_text_without_a_word_is_refused() -> None:
    with pytest.raises(UnreadableQuery, match="no word"):
        parse(" ( ) -- ", "ovid")
