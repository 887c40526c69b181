"""The part of the thesaurus that travels with the built-in review (`subset.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from tamis.sources.mesh.descriptor import Descriptor, folded


class Subset:
    """A few headings, held in memory."""

    complete = False

    def __init__(self, version: str, descriptors: Iterable[Descriptor]) -> None:
        self.version = version
        self.descriptors = tuple(descriptors)
        self._headings = {
            folded(name): d for d in self.descriptors for name in (d.name, *d.other_names)
        }
        self._entries = {
            folded(term): d
            for d in self.descriptors
            for term in d.entries
            if folded(term) not in self._headings
        }

    def heading(self, name: str) -> Descriptor | None:
        """The heading of that name, if it is one of these."""
        return self._headings.get(folded(name))

    def entry(self, term: str) -> Descriptor | None:
        """The heading a word leads to, if it is one of these."""
        return self._entries.get(folded(term))

    def narrower(self, descriptor: Descriptor) -> tuple[str, ...]:
        """Those of these headings that stand below one."""
        above = tuple(f"{tree}." for tree in descriptor.trees)
        if not above:
            return ()
        below = {d.name for d in self.descriptors if any(t.startswith(above) for t in d.trees)}
        return tuple(sorted(below))


@cache
def subset() -> Subset:
    """The headings the built-in review touches, each with its source in the file."""
    text = files(__package__).joinpath("subset.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Subset(
        f"MeSH {data['version']}",
        (
            Descriptor(
                ui=d["ui"],
                name=d["name"],
                trees=tuple(d["trees"]),
                entries=tuple(d.get("entries", ())),
                other_names=tuple(d.get("other_names", ())),
            )
            for d in data["descriptors"]
        ),
    )
