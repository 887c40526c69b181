"""Paging by cursor, as Europe PMC, ClinicalTrials.gov, OpenAlex and Crossref each do it.

They differ in names and in how they end; what must hold is the same: no page is asked for twice,
no cursor leads back, and in the end there are as many different records as the source counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tamis.model.problems import Problem
from tamis.sources.connector import Progress
from tamis.sources.http.errors import StartAgain, TooMany
from tamis.sources.http.values import Ask, Check, Line, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: what the source counts in all, the ids on this page, where the next one begins.

    `total` is None on pages that do not repeat it; `following` is empty on the last page.
    """

    total: int | None
    ids: Sequence[str]
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """All pages: records counted and found, and what moved meanwhile."""

    hits: int
    found: int
    problems: tuple[Problem, ...]


def turn_pages(
    line: Line,
    service: str,
    ask: Callable[[str], Ask],
    read: Callable[[Reply], Page],
    *,
    check: Check,
    most: int,
    progress: Progress,
    same_cursor: bool = False,
) -> Pages:
    """Ask for page after page until the source says it is the last.

    Args:
        line: Whom to ask.
        service: Its name for people.
        ask: The request for a page, from its cursor ("" for the first).
        read: What a reply says.
        check: Whether a reply is whole.
        most: More hits than this are not fetched.
        progress: Told after each page.
        same_cursor: The source keeps one cursor for all pages and remembers where it was.

    Raises:
        TooMany: The source counts more than `most`.
        StartAgain: A cursor led back, or the end came before every record had been given.
    """
    seen: set[str] = set()
    ids: set[str] = set()
    totals: list[int] = []
    cursor, repeated = "", 0
    while True:
        page = read(line.ask(ask(cursor), check))
        if page.total is not None:
            totals.append(page.total)
        if totals and totals[-1] > most:
            raise TooMany(service, totals[-1], most)
        fresh = {i for i in page.ids if i not in ids}
        repeated += len(page.ids) - len(fresh)
        ids |= fresh
        progress(len(ids), totals[-1] if totals else len(ids))
        if not page.following:
            break
        if not same_cursor:
            if page.following in seen:
                raise StartAgain(f"{service} gave the cursor of an earlier page again")
            seen.add(page.following)
        elif not fresh:
            break
        cursor = page.following
    return _settled(service, totals, len(ids), repeated)


def _settled(service: str, totals: list[int], found: int, repeated: int) -> Pages:
    """Compare what was found with what was counted, which may have moved meanwhile."""
    first, last = (totals[0], totals[-1]) if totals else (found, found)
    problems = []
    if first != last:
        what = f"it counted {first} at the beginning and {last} at the end"
        problems.append(Problem(service, what, "records came or went while they were fetched"))
    if found != last:
        raise StartAgain(
            f"{service} counted {last} records and its pages held {found}", last, found
        )
    if repeated:
        what = f"{repeated} records came on two pages; each was kept once"
        problems.append(Problem(service, what, severity="note"))
    return Pages(hits=last, found=found, problems=tuple(problems))
