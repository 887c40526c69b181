from __future__ import annotations

import io

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from tamis.formats.fulltext import jats, pdf
from tamis.formats.fulltext.tables import Table, tables
from tamis.formats.fulltext.values import FullText

from .making import JATS, PAPER
from .making import pdf as paper

ROWS = (
    ("", "Walking", "Rest"),
    ("Number", "31", "25"),
    ("Pain, mean (SD)", "−3.10 (3.51)", "−6.48 (4.53)"),
    ("Age in years", "61.2", "60.9"),
)


def printed(rows: tuple[tuple[str, ...], ...] = ROWS) -> FullText:
    """A page with a paragraph, a caption and a table in three columns."""
    figure, made = Figure(figsize=(6, 8)), io.BytesIO()
    figure.text(0.1, 0.9, "We walked with adults who had pain in the back.")
    figure.text(0.1, 0.8, "Table 1. Pain at 6 months")
    for i, row in enumerate(rows):
        for x, said in zip((0.1, 0.5, 0.75), row, strict=True):
            figure.text(x, 0.76 - 0.03 * i, said)
    figure.text(0.1, 0.5, "Nobody fell.")
    with PdfPages(made) as book:
        book.savefig(figure)
    return pdf.read(made.getvalue())


def said(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_a_table_of_a_pdf_is_found_by_where_its_words_stand() -> None:
    (table,) = tables(printed())
    assert said(table) == [list(row) for row in ROWS]
    assert (table.page, table.caption) == (1, "Table 1. Pain at 6 months")
    assert [row[1].head for row in table.rows] == [True, False, False, False]


def test_every_cell_with_words_has_the_place_they_stand_at() -> None:
    text = printed()
    cells = [c for row in tables(text)[0].rows for c in row if c.text]
    assert [" ".join(text.pages[0].text[c.start : c.end].split()) for c in cells] == [
        c.text for c in cells
    ]


def test_a_heading_over_two_columns_takes_both() -> None:
    rows = (("Outcome", "Groups of the trial at 6", ""), *ROWS)
    (table,) = tables(printed(rows))
    assert [(c.text, c.across) for c in table.rows[0]] == [("Outcome", 1), (rows[0][1], 2)]


def test_prose_is_no_table_nor_in_two_columns() -> None:
    assert tables(pdf.read(paper(PAPER))) == ()
    figure, made = Figure(figsize=(8, 8)), io.BytesIO()
    for i in range(20):
        for x in (0.05, 0.55):
            figure.text(x, 0.9 - 0.03 * i, f"we asked {i} adults to walk each day", size=9)
    with PdfPages(made) as book:
        book.savefig(figure)
    assert tables(pdf.read(made.getvalue())) == ()


def test_a_table_of_jats_is_what_it_says_it_is() -> None:
    text = jats.read(JATS.encode())
    (table,) = tables(text)
    assert table.caption == "Table 1 Pain at 6 months"
    assert said(table) == [["Group", "n", "Mean (SD)"], ["Walking", "31", "−3.10", "(3.51)"]]
    assert (table.rows[0][2].head, table.rows[0][2].across) == (True, 2)
    mean = table.rows[1][2]
    assert text.pages[0].text[mean.start : mean.end] == "−3.10"
