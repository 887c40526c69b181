"""Files that were sent and wait for a word: kept in a temporary folder under names of our own."""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import BinaryIO

from fastapi import Request

from tamis.model.errors import TamisError
from tamis.model.naming import slug

#: Seconds a file waits before it is thrown away.
PATIENCE = 3600.0
#: Files one person may have waiting.
MOST = 200
_SUFFIX = re.compile(r"\.[a-z0-9]{1,6}")

Owner = tuple[str, str]  # review, writer


class NotWaiting(TamisError):
    """A file that was sent does not wait any more."""

    exit_code = 2
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "this file does not wait here any more (it was imported, or an hour has gone by); "
            "send it again"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was sent: `name` is how its sender calls it, and is never a path of ours.

    `columns` is what its sender says of the columns of a table.
    """

    token: str
    name: str
    path: Path
    at: float
    columns: Mapping[str, str] = field(default_factory=dict)


class Tray:
    """What was sent and not yet used, by review and person."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tamis-tray-"))
        self._waiting: dict[tuple[Owner, str], Upload] = {}
        self._lock = Lock()
        weakref.finalize(self, shutil.rmtree, self.folder, True)

    def put(self, owner: Owner, name: str, stream: BinaryIO) -> Upload:
        """Keep a copy of a stream; the oldest files of the same person give way."""
        self._clear(owner)
        token = secrets.token_urlsafe(16)
        place = self.folder / secrets.token_hex(8)
        place.mkdir()
        path = place / plain_name(name)
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file, 2**20)
        upload = Upload(token=token, name=shown_name(name), path=path, at=time.monotonic())
        with self._lock:
            self._waiting[owner, token] = upload
        return upload

    def get(self, owner: Owner, token: str) -> Upload:
        """A file this person sent to this review.

        Raises:
            NotWaiting: There is none of that token.
        """
        with self._lock:
            found = self._waiting.get((owner, token))
        if found is None or not found.path.is_file():
            raise NotWaiting
        return found

    def name_columns(self, owner: Owner, token: str, columns: Mapping[str, str]) -> Upload:
        """Keep what a person says of a file's columns.

        Raises:
            NotWaiting: There is none of that token.
        """
        found = replace(self.get(owner, token), columns=dict(columns))
        with self._lock:
            self._waiting[owner, token] = found
        return found

    def drop(self, owner: Owner, token: str) -> None:
        """Throw a file away."""
        with self._lock:
            found = self._waiting.pop((owner, token), None)
        if found is not None:
            shutil.rmtree(found.path.parent, ignore_errors=True)

    def _clear(self, owner: Owner) -> None:
        now = time.monotonic()
        with self._lock:
            late = [key for key, up in self._waiting.items() if now - up.at > PATIENCE]
            own = [key for key in self._waiting if key[0] == owner and key not in late]
        for of, token in [*late, *own[: max(0, len(own) + 1 - MOST)]]:
            self.drop(of, token)


def plain_name(name: str) -> str:
    """A file's name with letters, digits and its suffixes only: never a path, never hidden."""
    path = PurePosixPath(name.replace("\\", "/").replace("\0", ""))
    suffixes = [s for s in (x.lower() for x in path.suffixes[-2:]) if _SUFFIX.fullmatch(s)]
    stem = path.name
    for suffix in reversed(suffixes):
        stem = stem[: -len(suffix)]
    return (slug(stem)[:60] or "file") + "".join(suffixes)


def shown_name(name: str) -> str:
    """The last part of the name a browser sent, for people to read."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:120] or "file"


_MAKING = Lock()


def tray_of(request: Request) -> Tray:
    """The server's tray, made when it is first asked for."""
    with _MAKING:
        found: Tray | None = getattr(request.app.state, "tray", None)
        if found is None:
            found = request.app.state.tray = Tray()
        return found
