from __future__ import annotations

import pytest

from tamis.model.protocol import Criterion, Protocol, Term
from tamis.review.highlights import highlights, terms

QUERIES = [
    ('"back pain"[tiab] AND walk*[tw] NOT (animals[mh] NOT humans[mh])',
     ("back pain", "walk*"), ("animals",)),
    ("(back adj3 pain*).ti,ab. not child*.ti.", ("back", "pain*"), ("child*",)),
    ('TITLE-ABS-KEY("stem cell*") AND TS=(mouse OR rats)', ("stem cell*", "mouse", "rats"), ()),
    ("(amyotrophic NEXT lateral NEXT sclerosis):ti,ab,kw", ("amyotrophic lateral sclerosis",), ()),
    ("exp back pain/ or lumbago.mp.", ("back pain", "lumbago"), ()),
]  # fmt: skip


@pytest.mark.parametrize(("query", "asked", "refused"), QUERIES)
def test_the_words_of_a_search_are_read_on_every_platform(
    query: str, asked: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    assert terms(query) == (asked, refused)


def test_a_word_is_marked_in_one_set_only_and_in_the_protocols_first() -> None:
    protocol = Protocol(
        id="x", title="X", question="?",
        populations=(Term(id="a", label="Adults (grown-ups)", synonyms=("people",)),),
        criteria=(Criterion(code="E1", short="animal study", text="…"),
                  Criterion(code="E2", short="not in adults", text="…")),
    )  # fmt: skip
    found = {s.kind: s.words for s in highlights(protocol, ['adults AND "back pain"'])}
    assert found["population"] == ("adults", "grown-ups")
    assert found["exclude"] == ("animal study",)
    assert found["search"] == ("back pain",)
