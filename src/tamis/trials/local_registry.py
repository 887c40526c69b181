"""The local registry: every registered trial a review knows, found by any of its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tamis.trials.numbers import canonical, register_of
from tamis.trials.registration import Registration

#: Registers whose numbers name a trial nowhere else: a shared one proves nothing but itself.
_ANYWHERE = frozenset({"", "UTN"})


@dataclass(frozen=True, slots=True)
class RegisteredTrial:
    """One trial with all that registers said of it, newest first."""

    registrations: tuple[Registration, ...]

    @property
    def latest(self) -> Registration:
        """The newest entry."""
        return self.registrations[0]

    @property
    def id(self) -> str:
        """The number of the newest entry."""
        return self.latest.id

    @property
    def ids(self) -> tuple[str, ...]:
        """All its numbers in all registers, the newest entry's own first."""
        own = (r.id for r in self.registrations)
        others = (i for r in self.registrations for i in r.ids)
        return tuple(dict.fromkeys((*own, *others)))

    def history(self, number: str = "") -> tuple[Registration, ...]:
        """What one register said over time, oldest first; of the newest entry's own number."""
        name = canonical(number or self.id)
        return tuple(r for r in reversed(self.registrations) if canonical(r.id) == name)


@dataclass(frozen=True, slots=True)
class Registry:
    """Trials in the order in which they were first met."""

    trials: tuple[RegisteredTrial, ...] = ()
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for place, trial in enumerate(self.trials):
            for number in trial.ids:
                self._numbers.setdefault(canonical(number), place)

    @classmethod
    def of(cls, registrations: Iterable[Registration]) -> Registry:
        """Group registrations that are one trial: those that share a number.

        Two numbers of one register are two trials, even where one entry names the other: a
        register gives a trial one number, and entries name their parent or extension study.
        """
        held = list(registrations)
        groups = _grouped(held)
        order = sorted(groups, key=min)
        return cls(tuple(RegisteredTrial(_newest_first([held[i] for i in g])) for g in order))

    def find(self, number: str) -> RegisteredTrial | None:
        """The trial of that number in any register, however it is spelt; None when not known."""
        place = self._numbers.get(canonical(number))
        return None if place is None else self.trials[place]


def _newest_first(held: list[Registration]) -> tuple[Registration, ...]:
    """The newest first; of one day the number met first, and of one number what came last."""
    first = {canonical(r.id): -place for place, r in reversed(list(enumerate(held)))}
    places = sorted(
        range(len(held)),
        key=lambda i: (held[i].seen, held[i].page_date, first[canonical(held[i].id)], i),
        reverse=True,
    )
    return tuple(held[i] for i in places)


def _grouped(held: list[Registration]) -> list[list[int]]:
    """Places of registrations that are one trial, by union over shared numbers."""
    parent = list(range(len(held)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    own: list[dict[str, str]] = [{register_of(r.id): canonical(r.id)} for r in held]
    first: dict[str, int] = {}
    for i, registration in enumerate(held):
        for number in dict.fromkeys(map(canonical, (registration.id, *registration.ids))):
            other = root(first.setdefault(number, i))
            here = root(i)
            if other != here and _compatible(own[other], own[here]):
                parent[here] = other
                own[other] |= own[here]
    groups: dict[int, list[int]] = {}
    for i in range(len(held)):
        groups.setdefault(root(i), []).append(i)
    return list(groups.values())


def _compatible(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether no register would have given the trial two numbers."""
    return all(
        one[name] == other[name] for name in one.keys() & other.keys() if name not in _ANYWHERE
    )
