"""The PRISMA 2020 flow, counted from events.

Page MJ et al. BMJ 2021;372:n71, figure 1 and its "updated review" variant. Every box is counted
on its own from the decisions, never as a difference of others, so that a decision out of place
(a full-text verdict on a report nobody retrieved, an included report that belongs to no study)
shows up as a balance that does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.model.events import FlowRoute, Stage
from tamis.model.facts import Status
from tamis.model.naming import slug
from tamis.model.numbers import Number
from tamis.model.protocol import Protocol
from tamis.model.results import Flow, FlowBox
from tamis.model.state import State

Column = Literal["previous", "databases", "other", "result"]
NONE: frozenset[str] = frozenset()
Row = Literal["identification", "screening", "included"]
_COLUMN: dict[FlowRoute, Column] = {
    "previous": "previous",
    "database": "databases",
    "register": "databases",
    "other": "other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What the flow is counted from: records per search, reports, and where each report stands.

    `retrieved` are reports whose text was got hold of, `not_retrieved` those sought in vain,
    `studies` the studies each report was linked to.
    """

    state: State
    protocol: Protocol
    records: Mapping[str, tuple[str, ...]]
    statuses: Mapping[Stage, Mapping[str, Status]]
    retrieved: frozenset[str]
    not_retrieved: frozenset[str]
    studies: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        state: State,
        protocol: Protocol,
        records: Mapping[str, tuple[str, ...]],
        statuses: Mapping[Stage, Mapping[str, Status]],
    ) -> Pool:
        """Gather the pool from a state."""
        home = state.reports.of
        sought = {
            kind: frozenset(
                home(e.report) for e in state.retrievals if e.report and e.status == kind
            )
            for kind in ("retrieved", "not-retrieved")
        }
        studies: dict[str, set[str]] = {}
        for link in state.studies:
            for report in link.reports:
                studies.setdefault(home(report), set()).add(link.study)
        return cls(
            state=state,
            protocol=protocol,
            records=records,
            statuses=statuses,
            retrieved=sought["retrieved"],
            not_retrieved=sought["not-retrieved"] - sought["retrieved"],
            studies={report: frozenset(names) for report, names in studies.items()},
        )

    def stands(self, stage: Stage, standing: str) -> Callable[[str], bool]:
        """A test for reports that stand so at a stage."""
        found = self.statuses[stage]
        return lambda report: found[report].standing == standing


def prisma_flow(pool: Pool) -> tuple[Flow, tuple[Number, ...]]:
    """Count every box of the flow.

    Returns:
        The flow with the balances it has to keep, and a ledger entry for each count whose members
        are the records, reports or studies it counted.
    """
    count = _Counter()
    home = _columns(pool)
    updated = bool(home["previous"])
    equations: list[tuple[str, int, int]] = []
    if updated:
        equations += _previous(pool, home["previous"], count)
    equations += _databases(pool, home["databases"], count)
    if home["other"]:
        equations += _other(pool, home["other"], count)
    equations += _results(pool, home, count, updated=updated)
    flow = Flow(
        variant="updated" if updated else "new",
        boxes=tuple(count.boxes),
        equations=tuple(equations),
    )
    return flow, tuple(count.numbers)


class _Counter:
    """Collects boxes and their ledger entries."""

    def __init__(self) -> None:
        self.boxes: list[FlowBox] = []
        self.numbers: list[Number] = []
        self.included = 0

    def number(self, id_: str, label: str, members: Iterable[str], what: str) -> Number:
        things = tuple(sorted(members))
        number = Number(
            id=f"flow/{id_}",
            kind="count",
            label=label,
            shown=str(len(things)),
            value=len(things),
            unit=what,
            about="flow",
            formula=f"number of {what} listed here",
            members=things,
        )
        self.numbers.append(number)
        return number

    def box(
        self,
        id_: str,
        label: str,
        members: Iterable[str],
        column: Column,
        row: Row,
        *,
        what: str = "reports",
        lines: Iterable[tuple[str, Iterable[str]]] = (),
        removed: bool = False,
    ) -> int:
        number = self.number(id_, label, members, what)
        parts = tuple(
            (text, self.number(f"{id_}/{slug(text)}", f"{label}: {text}", some, what).id)
            for text, some in lines
        )
        self.boxes.append(
            FlowBox(
                id=id_,
                label=label,
                number=number.id,
                count=len(number.members),
                column=column,
                row=row,
                members=number.members,
                lines=parts,
                removed=removed,
            )
        )
        return len(number.members)


def _columns(pool: Pool) -> dict[Column, dict[str, tuple[str, ...]]]:
    """Reports of each column with the records that put them there.

    A report found both before and now belongs to the earlier version; one found both in a
    database and otherwise belongs to the databases.
    """
    route = {
        r: _COLUMN[s.route] for s in pool.state.searches for r in pool.records.get(s.search, ())
    }
    columns: dict[Column, dict[str, tuple[str, ...]]] = {
        "previous": {},
        "databases": {},
        "other": {},
    }
    for report, members in pool.state.reports.members.items():
        for column in ("previous", "databases", "other"):
            if any(route.get(m) == column for m in members):
                columns[column][report] = members
                break
    return columns


def _previous(
    pool: Pool, reports: Mapping[str, tuple[str, ...]], count: _Counter
) -> list[tuple[str, int, int]]:
    final, early = pool.statuses["full-text"], pool.statuses["title-abstract"]
    out = [r for r in reports if "excluded" in (final[r].standing, early[r].standing)]
    kept = [r for r in reports if final[r].standing == "included"]
    lost = [r for r in reports if r in pool.not_retrieved and r not in {*out, *kept}]
    todo = [r for r in reports if r not in {*out, *kept, *lost}]
    every = count.box(
        "previous", "Reports included in the earlier version", reports, "previous", "identification"
    )
    parts = [
        count.box(
            "previous-removed", "No longer eligible when screened again", out, "previous",
            "screening", lines=_reasons(pool, out), removed=True,
        ),
        count.box(
            "previous-not-found", "Could not be found to screen again", lost, "previous",
            "screening", removed=True,
        ),
        count.box(
            "previous-waiting", "Not screened again yet", todo, "previous", "screening",
            removed=True,
        ),
        count.box(
            "previous-kept", "Reports kept from the earlier version", kept, "previous", "included"
        ),
    ]  # fmt: skip
    return [("earlier version = removed + not found + waiting + kept", every, sum(parts))]


def _databases(
    pool: Pool, reports: Mapping[str, tuple[str, ...]], count: _Counter
) -> list[tuple[str, int, int]]:
    searches = [s for s in pool.state.searches if _COLUMN[s.route] == "databases"]
    found = {s.source: [r for t in searches if t.source == s.source for r in pool.records[t.search]]
             for s in searches}  # fmt: skip
    every = {r for records in found.values() for r in records}
    first = {min(set(members) & every) for members in reports.values()}
    identified = count.box(
        "identified", "Records identified from databases and registers", every, "databases",
        "identification", what="records", lines=[(s, set(r)) for s, r in found.items()],
    )  # fmt: skip
    known = {r for r in every if pool.state.reports.of(r) not in reports}
    duplicates = count.box(
        "duplicates", "Duplicate records removed before screening", every - first - known,
        "databases", "identification", what="records", removed=True,
    )  # fmt: skip
    again = count.box(
        "known", "Records of reports the earlier version already had", known, "databases",
        "identification", what="records", removed=True,
    ) if known else 0  # fmt: skip
    screened = count.box(
        "screened", "Records screened", reports, "databases", "screening", what="reports"
    )
    out = [r for r in reports if pool.stands("title-abstract", "excluded")(r)]
    sought = [r for r in reports if pool.stands("title-abstract", "included")(r)]
    excluded = count.box(
        "excluded", "Records excluded", out, "databases", "screening",
        lines=_reasons(pool, out, "title-abstract"), removed=True,
    )  # fmt: skip
    todo = [r for r in reports if r not in {*out, *sought}]
    waiting = _waiting(count, "waiting", "Records waiting for a decision", todo, "databases")
    return [
        ("identified = duplicates + already known + screened",
         identified, duplicates + again + screened),
        ("screened = excluded + waiting + sought for retrieval",
         screened, excluded + waiting + len(sought)),
        *_retrieval(pool, sought, count, "databases", ""),
    ]  # fmt: skip


def _other(
    pool: Pool, reports: Mapping[str, tuple[str, ...]], count: _Counter
) -> list[tuple[str, int, int]]:
    searches = [s for s in pool.state.searches if s.route == "other"]
    every = {r for s in searches for r in pool.records[s.search]}
    first = {min(set(members) & every) for members in reports.values()}
    elsewhere = {r for r in every if pool.state.reports.of(r) not in reports}
    identified = count.box(
        "other-identified", "Records identified by other methods", every, "other",
        "identification", what="records",
        lines=[(s.source, pool.records[s.search]) for s in searches],
    )  # fmt: skip
    known = count.box(
        "other-known", "Duplicates, or reports already found", (every - first) | elsewhere, "other",
        "identification", what="records", removed=True,
    )  # fmt: skip
    out = [r for r in reports if pool.stands("title-abstract", "excluded")(r)]
    sought = [r for r in reports if pool.stands("title-abstract", "included")(r)]
    todo = [r for r in reports if r not in {*out, *sought}]
    excluded = count.box(
        "other-excluded", "Excluded on title and abstract", out, "other", "screening",
        lines=_reasons(pool, out, "title-abstract"), removed=True,
    )  # fmt: skip
    waiting = _waiting(count, "other-waiting", "Waiting for a decision", todo, "other")
    return [
        ("identified by other methods = already found + excluded + waiting + sought",
         identified, known + excluded + waiting + len(sought)),
        *_retrieval(pool, sought, count, "other", "other-"),
    ]  # fmt: skip


def _retrieval(
    pool: Pool, reports: list[str], count: _Counter, column: Column, prefix: str
) -> list[tuple[str, int, int]]:
    final = pool.statuses["full-text"]
    got = [r for r in reports if r in pool.retrieved]
    lost = [r for r in reports if r in pool.not_retrieved]
    out = [r for r in reports if final[r].standing == "excluded"]
    kept = [r for r in reports if final[r].standing == "included"]
    count.included += len(kept)
    todo = [r for r in got if final[r].standing not in ("excluded", "included")]
    sought = count.box(
        f"{prefix}sought", "Reports sought for retrieval", reports, column, "screening"
    )
    missing = count.box(
        f"{prefix}not-retrieved", "Reports not retrieved", lost, column, "screening", removed=True
    )
    unsought = [r for r in reports if r not in {*got, *lost}]
    ahead = _waiting(count, f"{prefix}to-retrieve", "Reports not sought yet", unsought, column)
    assessed = count.box(
        f"{prefix}assessed", "Reports assessed for eligibility", got, column, "screening"
    )
    excluded = count.box(
        f"{prefix}excluded-full-text", "Reports excluded", out, column, "screening",
        lines=_reasons(pool, out, "full-text"), removed=True,
    )  # fmt: skip
    waiting = _waiting(count, f"{prefix}to-assess", "Reports not assessed yet", todo, column)
    where = "other methods" if prefix else "databases and registers"
    return [
        (f"{where}: sought = not retrieved + not sought yet + assessed",
         sought, missing + ahead + assessed),
        (f"{where}: assessed = excluded + not assessed yet + included",
         assessed, excluded + waiting + len(kept)),
    ]  # fmt: skip


def _results(
    pool: Pool,
    home: Mapping[Column, Mapping[str, tuple[str, ...]]],
    count: _Counter,
    *,
    updated: bool,
) -> list[tuple[str, int, int]]:
    kept = [r for r in pool.state.reports.members if pool.stands("full-text", "included")(r)]
    before = [r for r in kept if r in home["previous"]]
    new = [r for r in kept if r not in home["previous"]]
    homeless = [r for r in kept if not pool.studies.get(r, NONE)]
    studies = {s for r in kept for s in pool.studies.get(r, NONE)}
    old = {s for r in before for s in pool.studies.get(r, NONE)}
    equations = [
        ("every included report belongs to a study", 0, len(homeless)),
        ("new reports = those assessed and included", len(new), count.included),
    ]
    if updated:
        a = count.box("new-studies", "New studies included", studies - old, "result", "included",
                      what="studies")  # fmt: skip
        b = count.box("new-reports", "Reports of new studies, and new reports of known ones", new,
                      "result", "included")  # fmt: skip
        c = count.box("kept-studies", "Studies kept from the earlier version", old, "previous",
                      "included", what="studies")  # fmt: skip
        equations.append(("studies in the review = kept + new", len(studies), a + c))
        equations.append(("reports in the review = kept + new", len(kept), len(before) + b))
    count.box("studies", "Studies included in the review", studies, "result", "included",
              what="studies")  # fmt: skip
    count.box("reports", "Reports of included studies", kept, "result", "included")
    return equations


def _waiting(count: _Counter, id_: str, label: str, reports: list[str], column: Column) -> int:
    """A box PRISMA's template does not have: drawn only while work is left."""
    return count.box(id_, label, reports, column, "screening", removed=True) if reports else 0


def _reasons(pool: Pool, reports: Iterable[str], *stages: Stage) -> list[tuple[str, list[str]]]:
    texts = {c.code: c.short or c.text for c in pool.protocol.criteria}
    found: dict[str, list[str]] = {}
    for report in reports:
        for stage in stages or ("title-abstract", "full-text"):
            status = pool.statuses[stage][report]
            if status.standing == "excluded":
                reason = texts.get(status.criterion, status.criterion) or "no reason given"
                found.setdefault(reason, []).append(report)
                break
    order = {text: i for i, text in enumerate(texts.values())}
    return sorted(found.items(), key=lambda item: order.get(item[0], len(order)))
