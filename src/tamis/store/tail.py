"""Where a log's acknowledged lines end.

A batch is written in one go and acknowledged when the disk has it. A process killed in between
leaves the beginning of its batch: whole lines that say more are to come, and perhaps a line cut
short. Nobody was told that those were kept, so they do not count, and the next append cuts them
off. A last line that is whole but for its newline does count: its `sum` shows that nothing is
missing, and an editor that strips final newlines must not cost an event.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from tamis.store.codec import is_whole, lines_to_come, whole_prefix
from tamis.store.durable import read_piece

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a log, or of its last piece.

    Attributes:
        lines: The lines that count, without newlines.
        end: How many bytes they take, newlines included.
        torn: How many bytes after them do not count.
        bare: The last line lacks its newline.
        changed: What follows the lines is no beginning of a batch: someone changed it.
    """

    lines: tuple[bytes, ...]
    end: int
    torn: int = 0
    bare: bool = False
    changed: bool = False


def ending(text: bytes) -> Ending:
    """Divide a log (or a piece of it that starts with a line) into what counts and what is torn."""
    stop = text.rfind(b"\n") + 1
    lines = text[:stop].split(b"\n")[:-1]
    rest = text[stop:]
    whole = whole_prefix(rest) if rest else None
    if whole is not None and whole != rest:
        return Ending(tuple(lines), stop, len(rest), changed=True)
    if whole is not None and not lines_to_come(whole):
        return Ending((*lines, whole), len(text), bare=True)
    count = len(lines)
    # A line that was changed is no beginning of a batch: it stays, and reading it fails.
    while count and lines_to_come(lines[count - 1]) and is_whole(lines[count - 1]):
        count -= 1
    end = stop - sum(len(line) + 1 for line in lines[count:])
    return Ending(tuple(lines[:count]), end, len(text) - end)


def ending_of_file(fd: int) -> Ending:
    """The end of an open log, reading only as much of it as shows at least one line that counts."""
    size = os.fstat(fd).st_size
    take = _CHUNK
    while True:
        start = max(size - take, 0)
        text = read_piece(fd, start, size - start)
        skip = text.find(b"\n") + 1 if start else 0
        found = ending(text[skip:])
        if start == 0 or found.lines:
            before = start + skip
            return Ending(found.lines, before + found.end, found.torn, found.bare, found.changed)
        take *= 4
