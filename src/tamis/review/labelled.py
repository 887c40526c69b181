"""Labelled records to replay: CSV files, or reviews that were screened."""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tamis.learn.values import Document, Question
from tamis.model.errors import InvalidFile, TamisError, UnknownName, UnreadableFile
from tamis.model.events import Stage
from tamis.review import learning
from tamis.review.facade import Review
from tamis.steps import screening as step

#: Columns that may hold the label, the first there is: 1 for an include, 0 for an exclude.
LABELS = ("label_included", "included", "label", "final_label")
#: The labels that can be asked for, as columns of a CSV file and as stages of a review.
LEVELS: Mapping[str, tuple[tuple[str, ...], Stage]] = {
    "included": (LABELS, "title-abstract"),
    "abstract": (("label_abstract",), "title-abstract"),
    "final": (("label_final",), "full-text"),
}
_SUFFIXES = (".csv", ".csv.gz")
_YES, _NO = frozenset({"1", "1.0", "true", "yes"}), frozenset({"0", "0.0", "false", "no"})


class NoLabels(UnreadableFile):
    """A file holds no labelled records that can be replayed."""

    def __init__(self, path: object, why: str) -> None:
        TamisError.__init__(self, f"'{path}' can't be replayed: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Records and what was decided on them.

    Attributes:
        name: Of the file or review.
        documents: Those with a label.
        labels: Id → 1 for an include, 0 for an exclude.
        question: The protocol's words, if known.
        unlabelled: Records left out because nobody decided them.
    """

    name: str
    documents: tuple[Document, ...]
    labels: Mapping[str, int]
    question: Question | None
    unlabelled: int

    @property
    def includes(self) -> frozenset[str]:
        """Ids of the includes."""
        return frozenset(record for record, label in self.labels.items() if label)


def found(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files and reviews meant: a folder stands for the labelled files in and below it.

    Raises:
        NoLabels: There is nothing of that kind.
    """
    out: list[Path] = []
    for path in paths:
        if path.is_dir() and not (path / "protocol.toml").is_file():
            inside = sorted(p for p in path.rglob("*") if p.name.endswith(_SUFFIXES))
            if not inside:
                raise NoLabels(path, "it holds no protocol.toml and no .csv or .csv.gz file")
            out += inside
        elif path.is_dir() or path.name.endswith(_SUFFIXES):
            out.append(path)
        else:
            raise NoLabels(path, "give .csv or .csv.gz files, folders of them, or reviews")
    return tuple(dict.fromkeys(out))


def protocols(path: Path | None) -> Mapping[str, Question]:
    """Questions by name of the file they belong to.

        [Name_of_file]
        title = "…"
        terms = ["…"]

    Raises:
        InvalidFile: It does not hold such tables.
    """
    if path is None:
        return {}
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        return {
            name: Question(
                title=str(each.get("title", "")),
                question=str(each.get("question", "")),
                terms=tuple(map(str, each.get("terms", ()))),
            )
            for name, each in told.items()
        }
    except OSError as error:
        raise UnreadableFile(path, str(error.strerror)) from error
    except (tomllib.TOMLDecodeError, AttributeError, UnicodeDecodeError) as error:
        raise InvalidFile(path, [f"tables of title and terms are wanted: {error}"]) from error


def read(path: Path, level: str, asked: Mapping[str, Question]) -> Labelled:
    """Read one file or review.

    Args:
        path: A CSV file with `title`, `abstract` and a label (and `keywords`, if there), or a
            review's folder.
        level: Which label: one of `LEVELS`.
        asked: Questions for files, by name.

    Raises:
        UnknownName: There is no such level.
        NoLabels: The file has no such columns, or can't be read.
    """
    if level not in LEVELS:
        raise UnknownName("label", level, LEVELS)
    columns, stage = LEVELS[level]
    return _of_review(path, stage) if path.is_dir() else _of_file(path, columns, asked)


def _of_review(path: Path, stage: Stage) -> Labelled:
    review = Review(path)
    standing = step.standings(review.state, review.protocol)[stage]
    labels = {
        report: int(status.standing != "excluded")
        for report, status in standing.items()
        if status.standing in ("included", "maybe", "conflict", "excluded")
    }
    documents = learning.documents(review)
    return Labelled(
        name=path.resolve().name,
        documents=tuple(d for d in documents if d.id in labels),
        labels=labels,
        question=learning.question(review.protocol),
        unlabelled=len(documents) - len(labels),
    )


def _of_file(path: Path, columns: tuple[str, ...], asked: Mapping[str, Question]) -> Labelled:
    rows = _rows(path)
    held = rows[0].keys() if rows else ()
    column = next((c for c in columns if c in held), None)
    if column is None or not {"title", "abstract"} & set(held):
        wanted = f"title, abstract and one of {', '.join(columns)}"
        raise NoLabels(path, f"columns {wanted} are wanted; it has {', '.join(held) or 'none'}")
    labels: dict[str, int] = {}
    documents = []
    for number, row in enumerate(rows):
        word = (row[column] or "").strip().lower()
        if word in _YES | _NO:
            labels[str(number)] = int(word in _YES)
            documents.append(
                Document(
                    id=str(number),
                    title=row.get("title") or "",
                    abstract=row.get("abstract") or "",
                    keywords=tuple(k for k in (row.get("keywords") or "").split(";") if k.strip()),
                )
            )
        elif word:
            raise NoLabels(path, f"record {number + 1} has the label '{word}', not 0 or 1")
    name = path.name.removesuffix(".gz").removesuffix(".csv")
    return Labelled(
        name=name,
        documents=tuple(documents),
        labels=labels,
        question=asked.get(name),
        unlabelled=len(rows) - len(documents),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(2**30)  # an abstract may be longer than Python's usual limit
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))
    except UnicodeDecodeError as error:
        raise NoLabels(path, f"it is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise NoLabels(path, error.strerror or str(error)) from error
    except (EOFError, zlib.error, csv.Error) as error:
        raise NoLabels(path, str(error)) from error
