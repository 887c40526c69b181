"""Writing so that what was written is still there after the power goes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable. Windows can't open folders and does so by itself."""
    if os.name == "nt":
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folder(path: Path) -> None:
    """Make a folder, and its name durable, unless it is there."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        sync_folder(path.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is seen either as before or as `data`, never in between."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def read_piece(fd: int, start: int, size: int) -> bytes:
    """The bytes of an open file from `start` on, `size` of them or as many as there are."""
    os.lseek(fd, start, os.SEEK_SET)
    parts: list[bytes] = []
    while size > 0 and (part := os.read(fd, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def append_through(fd: int, data: bytes, end: int) -> None:
    """Append all of `data` and wait until the disk has it.

    When the disk refuses (full, failing), the file is cut back to `end` bytes.
    """
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(fd, view) :]
        os.fsync(fd)
    except OSError:
        os.ftruncate(fd, end)
        raise
