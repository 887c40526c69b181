"""What a register says otherwise than it did: status, outcomes, size, dates, results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tamis.trials.numbers import canonical
from tamis.trials.registration import PlannedOutcome, RegisterDate, Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChange:
    """One field of one registration: what it was, what it is, and when both were read.

    `copied` says that what stood before was read in a stored copy and not in the register.
    """

    registration: str
    register: str
    title: str
    field: str
    was: str
    now: str
    seen_before: str
    seen: str
    page_date: str = ""
    copied: bool = False


def register_changes(snapshots: Iterable[Registration]) -> tuple[RegisterChange, ...]:
    """Compare each entry with the one read before it.

    A field counts when both entries say something about it: what a stored copy left out and the
    register now says has not changed. Only results count from "no" to anything else.

    Args:
        snapshots: Every entry that was read, oldest first.
    """
    held: dict[str, list[Registration]] = {}
    for one in snapshots:
        held.setdefault(canonical(one.id), []).append(one)
    return tuple(
        change
        for entries in held.values()
        for old, new in pairwise(entries)
        for change in _between(old, new)
    )


def _between(old: Registration, new: Registration) -> Iterator[RegisterChange]:
    for name, read, folded in _FIELDS:
        was, now = read(old), read(new)
        if not was or not now or folded(was) == folded(now):
            continue
        if name == "results" and was != "no":
            continue
        yield RegisterChange(
            registration=new.id, register=new.register, title=new.title or new.short_title,
            field=name, was=was, now=now, seen_before=old.seen, seen=new.seen,
            page_date=new.page_date, copied=bool(old.copy),
        )  # fmt: skip


def _plain(text: str) -> str:
    """Without what only looks different: case, spaces, punctuation, order of the parts."""
    parts = ("".join(c for c in p.lower() if c.isalnum()) for p in text.split("; "))
    return "|".join(sorted(parts))


def _status(r: Registration) -> str:
    return "" if r.status == "not-stated" else r.status.replace("-", " ")


def _outcomes(found: tuple[PlannedOutcome, ...]) -> str:
    return "; ".join(f"{o.measure} [{o.frame}]" if o.frame else o.measure for o in found)


def _day(date: RegisterDate) -> str:
    return date.day


def _month(text: str) -> str:
    """A register may add the day to a month that stays the same; that is no change."""
    return text[:7]


_FIELDS: tuple[tuple[str, Callable[[Registration], str], Callable[[str], str]], ...] = (
    ("status", _status, str),
    ("why stopped", lambda r: r.why_stopped, _plain),
    ("primary outcome", lambda r: _outcomes(r.outcomes), _plain),
    ("enrolment", lambda r: str(r.design.enrolment or ""), str),
    ("start", lambda r: _day(r.start), _month),
    ("primary completion", lambda r: _day(r.primary_completion), _month),
    ("completion", lambda r: _day(r.completion), _month),
    ("results", lambda r: r.results, str),
    ("title", lambda r: r.title, _plain),
    ("eligibility", lambda r: r.eligibility.text if r.eligibility.state == "whole" else "", _plain),
)
