"""Extracted values by place, gathered before they become events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tamis.model.evidence import Datum
from tools.als.errors import Unconverted


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where values belong."""

    study: str
    outcome: str = ""
    timepoint: str = ""
    population: str = ""
    arm: str = ""
    primary: bool = False
    prespecified: bool | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """The place without what is said about it."""
        return (self.study, self.outcome, self.timepoint, self.population, self.arm)


@dataclass(slots=True)
class Places:
    """Data by place. The same name twice in a place must be the same value."""

    _data: dict[tuple[str, ...], tuple[Placed, dict[str, Datum]]] = field(default_factory=dict)

    def add(self, place: Placed, datum: Datum) -> None:
        """Put a datum at a place.

        Raises:
            Unconverted: Another value already has this name there.
        """
        known, names = self._data.setdefault(place.key, (place, {}))
        del known
        if datum.name in names and names[datum.name] != datum:
            raise Unconverted("/".join(place.key), f"two values are called '{datum.name}'")
        names[datum.name] = datum

    def __iter__(self) -> Iterator[tuple[Placed, tuple[Datum, ...]]]:
        return ((place, tuple(names.values())) for place, names in self._data.values())
