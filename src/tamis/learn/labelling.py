"""Decisions → what to learn from: one target and one weight per record.

A record may have been judged by two people, at two stages, with a maybe in between. Here all that
becomes a degree of belief from 0 (exclude) to 1 (include); its distance from one half is how much
the record weighs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tamis.learn.errors import UnknownChoice
from tamis.learn.values import STAGES, VERDICTS, Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """How much each kind of decision says about relevance.

    Attributes:
        maybe: Belief that a maybe expresses.
        late_exclude: Belief left in a record that was included on its abstract and excluded on its
            full text: its abstract looked right, so it still shows what to look for.
        neutral: Criteria whose exclusions say nothing about the topic (duplicate, not retrieved,
            language): they are not learned from.
    """

    maybe: float = 0.75
    late_exclude: float = 0.65
    neutral: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Label:
    """What a record teaches: +1 or −1, and how much (0 to 1)."""

    target: int
    weight: float


class Ledger:
    """What the decisions so far teach, kept up to date one decision at a time.

    A reviewer's later decision at a stage replaces the earlier one; reviewers are averaged, stages
    are not: the full text has the last word, except that an include before it is remembered.

    Attributes:
        labels: Record id → its label; records that teach nothing are left out.
    """

    def __init__(self, how: Labelling | None = None) -> None:
        self._how = how or Labelling()
        self._held: defaultdict[str, dict[tuple[str, str], Decision]] = defaultdict(dict)
        self.labels: dict[str, Label] = {}

    def add(self, decision: Decision) -> None:
        """Take in one more decision.

        Raises:
            UnknownChoice: Its verdict or stage is none of those known.
        """
        _check(decision)
        held = self._held[decision.record]
        held[decision.stage, decision.by] = decision
        label = _label(tuple(held.values()), self._how)
        if label is None:
            self.labels.pop(decision.record, None)
        else:
            self.labels[decision.record] = label


def labels(decisions: Iterable[Decision], how: Labelling | None = None) -> dict[str, Label]:
    """One label per record that teaches something, by record id (see `Ledger`).

    Raises:
        UnknownChoice: A verdict or stage is none of those known.
    """
    ledger = Ledger(how)
    for decision in decisions:
        ledger.add(decision)
    return ledger.labels


def _label(held: tuple[Decision, ...], how: Labelling) -> Label | None:
    early = _belief((d for d in held if d.stage == "title-abstract"), how)
    late = _belief((d for d in held if d.stage == "full-text"), how)
    belief = early if late is None else late
    if late is not None and late < 0.5 and (early is None or early > 0.5):
        belief = max(late, how.late_exclude)
    if belief is None:
        return None
    # A split vote leans to inclusion: missing a study costs more than reading an abstract.
    return Label(1 if belief >= 0.5 else -1, max(abs(2 * belief - 1), 0.1))


def _belief(decisions: Iterable[Decision], how: Labelling) -> float | None:
    worth = {"include": 1.0, "maybe": how.maybe, "exclude": 0.0}
    values = [
        worth[d.verdict]
        for d in decisions
        if not (d.verdict == "exclude" and d.criterion in how.neutral and d.criterion)
    ]
    return sum(values) / len(values) if values else None


def _check(decision: Decision) -> None:
    if decision.verdict not in VERDICTS:
        raise UnknownChoice("verdict", decision.verdict, VERDICTS)
    if decision.stage not in STAGES:
        raise UnknownChoice("stage", decision.stage, STAGES)


def visible(decisions: Iterable[Decision], reviewer: str) -> tuple[Decision, ...]:
    """What may train `reviewer`'s queue while the other one is kept blind.

    Everything the reviewer decided, and others' decisions on records that this reviewer has
    decided at the same stage: nothing that the reviewer has yet to judge moves because of
    somebody else's verdict on it or on any record the reviewer hasn't judged.
    """
    held = tuple(decisions)
    own = {(d.record, d.stage) for d in held if d.by == reviewer}
    return tuple(d for d in held if d.by == reviewer or (d.record, d.stage) in own)
