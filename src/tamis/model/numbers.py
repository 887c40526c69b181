"""Numbers that are published, each with the way it came about.

A number is a leaf (extracted from a document, set by the protocol, or a count of named things)
or is derived from other numbers by a formula. A `Ledger` holds them by id; every digit on a page
is a link to its entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.model.evidence import Span

Kind = Literal["extracted", "derived", "count", "protocol", "reported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a formula: its symbol there, and the id of its number."""

    symbol: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A published number.

    `shown` is the text on the page; `value` the full-precision value behind it. `members` are the
    ids of the things a count counts (records, reports, studies). `about` is the page anchor group
    (a study id, "flow", an outcome id).
    """

    id: str
    kind: Kind
    label: str
    shown: str
    value: float | int | str | None = None
    unit: str = ""
    about: str = ""
    formula: str = ""
    method: str = ""
    inputs: tuple[Input, ...] = ()
    spans: tuple[Span, ...] = ()
    members: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ledger(Mapping[str, Number]):
    """Numbers by id, in the order in which they came about."""

    numbers: Mapping[str, Number]

    @classmethod
    def of(cls, *parts: Iterable[Number]) -> Ledger:
        """Gather numbers; the same id twice must be the same number.

        Raises:
            ValueError: Two different numbers share an id, or an input is not in the ledger.
        """
        numbers: dict[str, Number] = {}
        for part in parts:
            for number in part:
                if numbers.setdefault(number.id, number) != number:
                    raise ValueError(f"two different numbers are called '{number.id}'")
        for number in numbers.values():
            for entry in number.inputs:
                if entry.number not in numbers:
                    raise ValueError(f"'{number.id}' needs '{entry.number}', which is not there")
        return cls(numbers)

    def __getitem__(self, key: str) -> Number:
        return self.numbers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)
