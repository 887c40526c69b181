"""Importing for pages and API alike: files are put aside, looked over, and taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import UploadFile
from pydantic import BaseModel, ConfigDict, Field

from tamis.model.events import FlowRoute
from tamis.review.importing import Imported
from tamis.review.previewing import Preview, without_path
from tamis.web.people import Person
from tamis.web.rooms import Room
from tamis.web.uploads import Tray, Upload

ROUTES: tuple[tuple[FlowRoute, str], ...] = (
    ("database", "a bibliographic database"),
    ("register", "a trial register"),
    ("other", "another way: websites, citation searching, experts"),
    ("previous", "an earlier version of this review"),
)
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class Details(BaseModel):
    """What is said of the search that the files come from."""

    model_config = ConfigDict(extra="forbid")

    source: Annotated[str, Field(max_length=80, description="Database or register")] = ""
    route: FlowRoute = "database"
    platform: Annotated[str, Field(max_length=200)] = ""
    query: Annotated[str, Field(max_length=100_000, description="Search string, verbatim")] = ""
    run_on: Annotated[Day, Field(description="Day of the search, YYYY-MM-DD")] = ""
    total: Annotated[int | None, Field(ge=0, le=10**9)] = None
    format: Annotated[str, Field(max_length=40)] = ""


Named = Annotated[
    dict[str, str],
    Field(max_length=500, description="Field by the heading of a column, or by its number from 1"),
]


class Commit(Details):
    """Files that wait, to be imported; `columns` is for those that are tables."""

    tokens: Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
    columns: Named = {}


class NamedColumns(BaseModel):
    """What the columns of a table that waits hold."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[str, Field(max_length=60)]
    columns: Named
    source: Annotated[str, Field(max_length=80)] = ""
    format: Annotated[str, Field(max_length=40)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that waits for a word, and what it holds."""

    token: str
    preview: Preview


def set_aside(tray: Tray, room: Room, visitor: Person, files: Iterable[UploadFile]) -> list[Upload]:
    """Keep what was sent, each file in a place of its own."""
    owner = (room.name, visitor.writer)
    return [tray.put(owner, file.filename or "file", file.file) for file in files]


def name_columns(tray: Tray, room: Room, visitor: Person, told: NamedColumns) -> Waiting:
    """Say what the columns of a table that waits hold, and look it over again."""
    up = tray.name_columns((room.name, visitor.writer), told.token, told.columns)
    (again,) = look_over(room, visitor, [up], told.source, told.format)
    return again


def look_over(
    room: Room, visitor: Person, uploads: Iterable[Upload], source: str = "", format: str = ""
) -> tuple[Waiting, ...]:
    """What each file holds."""
    review = room.review(visitor.writer)
    return tuple(
        Waiting(
            token=up.token,
            preview=review.preview(
                up.path, name=up.name, source=source or None, format=format, columns=up.columns
            ),
        )
        for up in uploads
    )


def take_in(
    tray: Tray, room: Room, visitor: Person, uploads: Iterable[Upload], how: Details
) -> tuple[Imported, ...]:
    """Import files that wait; one that can't be read leaves the review as it was."""
    owner = (room.name, visitor.writer)
    done = []
    for up in uploads:
        (one,) = room.review(visitor.writer).import_files(
            [up.path],
            source=how.source or None,
            route=how.route,
            format=how.format or None,
            query=how.query,
            platform=how.platform,
            run_on=how.run_on or None,
            total=how.total,
            columns=up.columns,
        )
        error = without_path(one.error, up.path, up.name)
        problems = tuple(replace(p, where=up.name) for p in one.problems)
        done.append(replace(one, file=up.name, error=error, problems=problems))
        tray.drop(owner, up.token)
    return tuple(done)
