"""The replies that notices were read from: kept under `notices/`, one folder a source and a day.

They lie beside the searches, are left as they are, and can be read again with the network refused.
A run that gives on one day what the last of that day gave is not kept again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.model.errors import TamisError, UnknownName
from tamis.model.problems import Problem
from tamis.sources.http.tape import Tape
from tamis.sources.notices import Keeping, KeptNotices, read_again
from tamis.sources.running import read_about
from tamis.store.durable import make_folder, sync_folder

if TYPE_CHECKING:
    from tamis.review.facade import Review

FOLDER = "notices"


def keeping(review: Review) -> Keeping:
    """Where replies lie until a source has given them all."""
    folder = review.path / ".index" / "running" / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    return Keeping(folder=folder, now=review.now)


def settle(review: Review, kept: Keeping) -> tuple[str, ...]:
    """Put what finished sources gave under `notices/`; the names of the new folders."""
    done = sorted(f for f in kept.folder.glob("*") if read_about(f))
    return tuple(name for folder in done if (name := _settled(review, folder)))


def _settled(review: Review, folder: Path) -> str:
    home = review.path / FOLDER
    plain = f"{str(read_about(folder)['started'])[:10]}-{folder.name}"
    same_day = [name for name in kept_notices(review) if _is(name, plain)]
    if any(_replies(home / name) == _replies(folder) for name in same_day):
        shutil.rmtree(folder)
        return ""
    name = f"{plain}-{len(same_day) + 1}" if same_day else plain
    make_folder(home)
    sync_folder(folder)
    folder.rename(home / name)
    sync_folder(home)
    return name


def _is(name: str, plain: str) -> bool:
    return name == plain or name.removeprefix(f"{plain}-").isdecimal()


def _replies(folder: Path) -> list[tuple[str, str]]:
    return [(line.key, line.sha256) for line in Tape(folder).lines]


def kept_notices(review: Review) -> tuple[str, ...]:
    """The names of all folders of kept replies, by day."""
    home = review.path / FOLDER
    return tuple(sorted(p.name for p in home.glob("[0-9]*-*") if p.is_dir()))


def replay_notices(review: Review, name: str) -> KeptNotices:
    """Read kept replies again, the network refused.

    Raises:
        UnknownName: There is no such folder.
        NetworkRefused: The replies do not suffice.
        InvalidFile: One is not as it was kept.
    """
    if name not in kept_notices(review):
        raise UnknownName("folder of notices", name, kept_notices(review))
    return read_again(review.path / FOLDER / name)


def check_notices(review: Review) -> Iterator[Problem]:
    """Kept replies that are no longer what was kept, or give other notices."""
    for name in kept_notices(review):
        where = f"{FOLDER}/{name}"
        try:
            same = replay_notices(review, name).identical
        except TamisError as error:
            yield Problem(where, str(error), "restore it from a copy", "error")
            continue
        if not same:
            yield Problem(where, "gives other notices than it did", "see what changed", "error")
