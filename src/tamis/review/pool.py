"""The pool: all reports of a stage, searched and filtered, as one person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock, Thread
from typing import TYPE_CHECKING, Literal

from tamis.model.events import STAGES, Screened, Stage, Verdict
from tamis.review import blinding
from tamis.review.blinding import Seen
from tamis.store.text_index import Line, TextIndex

if TYPE_CHECKING:
    from tamis.review.live import Live
    from tamis.review.tally import Tally

#: What may be asked for: how a report stands for the asker, or what they said themselves.
Asked = Literal[
    "", "open", "yours", "conflict", "included", "maybe", "excluded", "mine", "mine-include",
    "mine-maybe", "mine-exclude",
]  # fmt: skip
#: Seconds a request waits for words to be found when the text index is being made.
_PATIENCE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to look for. `text` as `TextIndex.find` reads it; `label` one of the asker's own."""

    text: str = ""
    asked: Asked = ""
    label: str = ""
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A report in the list: `verdict` and `labels` are the asker's own."""

    report: str
    title: str
    label: str
    year: int | None
    journal: str
    source: str
    seen: Seen
    verdict: Verdict | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the reports that fit, how many fit, and whether words can be looked for yet."""

    rows: tuple[Row, ...]
    total: int
    ready: bool


class Pool:
    """Searches one review's reports; safe to use from many threads.

    Args:
        live: Where everything stands.
        text: Finds words.
    """

    def __init__(self, live: Live, text: TextIndex) -> None:
        self._live = live
        self._text = text
        self._lock = Lock()
        self._filling: Thread | None = None

    def page(
        self, person: str, stage: Stage, asked: Filter, offset: int = 0, limit: int = 50
    ) -> Page:
        """The reports that fit, the best match or the review's own order first."""
        ready = self._ready()
        if not ready and (asked.text.strip() or (asked.first, asked.last) != (None, None)):
            return Page(rows=(), total=0, ready=False)
        named = self._text.find(asked.text) if asked.text.strip() else None
        years = self._text.between(asked.first, asked.last) if ready else None
        with self._live.look() as tally:
            found = [
                report
                for report in _candidates(tally, person, stage, asked, named)
                if years is None or not years.isdisjoint(tally.reports.members[report])
            ]
            here = found[offset : offset + limit]
            members = {r: tally.reports.members[r] for r in here}
            seen = {r: blinding.seen(tally.status(r, stage), tally.protocol, person) for r in here}
            own = {r: tally.decision(person, r, stage) for r in here}
        lines = self._text.lines(m for ms in members.values() for m in ms) if ready else {}
        rows = (
            _row(r, [lines[m] for m in members[r] if m in lines], seen[r], own[r]) for r in here
        )
        return Page(rows=tuple(rows), total=len(found), ready=ready)

    def fill(self) -> None:
        """Index the words of every record; slow, for a worker."""
        self._text.fill()

    def _ready(self) -> bool:
        if self._text.ready:
            return True
        with self._lock:
            if self._filling is None or not self._filling.is_alive():
                self._filling = Thread(target=self._text.fill, name="tamis-text", daemon=True)
                self._filling.start()
        self._filling.join(_PATIENCE)
        return self._text.ready


def _candidates(
    tally: Tally, person: str, stage: Stage, asked: Filter, named: Iterable[str] | None
) -> Iterator[str]:
    if named is not None:
        names: Iterable[str] = dict.fromkeys(
            tally.reports.home[n] for n in named if n in tally.reports.home
        )
    elif asked.asked.startswith("mine") or asked.label:
        names = [tally.reports.of(e.report) for e in tally.decisions(person, stage)]
    else:
        names = tally.names
    for report in names:
        if stage != STAGES[0] and tally.status(report, STAGES[0]).standing != "included":
            continue
        if _fits(tally, person, report, stage, asked):
            yield report


def _fits(tally: Tally, person: str, report: str, stage: Stage, asked: Filter) -> bool:
    if asked.asked.startswith("mine") or asked.label:
        mine = tally.decision(person, report, stage)
        if mine is None or (asked.label and asked.label not in mine.labels):
            return False
        wanted = asked.asked.removeprefix("mine").removeprefix("-")
        if asked.asked.startswith("mine"):
            return not wanted or mine.verdict == wanted
    if not asked.asked:
        return True
    return blinding.seen(tally.status(report, stage), tally.protocol, person) == asked.asked


def _row(report: str, lines: list[Line], seen: Seen, mine: Screened | None) -> Row:
    best = max(lines, key=lambda line: (len(line.title), len(line.label)), default=None)
    return Row(
        report=report,
        title=(best.title or best.label or f"(no title) {best.source}") if best else report,
        label=best.label if best else "",
        year=best.year if best else None,
        journal=best.journal if best else "",
        source=", ".join(dict.fromkeys(line.source for line in lines)),
        seen=seen,
        verdict=mine.verdict if mine else None,
        labels=mine.labels if mine else (),
    )
