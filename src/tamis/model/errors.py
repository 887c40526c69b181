"""Misuse, as exceptions that name the thing, the allowed set and the next step.

TamisError
├── NotAReview            the folder holds no protocol.toml
├── ReviewExists          `init` would overwrite one
├── InvalidProtocol       protocol.toml does not describe a review
├── InvalidFile           a side file (claims.toml, page.toml …) does not parse
├── UnreadableFile        an import file no reader understands
├── UnknownName           a name outside the allowed set
├── BrokenChain           a log line is not the one that was written
├── LogBusy               another process holds a writer's log
├── InvalidEvent          an event that does not fit its schema
├── Unbalanced            the PRISMA flow does not add up
└── NotPublishable        something forbids publishing
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from tamis.model.problems import Problem


class TamisError(Exception):
    """Base of everything tamis raises on purpose."""

    exit_code = 1
    http_status = 400


class NotAReview(TamisError):
    """A folder was named that holds no review."""

    exit_code = 2
    http_status = 404

    def __init__(self, folder: object) -> None:
        super().__init__(
            f"no review at '{folder}': it has no protocol.toml; make one with `tamis init {folder}`"
        )


class ReviewExists(TamisError):
    """A review would be overwritten."""

    exit_code = 2
    http_status = 409

    def __init__(self, folder: object) -> None:
        super().__init__(
            f"'{folder}' already holds a protocol.toml; choose another folder or work in this one"
        )


class InvalidFile(TamisError):
    """A file people write does not say what it should."""

    exit_code = 2
    http_status = 422

    def __init__(self, path: object, problems: Iterable[Problem | str]) -> None:
        self.problems = tuple(str(p) for p in problems)
        super().__init__(f"'{path}' can't be used:\n" + "\n".join(f"  {p}" for p in self.problems))


class InvalidProtocol(InvalidFile):
    """protocol.toml does not describe a review."""


class UnreadableFile(TamisError):
    """No reader understands an import file; the review is untouched."""

    exit_code = 3
    http_status = 422

    def __init__(self, path: object, why: str) -> None:
        super().__init__(f"'{path}' was not imported and the review is unchanged: {why}")


class UnknownName(TamisError):
    """A name outside the allowed set."""

    exit_code = 2
    http_status = 404

    def __init__(self, kind: str, name: str, allowed: Iterable[str]) -> None:
        known = sorted(allowed)
        shown = ", ".join(known[:30]) + (f" … ({len(known)} in all)" if len(known) > 30 else "")
        close = get_close_matches(name, known, 1)
        hint = f"; did you mean '{close[0]}'?" if close else ""
        super().__init__(f"no {kind} '{name}'; known: {shown or 'none yet'}{hint}")


class BrokenChain(TamisError):
    """A past log line is not the one that was written."""

    exit_code = 4
    http_status = 409

    def __init__(self, path: object, line: int, why: str) -> None:
        self.path, self.line = path, line
        super().__init__(f"'{path}' line {line}: {why}")


class LogBusy(TamisError):
    """Another process is appending to the same writer's log."""

    exit_code = 5
    http_status = 409

    def __init__(self, path: object) -> None:
        super().__init__(f"'{path}' is being written by another process; try again in a moment")


class InvalidEvent(TamisError):
    """An event does not fit its schema."""

    exit_code = 4
    http_status = 422

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")


class Unbalanced(TamisError):
    """The PRISMA flow does not add up, so nothing may be published."""

    exit_code = 6
    http_status = 409

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "the PRISMA flow does not balance:\n" + "\n".join(f"  {p}" for p in self.problems)
        )


class NotPublishable(TamisError):
    """Something forbids publishing; each reason is listed."""

    exit_code = 6
    http_status = 409

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("not published:\n" + "\n".join(f"  {p}" for p in self.problems))
