"""The PRISMA 2020 flow, counted from events.

Page MJ et al. BMJ 2021;372:n71, figure 1 and its "updated review" variant. Every box is counted
on its own from the decisions, never as a difference of others, so that a decision out of place
(a full-text verdict on a report nobody retrieved, an included report that belongs to no study)
shows up as a balance that does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from tamis.model.numbers import Number
from tamis.model.results import Flow
from tamis.steps.flow.columns import database_column, other_column, previous_column
from tamis.steps.flow.counting import COLUMN, NONE, Column, Counter, Pool


def prisma_flow(pool: Pool) -> tuple[Flow, tuple[Number, ...]]:
    """Count every box of the flow.

    Returns:
        The flow with the balances it has to keep, and a ledger entry for each count whose members
        are the records, reports or studies it counted.
    """
    count = Counter()
    home = _columns(pool)
    updated = bool(home["previous"])
    equations: list[tuple[str, int, int]] = []
    if updated:
        equations += previous_column(pool, home["previous"], count)
    equations += database_column(pool, home["databases"], count)
    if home["other"]:
        equations += other_column(pool, home["other"], count)
    equations += _results(pool, home, count, updated=updated)
    flow = Flow(
        variant="updated" if updated else "new",
        boxes=tuple(count.boxes),
        equations=tuple(equations),
    )
    return flow, tuple(count.numbers)


def _columns(pool: Pool) -> dict[Column, dict[str, tuple[str, ...]]]:
    """Reports of each column with the records that put them there.

    A report found both before and now belongs to the earlier version; one found both in a
    database and otherwise belongs to the databases.
    """
    route = {
        r: COLUMN[s.route] for s in pool.state.searches for r in pool.records.get(s.search, ())
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


def _results(
    pool: Pool,
    home: Mapping[Column, Mapping[str, tuple[str, ...]]],
    count: Counter,
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
