"""What a stopping rule may look at, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tamis.learn.errors import LearnError, OutOfRange

#: guaranteed: the stated confidence is a theorem under the assumptions listed.
#: validated: it held on labelled reviews that were left out of the tuning; no theorem.
#: heuristic: neither.
Standing = Literal["guaranteed", "validated", "heuristic"]


class UnevenLists(LearnError):
    """The lists that describe a screening differ in length."""

    def __init__(self, labels: int, audit: int) -> None:
        super().__init__(
            f"labels and audit must have one entry per screened record. "
            f"Got {labels} labels and {audit} audit marks."
        )


@dataclass(frozen=True)
class Progress:
    """A screening so far.

    Attributes:
        records: All records, screened or not.
        labels: 1 for an include and 0 for an exclude, in the order of screening.
        audit: For each of them, whether it was drawn at random from all records unscreened at that
            moment (True) or shown because of its rank (False). Empty means none was.
    """

    records: int
    labels: tuple[int, ...]
    audit: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        if self.audit and len(self.audit) != len(self.labels):
            raise UnevenLists(len(self.labels), len(self.audit))
        if self.records < len(self.labels):
            raise OutOfRange("records", self.records, f"at least the {len(self.labels)} screened")

    @property
    def screened(self) -> int:
        """Records screened."""
        return len(self.labels)

    @property
    def found(self) -> int:
        """Includes found."""
        return int(sum(self.labels))

    @cached_property
    def array(self) -> NDArray[np.int64]:
        """The labels as an array."""
        return np.array(self.labels, dtype=np.int64)

    @cached_property
    def drawn(self) -> NDArray[np.bool_]:
        """The audit marks as an array."""
        marks = self.audit or (False,) * len(self.labels)
        return np.array(marks, dtype=np.bool_)

    @property
    def run(self) -> int:
        """Excludes since the last include."""
        hits = np.flatnonzero(self.array)
        return self.screened - (int(hits[-1]) + 1 if len(hits) else 0)

    def first(self, screened: int) -> Progress:
        """The same screening after its first `screened` records."""
        return Progress(self.records, self.labels[:screened], self.audit[:screened])


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a rule says about stopping now.

    Attributes:
        stop: Whether the rule's condition is met.
        rule: The rule's name with its settings.
        standing: What the rule's word is worth.
        measure: What `value` is ("p-value", "excludes in a row", …).
        value: The number compared.
        limit: The number it is compared with.
        recall: A lower bound of recall, if the rule gives one.
        assumptions: What must be true for the rule to mean what it says.
    """

    stop: bool
    rule: str
    standing: Standing
    measure: str
    value: float
    limit: float
    recall: float | None = None
    assumptions: tuple[str, ...] = ()


class Rule(Protocol):
    """A stopping rule is a value that can be asked about a screening."""

    @property
    def standing(self) -> Standing:
        """What the rule's word is worth."""
        ...

    def __call__(self, progress: Progress) -> Advice:
        """Whether to stop now."""
        ...


LABELS_HOLD = "decisions are right: a wrong exclusion is not found by any stopping rule"
SET_COMPLETE = "the records are those given; studies the search missed are not counted"


def fewest_total(found: int, target: float) -> int:
    """The smallest number of includes of which `found` would be less than `target`."""
    # 1e-9: 19 of 20 is .95, not below it, whatever the machine makes of 19 / .95.
    return int(np.floor(found / target + 1e-9)) + 1


def check_share(name: str, value: float) -> None:
    """Refuse a share outside (0, 1)."""
    if not 0 < value < 1:
        raise OutOfRange(name, value, "above 0 and below 1")
