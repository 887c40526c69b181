"""What can be wrong with a log, in words."""

from __future__ import annotations

from tamis.model.errors import BrokenChain
from tamis.model.problems import Problem
from tamis.store.tail import Ending


def end_problems(where: str, end: Ending, line: int | None = None) -> tuple[Problem, ...]:
    """What to say about the end of a log."""
    if end.bare:
        return (Problem(where, "the last line lacks its newline; it is whole and counts"),)
    if end.torn and not end.changed:
        what = f"{end.torn} bytes of an append that did not finish are ignored"
        return (
            Problem(
                where, what, "nobody was told they were kept; the next append goes on", line=line
            ),
        )
    return ()


def broken_link(path: object, number: int) -> BrokenChain:
    """Line `number` follows another line than the one before it."""
    if number == 1:
        return BrokenChain(path, 1, "it does not begin this writer's log: another writer's, or cut")
    why = f"line {number} was not written after it: it was changed, or lines were removed or added"
    return BrokenChain(path, number - 1, why)


def changed_end(path: object, number: int) -> BrokenChain:
    """The last line is whole and something other than a newline follows it."""
    return BrokenChain(path, number, "the end of the line was changed after it was written")
