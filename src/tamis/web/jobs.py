"""Long work beside the requests: one thread for each piece, one piece of a kind at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Literal

from fastapi import Request

from tamis.model.errors import TamisError

_LOG = logging.getLogger(__name__)

JobState = Literal["idle", "working", "failed"]


@dataclass(frozen=True, slots=True)
class Job:
    """How a piece of work stands; `why` says why it failed."""

    state: JobState = "idle"
    why: str = ""


class Jobs:
    """Pieces of work by name."""

    def __init__(self) -> None:
        self._known: dict[str, Job] = {}
        self._lock = Lock()

    def start(self, name: str, work: Callable[[], object]) -> Job:
        """Begin a piece of work unless it is under way."""
        with self._lock:
            if self._known.get(name, Job()).state == "working":
                return self._known[name]
            job = self._known[name] = Job("working")
        Thread(target=self._run, args=(name, work), name=name, daemon=True).start()
        return job

    def look(self, name: str) -> Job:
        """How a piece of work stands."""
        with self._lock:
            return self._known.get(name, Job())

    def forget(self, name: str) -> None:
        """Forget how a piece of work ended."""
        with self._lock:
            if self._known.get(name, Job()).state != "working":
                self._known.pop(name, None)

    def _run(self, name: str, work: Callable[[], object]) -> None:
        end = Job("failed", "it stopped half way; the server's log says where")
        try:
            work()
            end = Job()
        except TamisError as error:
            end = Job("failed", str(error))
        except OSError as error:
            _LOG.warning("%s: %s", name, error)
            end = Job("failed", error.strerror or "a file could not be read or written")
        finally:
            with self._lock:
                self._known[name] = end


_MAKING = Lock()


def jobs_of(request: Request) -> Jobs:
    """The server's work, made when it is first asked for."""
    with _MAKING:
        found: Jobs | None = getattr(request.app.state, "jobs", None)
        if found is None:
            found = request.app.state.jobs = Jobs()
        return found
