"""Reports: groups of records judged to be the same publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from tamis.model.events import RecordsLinked, RecordsSplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Reports by id, each a tuple of record ids; a report is named by its smallest record id.

    `refused` lists links that a split outweighs, as (link event id, record, record).
    """

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[tuple[str, str, str], ...] = ()

    def of(self, record: str) -> str:
        """The report a record is in; a record nobody imported stands for itself."""
        return self.home.get(record, record)


def group_records(
    records: Iterable[str], links: Iterable[RecordsLinked], splits: Iterable[RecordsSplit]
) -> Reports:
    """Join linked records, never putting two records into one report that a split keeps apart.

    Links are taken in the order of their ids (a person's before a machine's), so the result does
    not depend on the order in which they arrive.
    """
    group = {r: {r} for r in records}
    apart: dict[str, set[str]] = {}
    for split in splits:
        for a, b in combinations(split.records, 2):
            apart.setdefault(a, set()).add(b)
            apart.setdefault(b, set()).add(a)
    refused: list[tuple[str, str, str]] = []
    for link in sorted(links, key=lambda e: (e.method != "person", e.id)):
        known = [r for r in link.records if r in group]
        for a, b in pairwise(known):
            ours, theirs = group[a], group[b]
            if ours is theirs:
                continue
            clash = next((x for x in ours if apart.get(x, set()) & theirs), None) if apart else None
            if clash is not None:
                refused.append((link.id, a, b))
                continue
            if len(ours) < len(theirs):
                ours, theirs = theirs, ours
            ours |= theirs
            for r in theirs:
                group[r] = ours
    members = {min(g): tuple(sorted(g)) for g in group.values()}
    home = {r: report for report, rs in members.items() for r in rs}
    return Reports(members=dict(sorted(members.items())), home=home, refused=tuple(refused))
