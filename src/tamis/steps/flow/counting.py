"""What the flow is counted from, and the boxes as they are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.model.events import FlowRoute, Stage
from tamis.model.facts import Status
from tamis.model.naming import slug
from tamis.model.numbers import Number
from tamis.model.protocol import Protocol
from tamis.model.results import FlowBox
from tamis.model.state import State

Column = Literal["previous", "databases", "other", "result"]
NONE: frozenset[str] = frozenset()
Row = Literal["identification", "screening", "included"]
COLUMN: dict[FlowRoute, Column] = {
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


class Counter:
    """Collects boxes and their ledger entries."""

    def __init__(self) -> None:
        self.boxes: list[FlowBox] = []
        self.numbers: list[Number] = []
        self.included = 0

    def number(self, id_: str, label: str, members: Iterable[str], what: str) -> Number:
        """Enter a count with the things it counted."""
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
        """Count a box and its lines; return its count."""
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


def waiting_box(count: Counter, id_: str, label: str, reports: list[str], column: Column) -> int:
    """A box PRISMA's template does not have: drawn only while work is left."""
    return count.box(id_, label, reports, column, "screening", removed=True) if reports else 0


def reasons(pool: Pool, reports: Iterable[str], *stages: Stage) -> list[tuple[str, list[str]]]:
    """Excluded reports by reason, in the order of the protocol's criteria."""
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
