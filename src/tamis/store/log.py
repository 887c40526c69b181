"""The log: one append-only file per writer, each line holding the digest of the line before."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tamis.model.events import Event
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.store import codec
from tamis.store.durable import append_through, make_folder, read_piece, sync_folder
from tamis.store.errors import InvalidName
from tamis.store.lock import locked
from tamis.store.log_faults import broken_link, changed_end, end_problems
from tamis.store.tail import Ending, ending, ending_of_file

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
SUFFIX = ".jsonl"
E = TypeVar("E", bound=Event)


class FolderLog:
    """The events of a review folder, as `tamis.model.ports.EventLog`.

    Args:
        folder: The review's folder; the logs lie in its `log/`.
        patience: Seconds to wait while another process appends to the same writer's log.
    """

    def __init__(self, folder: Path, *, patience: float = 10.0) -> None:
        self.folder = folder / "log"
        self._patience = patience
        self._found: dict[tuple[str, str], tuple[tuple[int, int], tuple[Event, ...]]] = {}

    def writers(self) -> tuple[str, ...]:
        """Who has a log, in order of name."""
        if not self.folder.is_dir():
            return ()
        found = (p.name.removesuffix(SUFFIX) for p in self.folder.glob(f"*{SUFFIX}"))
        return tuple(sorted(name for name in found if _NAME.fullmatch(name)))

    def path(self, writer: str) -> Path:
        """The file of a writer.

        Raises:
            InvalidName: The writer's name can't be a file's name.
        """
        if not _NAME.fullmatch(writer):
            raise InvalidName("writer", writer)
        return self.folder / f"{writer}{SUFFIX}"

    def read(self, writer: str) -> Ending:
        """A writer's file as lines, divided into those that count and what is torn."""
        with self._open(writer, os.O_RDONLY, shared=True) as fd:
            return ending(read_piece(fd, 0, os.fstat(fd).st_size))

    def events(self) -> Iterator[Event]:
        """Every event, writer by writer, each line checked as it is read.

        Raises:
            BrokenChain: A line is not the one that was written.
            InvalidEvent: A line holds no event of a known schema.
        """
        for writer in self.writers():
            yield from self.events_of(writer)

    def events_of(self, writer: str, until: str = "") -> Iterator[Event]:
        """The events of one writer, in the order they were written.

        Args:
            writer: Whose.
            until: Digest of the last line wanted; all lines unless given.
        """
        path, found = self.path(writer), self.read(writer)
        prev = codec.genesis(writer)
        for number, text in enumerate(found.lines, 1):
            line = codec.decode(text, path, number)
            if line.prev != prev:
                raise broken_link(path, number)
            prev = digest(text)
            yield line.event
            if prev == until:
                return
        if found.changed:
            raise changed_end(path, len(found.lines) + 1)

    def of_kind(self, kind: type[E]) -> Iterator[E]:
        """The events of one kind, without decoding the others or checking the chain.

        What was found in a file is kept until the file changes, so asking often is cheap.
        """
        for writer in self.writers():
            stat = self.path(writer).stat()
            stamp = (stat.st_size, stat.st_mtime_ns)
            known = self._found.get((writer, kind.schema))
            if known is None or known[0] != stamp:
                known = (stamp, tuple(self._find(writer, kind)))
                self._found[writer, kind.schema] = known
            yield from (e for e in known[1] if isinstance(e, kind))

    def _find(self, writer: str, kind: type[Event]) -> Iterator[Event]:
        with self._open(writer, os.O_RDONLY, shared=True) as fd:
            text = b"\n" + read_piece(fd, 0, ending_of_file(fd).end) + b"\n"
        at = text.find(mark := f'\n{{"type":"{kind.schema}",'.encode())
        while at >= 0:
            line = text[at + 1 : text.index(b"\n", at + 1)]
            number = text.count(b"\n", 0, at + 1)
            yield codec.decode(line, self.path(writer), number).event
            at = text.find(mark, at + 1)

    def append(self, writer: str, events: Iterable[Event]) -> tuple[Event, ...]:
        """Add events durably: all of them, or none; when this returns, they are kept.

        Events that carry a `request` the writer's log holds already are not written again. That is
        looked up under the same lock as the writing, so of two processes that send one request,
        one writes.

        Returns:
            What the log now holds for them: the events, or those of the earlier request.

        Raises:
            InvalidName: The writer's name can't be a file's name.
            InvalidEvent: An event does not fit its schema; nothing was written.
            LogBusy: Another process held the log too long; nothing was written.
            BrokenChain: The log's end was changed; nothing was written.
        """
        path, told = self.path(writer), tuple(events)
        batch = codec.prepare(told)
        if not batch:
            return ()
        make_folder(self.folder)
        new = not path.exists()
        with self._open(writer, os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            found = ending_of_file(fd)
            for request in sorted({e.request for e in told if e.request}):
                if earlier := self._told(fd, writer, request, found.end):
                    return earlier
            if found.changed:
                raise changed_end(path, len(read_piece(fd, 0, os.fstat(fd).st_size).split(b"\n")))
            prev = digest(found.lines[-1]) if found.lines else codec.genesis(writer)
            text = (b"\n" if found.bare else b"") + codec.chain(batch, prev)
            if found.torn:
                os.ftruncate(fd, found.end)
            append_through(fd, text, found.end)
        if new:
            sync_folder(self.folder)
        return told

    def told(self, writer: str, request: str) -> tuple[Event, ...]:
        """The events a writer's log holds for a request; none when it was never written."""
        if not request or not self.path(writer).exists():
            return ()
        with self._open(writer, os.O_RDONLY, shared=True) as fd:
            return self._told(fd, writer, request, ending_of_file(fd).end)

    def _told(self, fd: int, writer: str, request: str, end: int) -> tuple[Event, ...]:
        text = b"\n" + read_piece(fd, 0, end)
        found: list[Event] = []
        at = text.find(mark := codec.mark("request", request))
        while at >= 0:
            start, stop = text.rindex(b"\n", 0, at) + 1, text.find(b"\n", at)
            line = text[start : stop if stop >= 0 else len(text)]
            event = codec.decode(line, self.path(writer), text.count(b"\n", 0, start)).event
            # The same letters may stand in a note: only the field itself is an answer.
            found += [event] if event.request == request else []
            at = text.find(mark, start + len(line))
        return tuple(found)

    def heads(self) -> Mapping[str, str]:
        """The digest of each writer's last line; writers who wrote nothing have none."""
        found = {writer: self._end(writer) for writer in self.writers()}
        return {w: digest(end.lines[-1]) for w, end in found.items() if end.lines}

    def last_id(self, writer: str) -> str:
        """The id of a writer's last event, for `new_id(…, after=…)`; empty before the first."""
        end = self._end(writer) if self.path(writer).exists() else None
        if end is None or not end.lines:
            return ""
        return codec.decode(end.lines[-1], self.path(writer), -1).event.id

    def problems(self) -> tuple[Problem, ...]:
        """What lies after the lines that count, per writer."""
        found = ((w, self._end(w)) for w in self.writers())
        return tuple(p for w, end in found for p in end_problems(f"log/{w}{SUFFIX}", end))

    def _end(self, writer: str) -> Ending:
        with self._open(writer, os.O_RDONLY, shared=True) as fd:
            return ending_of_file(fd)

    @contextmanager
    def _open(self, writer: str, flags: int, *, shared: bool = False) -> Iterator[int]:
        path = self.path(writer)
        fd = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with locked(path, fd, patience=self._patience, shared=shared):
                yield fd
        finally:
            os.close(fd)
