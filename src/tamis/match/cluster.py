"""Stage 5: pairs to clusters, without chaining through a contradiction.

Accepted pairs are taken in order of certainty. Two groups join only if no member of one is vetoed
against a member of the other, and the pairs between them do not speak against it on average; so
A = B and B = C do not make A = C when A and C say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A compared pair of row numbers: log-odds of "same", and whether a veto stands."""

    log_odds: float
    veto: bool


def components(edges: Iterable[Edge]) -> list[list[int]]:
    """Connected rows, each list sorted, lists in order of their first row."""
    parent: dict[int, int] = {}

    def find(x: int) -> int:
        root = x
        while parent.setdefault(root, root) != root:
            root = parent[root]
        while parent[x] != root:
            parent[x], x = root, parent[x]
        return root

    for a, b in edges:
        ra, rb = find(a), find(b)
        if ra != rb:
            parent[max(ra, rb)] = min(ra, rb)
    groups: dict[int, list[int]] = defaultdict(list)
    for x in sorted(parent):
        groups[find(x)].append(x)
    return list(groups.values())


def agglomerate(
    accepted: Sequence[Edge],
    scored: Mapping[Edge, Scored],
    *,
    start: Sequence[Sequence[int]] = (),
    unseen: float = -3.0,
    floor: float = 0.0,
) -> list[list[int]]:
    """Join rows along accepted pairs, most certain first, refusing contradictions.

    Args:
        accepted: Pairs (a < b) that may join groups.
        scored: Every compared pair among the rows concerned.
        start: Groups that are given; they keep together and no two of them are joined.
        unseen: Log-odds given to a pair that was never compared or was found hopeless.
        floor: Two groups join only if the mean log-odds between them reaches this.

    Returns:
        Groups of two or more rows, sorted.
    """
    group: dict[int, list[int]] = {}
    for rows in start:
        shared = sorted(rows)
        group.update(dict.fromkeys(rows, shared))
    given = {row: at for at, rows in enumerate(start) for row in rows}
    for a, b in sorted(accepted, key=lambda edge: (-scored[edge].log_odds, edge)):
        left, right = group.setdefault(a, [a]), group.setdefault(b, [b])
        if left is right or len({given[x] for x in (*left, *right) if x in given}) > 1:
            continue
        if not _may_join(left, right, scored, unseen, floor):
            continue
        joined = sorted(left + right)
        for row in joined:
            group[row] = joined
    unique = {id(rows): rows for rows in group.values() if len(rows) > 1}
    return sorted(unique.values())


def _may_join(
    left: Sequence[int],
    right: Sequence[int],
    scored: Mapping[Edge, Scored],
    unseen: float,
    floor: float,
) -> bool:
    total = 0.0
    for a in left:
        for b in right:
            pair = scored.get((a, b) if a < b else (b, a))
            if pair is not None and pair.veto:
                return False
            total += unseen if pair is None else max(-12.0, min(12.0, pair.log_odds))
    return total >= floor * len(left) * len(right)
