"""Rows under headings → records; used by text tables and by workbooks alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from tamis.formats import _clean, _names
from tamis.formats._column_guess import guess_columns, is_data
from tamis.formats._columns import GENERIC, Tool, heading, recognised, tool_of
from tamis.formats._csv_own import is_own, own_record
from tamis.formats._draft import Draft
from tamis.formats._naming_columns import named
from tamis.formats._place import finish, place
from tamis.formats._reviewers import reviewer_columns, reviewer_pairs
from tamis.formats._rows import Row
from tamis.formats._special import SPECIAL
from tamis.formats._wos_tags import is_tag_header, place_tag
from tamis.model.columns import EXTRA, Column, Columns
from tamis.model.problems import Problem
from tamis.model.records import Record

#: Headings may follow a title, a query and empty rows.
_PREAMBLE = 15
BY_GUESS, AS_TOLD = "columns read by guess", "columns read as they were named"
_RENAME = "name the columns that were guessed wrong, or rename a heading (title, authors, doi …)"
_NONE: Columns = {}
_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)


def records(
    table: Iterator[Row], file: str, source: str, given: Columns = _NONE
) -> Iterator[Record | Problem]:
    """Find the headings, decide what the columns are, read row by row.

    Raises:
        UnknownName: `given` names a column or a field that there is not.
    """
    first = list(islice(table, _PREAMBLE))
    if not first:
        return
    at = _head(first)
    below = first[at + 1 :]
    head = first[at]
    if is_own(head.cells):
        for row in chain(below, table):
            yield own_record(head.cells, row, source)
        return
    columns = _Columns(head, below, file, given)
    yield from columns.said(first[:at])
    for row in chain(columns.rows(below), table):
        yield from columns.record(row, source)
    yield from columns.summary()


def look(table: Iterator[Row], file: str, given: Columns = _NONE) -> tuple[Column, ...]:
    """The columns of a table of no known tool, or whose columns were given; else none."""
    first = list(islice(table, _PREAMBLE))
    if not first or is_own(first[at := _head(first)].cells):
        return ()
    return _Columns(first[at], first[at + 1 :], file, given).shown()


def _head(first: Sequence[Row]) -> int:
    """Which of the first rows holds the headings."""
    return max(range(len(first)), key=lambda i: (recognised(_headings(first[i])), -i))


def _headings(row: Row) -> list[str]:
    return [heading(cell) for cell in row.cells]


class _Columns:
    """What each column of one table is."""

    def __init__(self, head: Row, sample: Sequence[Row], file: str, given: Columns) -> None:
        self._file = file
        self._names = [cell.replace("\ufeff", "").strip() for cell in head.cells]
        self._headings = _headings(head)
        self._head = head
        self._tool: Tool = tool_of(self._headings)
        self._wos = is_tag_header(self._names)
        self._fields = [self._tool.columns.get(h, "") for h in self._headings]
        self._guessed = self._tool is GENERIC and not self._wos
        self._headless = False
        if self._guessed and not {"title", "abstract", "doi"} & set(self._fields):
            rows = [row.cells for row in (sample or [head])]
            self._fields = guess_columns(self._names, self._fields, rows)
            self._headless = recognised(self._headings) == 0 and is_data(head.cells, self._fields)
        self._given, self._sample = bool(given), sample
        if given and not self._wos:
            self._fields = named(self._names, self._fields, given)
        self._short = 0
        self._reviewers = reviewer_columns(self._names, self._tool.source)

    def rows(self, below: Sequence[Row]) -> list[Row]:
        """Rows of data: with no headings at all the first row is data too."""
        return [self._head, *below] if self._headless else list(below)

    def said(self, before: Sequence[Row]) -> Iterator[Problem]:
        """What was passed over and what was guessed."""
        for row in before:
            what = f"'{row.raw.strip()[:60]}' stands above the headings"
            yield Problem(self._file, what, "left out", "note", row.line)
        if not self._guessed and not self._given:
            return
        taken = [f"'{n}' as {f}" for n, f in zip(self._names, self._fields, strict=True) if f]
        kept = [f"'{n}'" for n, f in zip(self._names, self._fields, strict=True) if not f and n]
        how = AS_TOLD if self._given else BY_GUESS
        what = f"{how}: {', '.join(taken) or 'none'}"
        if kept:
            what += f"; kept as extra fields: {', '.join(kept)}"
        hint = "" if self._given else _RENAME
        yield Problem(self._file, what, hint, "note", self._head.line)

    def shown(self) -> tuple[Column, ...]:
        """The columns with a cell of each, where a person may name them."""
        if not self._guessed and not self._given:
            return ()
        rows = self.rows(self._sample)
        return tuple(
            Column(
                number=i + 1, name=name, field=field or EXTRA,
                example=next((c[:80] for r in rows if (c := _at(r, i))), ""),
            )
            for i, (name, field) in enumerate(zip(self._names, self._fields, strict=True))
        )  # fmt: skip

    def record(self, row: Row, source: str) -> Iterator[Record | Problem]:
        """One row as a record."""
        draft = Draft()
        if len(row.cells) > len(self._names):
            yield self._odd(
                row, f"a row has {len(row.cells)} cells under {len(self._names)} headings"
            )
        elif len(row.cells) == 1 and len(self._names) > 2:
            yield self._odd(row, f"'{row.cells[0][:60]}' is no row of the table and was left out")
            return
        elif len(row.cells) < len(self._names):
            self._short = self._short or row.line
        for i, cell in enumerate(row.cells):
            text = _cell(cell)
            if not text:
                continue
            name = self._names[i] if i < len(self._names) else f"column {i + 1}"
            field = self._fields[i] if i < len(self._fields) else ""
            if self._wos:
                place_tag(draft, name, text)
            elif i in self._reviewers:
                continue
            elif field in SPECIAL:
                SPECIAL[field](draft, text, name)
            else:
                place(draft, field, text, name or f"column {i + 1}")
        draft.extra.extend(reviewer_pairs(self._reviewers, row.cells))
        finish(draft, day_first=self._tool.day_first)
        yield from self._checked(draft, row)
        yield self._named(draft).finished(
            source, row.raw, "wos" if self._wos else self._tool.source
        )

    def summary(self) -> Iterator[Problem]:
        """What is said once for the whole table."""
        if self._short:
            what = "some rows have fewer cells than there are headings (first here)"
            yield Problem(self._file, what, "the missing ones are empty", "note", self._short)

    def _checked(self, draft: Draft, row: Row) -> Iterator[Problem]:
        if _names.exploded(draft.authors):
            letters = " ".join(draft.authors[:12])
            yield self._odd(row, f"authors have fallen into letters: {letters}")
        if row.raw.count("\n") > 400:
            yield self._odd(
                row, f"a row runs over {row.raw.count(chr(10))} lines: a quote may be open"
            )

    def _odd(self, row: Row, what: str) -> Problem:
        return Problem(self._file, what, "compare it with its source", line=row.line)

    def _named(self, draft: Draft) -> Draft:
        if not draft.own_id and (self._tool is not GENERIC or not draft.doi):
            draft.own_id = draft.pmid or draft.pmcid
        return draft


def _at(row: Row, i: int) -> str:
    return " ".join(_cell(row.cells[i]).split()) if i < len(row.cells) else ""


def _cell(cell: str) -> str:
    """A cell without the tricks that keep spreadsheets from turning numbers."""
    text = cell.strip()
    if text.startswith('="') and (found := _FORMULA.match(text)):
        text = found[1].strip()
    return _clean.paragraphs(text) if "\n" in text else text
