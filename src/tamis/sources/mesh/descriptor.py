"""A heading, and what anything that knows headings can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """A heading of the thesaurus.

    Attributes:
        ui: Its unique identifier, `D` and digits.
        name: The heading.
        trees: Where it stands in the tree; below `A11.872` is everything that begins `A11.872.`
        entries: Words that lead to it and are no headings themselves.
        other_names: What the same heading is called in other years.
    """

    ui: str
    name: str
    trees: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


class Thesaurus(Protocol):
    """Looks up headings, by name or by a word that leads to one."""

    @property
    def version(self) -> str:
        """The year of the thesaurus, or what part of it this is."""
        ...

    @property
    def complete(self) -> bool:
        """Whether a word that is not found is no heading at all."""
        ...

    def heading(self, name: str) -> Descriptor | None:
        """The heading of that name, whatever its capitals."""
        ...

    def entry(self, term: str) -> Descriptor | None:
        """The heading that a word leads to; None for a heading's own name."""
        ...

    def narrower(self, descriptor: Descriptor) -> tuple[str, ...]:
        """The names of everything below a heading, in the order of the alphabet."""
        ...


def folded(term: str) -> str:
    """How terms are compared: without capitals, spaces folded to one."""
    return " ".join(term.split()).casefold()
