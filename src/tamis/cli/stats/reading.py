"""Reading a CSV file of studies."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tamis.cli.stats.errors import NotANumber, UnreadableTable
from tamis.model.errors import UnknownName

_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", ".", "-"})


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns as text, and the line on which each row stands."""

    columns: dict[str, tuple[str, ...]]
    lines: tuple[int, ...]
    comma: bool = False

    def texts(self, column: str) -> tuple[str, ...]:
        """A column as it is written.

        Raises:
            UnknownName: There is none of that name.
        """
        if column not in self.columns:
            raise UnknownName("column", column, self.columns)
        return self.columns[column]

    def numbers(self, column: str) -> tuple[float, ...]:
        """A column as numbers, NaN where a cell is empty or NA.

        Raises:
            UnknownName: There is none of that name.
            NotANumber: A cell holds words.
        """
        found = []
        for text, line in zip(self.texts(column), self.lines, strict=True):
            if text.lower() in _MISSING:
                found.append(float("nan"))
                continue
            written = text.replace("−", "-").replace("\u202f", "").replace("\u00a0", "")
            try:
                found.append(float(written.replace(",", ".") if self.comma else written))
            except ValueError:
                raise NotANumber(column, line, text) from None
        return tuple(found)

    def numeric(self, column: str) -> bool:
        """Whether a column holds numbers only, and at least one."""
        try:
            return any(v == v for v in self.numbers(column))
        except NotANumber:
            return False

    def values(self, column: str) -> Sequence[float] | Sequence[str]:
        """A column as numbers if it is one of numbers, else as text."""
        return self.numbers(column) if self.numeric(column) else self.texts(column)


def read_table(path: Path) -> Table:
    """Read a CSV file; commas, semicolons and tabs are told apart.

    Raises:
        UnreadableTable: The file is missing, empty, no text, or has rows of several lengths.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnreadableTable(path, "there is no such file") from None
    except (IsADirectoryError, PermissionError) as error:
        raise UnreadableTable(path, str(error.strerror)) from error
    except UnicodeDecodeError:
        raise UnreadableTable(path, "it is not UTF-8 text; save it as CSV (UTF-8)") from None
    head = text.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=mark)
    kept = [(rows.line_num, [c.strip() for c in row]) for row in rows if any(map(str.strip, row))]
    if len(kept) < 2:
        raise UnreadableTable(path, "it needs a line of column names and at least one study")
    (_, names), *body = kept
    _check(path, names, body)
    columns = {name: tuple(row[i] for _, row in body) for i, name in enumerate(names) if name}
    return Table(columns, tuple(line for line, _ in body), comma=mark == ";")


def _check(path: Path, names: list[str], body: list[tuple[int, list[str]]]) -> None:
    twice = sorted({n for n in names if n and names.count(n) > 1})
    if twice:
        raise UnreadableTable(path, f"two columns are called '{twice[0]}'")
    for line, row in body:
        if len(row) != len(names):
            why = f"line {line} has {len(row)} cells, the first line {len(names)}"
            raise UnreadableTable(path, why)
