from __future__ import annotations

import pytest

from tamis.formats.fulltext import jats
from tamis.formats.fulltext.values import UnreadableText
from tests.formats.fulltext.making import JATS


def test_blocks_and_runs_lie_where_they_say() -> None:
    text = jats.read(JATS.encode())
    page = text.pages[0].text
    runs = [r for b in text.blocks for r in (*b.runs, *(r for c in b.cells for r in c.runs))]
    assert runs
    assert all(page[r.start : r.start + len(r.text)] == r.text for r in runs)


def test_kinds_follow_the_structure() -> None:
    text = jats.read(JATS.encode())
    assert [b.kind for b in text.blocks] == [
        "title", "heading", "paragraph", "heading", "paragraph", "caption", "caption", "row", "row",
    ]  # fmt: skip
    assert text.title == "Walking for back pain"
    assert text.section(text.pages[0].text.index("10")) == "Methods"


def test_words_keep_their_style_and_table_cells_their_width() -> None:
    text = jats.read(JATS.encode())
    styles = {(r.text, r.style) for b in text.blocks for r in b.runs if r.style}
    assert styles == {("back", "i"), ("walking", "b"), ("6", "sup")}
    assert [c.across for c in text.blocks[-2].cells] == [1, 1, 2]


def test_references_are_left_out() -> None:
    assert "Other people" not in jats.read(JATS.encode()).pages[0].text


def test_entities_are_shown_and_never_expanded() -> None:
    bomb = (
        '<!DOCTYPE article PUBLIC "x" "x.dtd" [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">'
        '<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<article><body><p>one &b; two &x; three &nbsp;end</p></body></article>"
    )
    text = jats.read(bomb.encode()).pages[0].text
    assert "boom" not in text
    assert "root:" not in text
    assert text.startswith("one &b; two &x; three end")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<article><body><p>open", "not well formed"),
        ("<html><body>no</body></html>", "holds no <article>"),
        ("<article><body></body></article>", "without words"),
        ("<article><body>" + "<sec>" * 400 + "x" + "</sec>" * 400 + "</body></article>", "formed"),
    ],
)
def test_an_article_that_cannot_be_read_says_why(data: str, words: str) -> None:
    with pytest.raises(UnreadableText, match=words):
        jats.read(data.encode())


def test_a_table_inside_a_paragraph_keeps_the_words_around_it() -> None:
    data = (
        "<article><body><p>Before <list><list-item><p>inside</p></list-item></list> after"
        " <bold>all</bold>.</p></body></article>"
    )
    text = jats.read(data.encode())
    assert [("".join(r.text for r in b.runs), b.kind) for b in text.blocks] == [
        ("Before", "paragraph"), ("inside", "item"), ("after all.", "paragraph"),
    ]  # fmt: skip
