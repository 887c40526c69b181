"""One process at a time.

On systems with `fcntl` the lock is `flock` on the file or folder itself: it goes when its holder
goes, however that ends. Elsewhere a file `<name>.lock` beside it stands for the lock; one left
behind by a killed process must be deleted by hand, and the error says which.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tamis.model.errors import LogBusy

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.005


@contextmanager
def locked(path: Path, fd: int, *, patience: float, shared: bool = False) -> Iterator[None]:
    """Hold the lock of an open file or folder.

    Args:
        path: What is open, for messages.
        fd: Its descriptor; closing it also lets go of the lock.
        patience: Seconds to wait for another process.
        shared: Several readers may hold it together; a writer waits for them.

    Raises:
        LogBusy: Another process still held it after `patience` seconds.
    """
    if fcntl is None:
        with _lock_file(path, patience, shared):
            yield
        return
    kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    _wait(lambda: fcntl.flock(fd, kind), path, patience)
    try:
        yield
    finally:
        fcntl.flock(fd, fcntl.LOCK_UN)


@contextmanager
def locked_folder(path: Path, *, patience: float) -> Iterator[None]:
    """Hold the lock of a folder, which must exist."""
    fd = os.open(path, os.O_RDONLY) if fcntl is not None else -1
    try:
        with locked(path, fd, patience=patience):
            yield
    finally:
        if fd >= 0:
            os.close(fd)


@contextmanager
def _lock_file(path: Path, patience: float, shared: bool) -> Iterator[None]:
    if shared:  # a reader that meets a writer sees a torn batch at worst, which it ignores
        yield
        return
    stand_in = path.with_name(path.name + ".lock")
    _wait(lambda: os.close(os.open(stand_in, os.O_CREAT | os.O_EXCL)), stand_in, patience)
    try:
        yield
    finally:
        stand_in.unlink()


def _wait(attempt: Callable[[], None], path: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            attempt()
            return
        except (BlockingIOError, FileExistsError) as error:
            if time.monotonic() >= until:
                raise LogBusy(path) from error
            time.sleep(_PAUSE)
