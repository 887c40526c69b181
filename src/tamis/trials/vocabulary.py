"""Conditions by name, in a tree: the protocol's populations and those tamis knows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files

from tamis.model.errors import UnknownName
from tamis.model.protocol import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition: `names` in any case, `short` with their capitals only."""

    id: str
    label: str
    parent: str = ""
    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    def called(self) -> frozenset[str]:
        """Everything it is called, in small letters."""
        every = (self.id, self.label, *self.names, *self.short)
        return frozenset(_plainly(name) for name in every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A condition named in a text."""

    condition: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """Known conditions; a later one of the same id replaces nothing, ids are unique."""

    conditions: tuple[Condition, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Condition]:
        """Conditions by id."""
        return {c.id: c for c in self.conditions}

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
        loose = {_plainly(n): c.id for c in self.conditions for n in (c.label, *c.names)}
        tight = {n: c.id for c in self.conditions for n in c.short}
        return (_pattern(loose, re.IGNORECASE), loose), (_pattern(tight, 0), tight)

    def resolve(self, name: str) -> str:
        """The id of a condition called `name`.

        Raises:
            UnknownName: Nothing is called so; known conditions are listed.
        """
        wanted = _plainly(name)
        for condition in self.conditions:
            if wanted in condition.called():
                return condition.id
        raise UnknownName("condition", name, [c.id for c in self.conditions])

    def lineage(self, condition: str) -> tuple[str, ...]:
        """The condition and everything above it, nearest first."""
        line = [condition]
        while (above := self.by_id.get(line[-1])) and above.parent and above.parent not in line:
            line.append(above.parent)
        return tuple(line)

    def label(self, condition: str) -> str:
        """What a condition is called on a page."""
        known = self.by_id.get(condition)
        return known.label if known else condition

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Conditions named in a text, the longest name at each place, in order."""
        found: list[Mention] = []
        for pattern, ids in self._patterns:
            for m in pattern.finditer(text):
                name = _plainly(m[0]) if _plainly(m[0]) in ids else m[0]
                if all(m.end() <= f.start or m.start() >= f.end for f in found):
                    found.append(
                        Mention(condition=ids[name], start=m.start(), end=m.end(), text=m[0])
                    )
        return tuple(sorted(found, key=lambda m: m.start))


@cache
def built_in() -> Vocabulary:
    """The conditions that come with tamis (conditions.toml)."""
    raw = tomllib.loads((files("tamis.trials") / "conditions.toml").read_text("utf-8"))
    return Vocabulary(
        tuple(
            Condition(
                id=c["id"],
                label=c["label"],
                parent=c.get("parent", ""),
                names=tuple(c.get("names", ())),
                short=tuple(c.get("short", ())),
            )
            for c in raw["condition"]
        )
    )


def vocabulary(populations: Iterable[Term] = ()) -> Vocabulary:
    """The protocol's populations, with the built-in names of the same conditions, then the rest.

    A population that shares a name with a built-in condition takes over all its names and its
    place in the tree; the tree of the protocol counts.
    """
    own = [_of_term(t) for t in populations]
    renamed: dict[str, str] = {}
    for known in built_in().conditions:
        same = next((c for c in own if c.called() & known.called()), None)
        if same is not None:
            renamed[known.id] = same.id
            place = own.index(same)
            own[place] = replace(
                same,
                names=(*same.names, known.label, *known.names),
                short=(*same.short, *known.short),
                parent=same.parent or known.parent,
            )
    rest = (c for c in built_in().conditions if c.id not in renamed)
    merged = [replace(c, parent=renamed.get(c.parent, c.parent)) for c in (*own, *rest)]
    return Vocabulary(
        tuple(replace(c, parent="" if c.parent == c.id else c.parent) for c in merged)
    )


def _of_term(term: Term) -> Condition:
    label, _, short = term.label.partition(" (")
    every = [*term.synonyms, *([short.rstrip(")")] if short else [])]
    return Condition(
        id=term.id,
        label=label,
        parent=term.parent,
        names=tuple(n for n in every if not _is_short(n)),
        short=tuple(n for n in every if _is_short(n)),
    )


def _is_short(name: str) -> bool:
    return len(name) <= 6 and name.isupper()


def _plainly(name: str) -> str:
    return " ".join(name.lower().replace("’", "'").split())


def _pattern(names: Mapping[str, str], flags: int) -> re.Pattern[str]:
    parts = sorted(names, key=lambda n: (-len(n), n))
    words = "|".join(_spelt(n) for n in parts)
    return re.compile(rf"(?<![\w-])(?:{words or '(?!)'})(?![\w])", flags)


def _spelt(name: str) -> str:
    """A name as a pattern: any white space, either apostrophe."""
    return r"\s+".join(re.escape(w).replace("'", "['’]") for w in name.split())


def known(texts: Iterable[str], words: Vocabulary) -> Iterator[str]:
    """The ids of the conditions a register lists, each once."""
    seen: set[str] = set()
    for text in texts:
        for mention in words.mentions(text):
            if mention.condition not in seen:
                seen.add(mention.condition)
                yield mention.condition
