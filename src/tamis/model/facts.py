"""What was read, standing: every extracted value by place and name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tamis.model.events import Extracted, Screened, StudyLinked
from tamis.model.evidence import Datum
from tamis.model.problems import Problem
from tamis.model.results import Standing

Place = tuple[str, str, str, str, str]  # study, outcome, timepoint, population, arm


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A standing value: the datum, the event it stands in, and its id in the ledger."""

    id: str
    datum: Datum
    event: Extracted

    @property
    def number(self) -> float | None:
        """The value as a number; None when it is words or could not be read."""
        value = self.datum.value
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Every standing value by place and name. `problems` lists where two readers differ."""

    readings: Mapping[Place, Mapping[str, Reading]]
    problems: tuple[Problem, ...] = ()

    def at(
        self,
        study: str,
        outcome: str = "",
        timepoint: str = "",
        population: str = "",
        arm: str = "",
    ) -> Mapping[str, Reading]:
        """The values of one place; empty when nothing was extracted there."""
        return self.readings.get((study, outcome, timepoint, population, arm), {})

    def places(self, study: str, outcome: str) -> tuple[tuple[str, str], ...]:
        """The (timepoint, population) pairs a study has values for, in the order of extraction."""
        return tuple(
            dict.fromkeys((p[2], p[3]) for p in self.readings if p[:2] == (study, outcome))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One arm's values at one place."""

    values: Mapping[str, Reading] = field(default_factory=dict)

    def has(self, *names: str) -> bool:
        """Whether all of these were read as plain numbers whose sign is clear."""
        return all(
            n in self.values
            and self.values[n].number is not None
            and self.values[n].datum.state != "ambiguous"
            for n in names
        )

    def __getitem__(self, name: str) -> float:
        number = self.values[name].number
        if number is None:
            raise KeyError(name)
        return number

    @property
    def size(self) -> int | None:
        """People analysed, where it was read."""
        for name in ("n", "total"):
            if self.has(name):
                return int(self[name])
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study merged from everything that was linked to it."""

    id: str
    label: str
    link: StudyLinked
    reports: tuple[str, ...]
    registrations: tuple[str, ...]
    overlaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The standing of one report at one stage. `criterion` is set when it is excluded."""

    standing: Standing
    criterion: str = ""
    reason: str = ""
    votes: tuple[Screened, ...] = ()
    adjudicated: bool = False
