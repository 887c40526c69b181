"""Following the log: what was appended since the last look, by this process or any other.

A look costs a `stat` per writer while nothing happens, and the new lines when something did. Each
line is checked against the one before it, as in reading the whole.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from tamis.model.errors import TamisError
from tamis.model.events import Event
from tamis.model.ids import digest
from tamis.store import codec
from tamis.store.durable import read_piece
from tamis.store.log import FolderLog
from tamis.store.log_faults import broken_link, changed_end
from tamis.store.tail import ending


class LogRewound(TamisError):
    """A log holds less, or something else, than when it was last looked at; read it all anew."""

    exit_code = 4
    http_status = 409

    def __init__(self, path: object) -> None:
        super().__init__(
            f"'{path}' no longer continues what was read of it (a checkout, a restored copy?); "
            "it is read anew"
        )


@dataclass(slots=True)
class _Place:
    """How far a writer's file was read."""

    end: int = 0
    prev: str = ""
    number: int = 0
    bare: bool = False


class Follower:
    """Reads a folder's log once, then only what is added.

    Args:
        log: The log to follow.
    """

    def __init__(self, log: FolderLog) -> None:
        self._log = log
        self._places: dict[str, _Place] = {}

    def news(self) -> tuple[Event, ...]:
        """The events appended since the last look; at the first, all of them.

        Raises:
            LogRewound: A file is shorter than it was, or its next line follows another.
            BrokenChain: A line is not the one that was written.
            InvalidEvent: A line holds no event of a known schema.
        """
        found: list[Event] = []
        for writer in self._log.writers():
            place = self._places.setdefault(writer, _Place(prev=codec.genesis(writer)))
            found += self._read(writer, place)
        if len(self._places) > len(self._log.writers()):
            gone = next(w for w in self._places if not self._log.path(w).exists())
            raise LogRewound(self._log.path(gone))
        return tuple(found)

    def _read(self, writer: str, place: _Place) -> list[Event]:
        path = self._log.path(writer)
        size = path.stat().st_size
        if size == place.end:
            return []
        if size < place.end:
            raise LogRewound(path)
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            text = read_piece(fd, place.end, size - place.end)
        finally:
            os.close(fd)
        skipped = 1 if place.bare and text.startswith(b"\n") else 0
        news = ending(text[skipped:])
        if news.changed:
            raise changed_end(path, place.number + len(news.lines) + 1)
        events = [self._take(path, place, line) for line in news.lines]
        if events or skipped:
            place.end += skipped + news.end
            place.bare = news.bare
        return events

    def _take(self, path: object, place: _Place, text: bytes) -> Event:
        line = codec.decode(text, path, place.number + 1)
        if line.prev != place.prev:
            raise LogRewound(path) if place.end else broken_link(path, place.number + 1)
        place.prev, place.number = digest(text), place.number + 1
        return line.event
