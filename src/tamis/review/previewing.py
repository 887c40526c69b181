"""Previews: what an export file would bring, before anything of it is in the review."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tamis import formats
from tamis.formats._bytes import HEAD
from tamis.formats._table import AS_TOLD, BY_GUESS
from tamis.model.columns import Column, Columns
from tamis.model.errors import TamisError, UnreadableFile
from tamis.model.ids import digest
from tamis.model.naming import slug
from tamis.model.problems import Problem
from tamis.model.records import Record

if TYPE_CHECKING:
    from tamis.review.facade import Review

#: Records and problems that a preview shows; it counts all of them.
SHOWN_RECORDS = 5
SHOWN_PROBLEMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A record as a preview shows it."""

    title: str
    authors: str
    year: int | None
    journal: str
    doi: str
    abstract: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one file holds.

    Attributes:
        name: The file, as its sender calls it.
        format: Its format, as named or found out; `sure` how sure the reader is, 0 to 1.
        records: How many records it holds; `known` of them are in the review already.
        again: These very bytes were imported before.
        guessed: How a table's columns were read, where that had to be guessed or was given.
        columns: Those columns; what they hold can be given.
        sample: The first records.
        problems: What was odd, at most `SHOWN_PROBLEMS` of `problem_count`.
        error: Why it can't be read; everything else is empty then.
    """

    name: str
    format: str = ""
    sure: float = 0.0
    records: int = 0
    known: int = 0
    again: bool = False
    guessed: str = ""
    columns: tuple[Column, ...] = ()
    sample: tuple[Sample, ...] = ()
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    error: str = ""


def preview(
    review: Review,
    file: Path,
    *,
    name: str = "",
    source: str | None = None,
    format: str = "",
    columns: Columns | None = None,
) -> Preview:
    """Read a file as an import would, and keep nothing.

    Args:
        review: What the records are compared with.
        file: The file.
        name: How its sender calls it; its own name unless given.
        source: What it comes from; ids of records depend on it.
        format: A format's name; found out from the content unless given.
        columns: What the columns of a table hold, over what would be guessed.
    """
    shown = name or file.name
    try:
        return _preview(review, file, shown, source, format, columns or {})
    except OSError as error:
        return Preview(name=shown, error=str(UnreadableFile(shown, error.strerror or str(error))))
    except TamisError as error:
        return Preview(name=shown, error=without_path(str(error), file, shown))


def without_path(text: str, file: Path, name: str) -> str:
    """A message about a file that waits under a name of ours, with its sender's name for it."""
    return text.replace(str(file), name).replace(file.name, name)


def _preview(
    review: Review, file: Path, name: str, source: str | None, format: str, columns: Columns
) -> Preview:
    before = {r for ids in review.record_ids.values() for r in ids}
    origin = source or slug(file.stem) or "import"
    records = known = odd = 0
    sample: list[Sample] = []
    problems: list[Problem] = []
    guessed = ""
    with file.open("rb") as stream:
        sure = None if format else formats.guess(stream.read(HEAD), file=file.name)
        stream.seek(0)
        read = formats.read(
            stream, file=name, source=origin, format=format or None, columns=columns
        )
        for item in read:
            if isinstance(item, Record):
                records, known = records + 1, known + (item.id in before)
                if len(sample) < SHOWN_RECORDS:
                    sample.append(_sample(item))
            elif item.what.startswith((BY_GUESS, AS_TOLD)):
                guessed = f"{item.what}. {item.hint}".strip()
            else:
                odd += 1
                if len(problems) < SHOWN_PROBLEMS:
                    problems.append(item)
        stream.seek(0)
        seen = formats.columns(stream, file=name, format=format or None, columns=columns)
    if not records and not seen:
        raise UnreadableFile(name, "it holds no record that any reader understands")
    stored = review.folder.searches.with_raw([digest(file.read_bytes())])
    return Preview(
        name=name,
        format=format or (sure.format if sure else ""),
        sure=1.0 if format else round(sure.sure, 2) if sure else 0.0,
        records=records,
        known=known,
        again=any(s.run.search in review.record_ids for s in stored),
        guessed=guessed,
        columns=seen,
        sample=tuple(sample),
        problems=tuple(problems),
        problem_count=odd,
    )


def _sample(record: Record) -> Sample:
    people = "; ".join(record.authors[:3]) + (" …" if len(record.authors) > 3 else "")
    return Sample(
        title=record.title,
        authors=people,
        year=record.year,
        journal=record.journal or record.journal_abbreviation,
        doi=record.doi,
        abstract=bool(record.abstract),
    )
