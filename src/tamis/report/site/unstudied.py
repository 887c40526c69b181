"""What nobody has studied, said once for a whole population instead of once for each approach."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tamis.model.results import AnswerState, Certainty
from tamis.report.site.links import Links

Group = tuple[Markup, list[Markup]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unstudied:
    """`populations` in which nothing at all was studied; then comparisons, whole and in part."""

    populations: tuple[Markup, ...]
    wholly: tuple[Group, ...]
    partly: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.populations or self.wholly or self.partly)


def unstudied(links: Links, found: list[Certainty]) -> Unstudied:
    """Sort what was not studied by how much of it there is."""
    everything = links.publication.certainties
    studied = {c.comparison for c in everything if c.state != "not-studied"}
    people: dict[str, list[str]] = {}
    for comparison in links.publication.protocol.comparisons:
        if comparison.population:
            people.setdefault(comparison.population, []).append(comparison.id)
    asked = {c.comparison for c in found}
    empty = [
        population
        for population, names in people.items()
        if asked & set(names) and not studied & set(names)
    ]
    said = {name for population in empty for name in people[population]}
    groups = by_comparison(links, [c for c in found if c.comparison not in said], "not-studied")
    return Unstudied(
        populations=tuple(links.term(p) for p in empty),
        wholly=tuple((links.term(c), outcomes) for c, outcomes in groups if c not in studied),
        partly=tuple((links.term(c), outcomes) for c, outcomes in groups if c in studied),
    )


def by_comparison(
    links: Links, found: list[Certainty], state: AnswerState
) -> list[tuple[str, list[Markup]]]:
    """Outcomes in one state, by comparison id."""
    groups: dict[str, list[Markup]] = {}
    for c in found:
        if c.state == state:
            groups.setdefault(c.comparison, []).append(links.term(c.outcome))
    return list(groups.items())
