"""What the rules share: strategy, thesaurus, where lines lead, how a finding is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tamis.model.findings import Finding, Passage
from tamis.model.problems import Severity
from tamis.sources.lint.catalogue import kind
from tamis.sources.mesh.descriptor import Thesaurus
from tamis.sources.query.dialects.dialect import Dialect
from tamis.sources.query.place import Oddity, OddityCode, Place
from tamis.sources.query.tree import (
    And,
    Line,
    LineRef,
    Near,
    Node,
    Not,
    Or,
    Strategy,
    parts_of,
    walk,
)

#: Passages whose words a finding keeps.
QUOTED = 8
#: Passages whose words its sentence shows; the rest is counted.
LISTED = 4
#: Characters of a passage that are quoted.
LONGEST = 80


@dataclass(frozen=True)
class Context:
    """A strategy under examination."""

    strategy: Strategy
    dialect: Dialect
    thesaurus: Thesaurus

    @property
    def platform(self) -> str:
        """The platform's name."""
        return self.strategy.platform

    @property
    def text(self) -> str:
        """The text as given."""
        return self.strategy.text

    @cached_property
    def referenced(self) -> bool:
        """Some line cites another."""
        return any(isinstance(n, LineRef) for _, n in self.nodes())

    @cached_property
    def final(self) -> Line | None:
        """The line whose result is the search's; None for a list of separate searches."""
        lines = self.strategy.lines
        if len(lines) == 1 or self.referenced:
            return lines[-1]
        return None

    @cached_property
    def repeated_labels(self) -> frozenset[str]:
        """Labels that stand before more than one line."""
        labels = [line.label for line in self.strategy.lines if line.label]
        return frozenset(label for label in labels if labels.count(label) > 1)

    def nodes(self) -> Iterator[tuple[Line, Node]]:
        """Every node with the line it stands in."""
        for line in self.strategy.lines:
            for node in walk(line.query):
                yield line, node

    def oddities(self, *codes: OddityCode) -> tuple[Oddity, ...]:
        """What the parser noted under these codes."""
        return tuple(o for o in self.strategy.oddities if o.code in codes)

    def resolved(self, node: Node, seen: frozenset[str] = frozenset()) -> Node | None:
        """The node a reference means; None for one that can't be followed."""
        while isinstance(node, LineRef):
            line = self.strategy.line(node.label)
            if line is None or node.label in seen or node.label in self.repeated_labels:
                return None
            seen |= {node.label}
            node = line.query
        return node

    def reached(self, node: Node, *, dropped: bool = False) -> Iterator[Node]:
        """The leaves below a node, through references; what NOT drops only if asked for."""
        waiting, seen = [node], set[str]()
        while waiting:
            here = waiting.pop()
            if isinstance(here, LineRef):
                line = self.strategy.line(here.label)
                if line is not None and here.label not in seen:
                    seen.add(here.label)
                    waiting.append(line.query)
            elif isinstance(here, Not) and not dropped:
                waiting.extend(() if here.keep is None else (here.keep,))
            elif isinstance(here, And | Or | Not | Near):
                waiting.extend(reversed(parts_of(here)))
            else:
                yield here

    @cached_property
    def kept(self) -> tuple[Node, ...]:
        """Every node outside what NOT drops: of the final line's tree, or of all lines."""
        roots = [self.final] if self.final is not None else list(self.strategy.lines)
        found: list[Node] = []
        seen: set[str] = set()
        waiting: list[Node] = [line.query for line in reversed(roots)]
        while waiting:
            node = waiting.pop()
            found.append(node)
            if isinstance(node, LineRef):
                line = self.strategy.line(node.label)
                if line is not None and node.label not in seen:
                    seen.add(node.label)
                    waiting.append(line.query)
            elif isinstance(node, Not):
                waiting.extend(() if node.keep is None else (node.keep,))
            else:
                waiting.extend(reversed(parts_of(node)))
        return tuple(found)

    @cached_property
    def numbered(self) -> bool:
        """The lines' numbers stand in the text; else a line's position is taken for its number."""
        first = self.strategy.lines[0]
        row = self.text.rfind("\n", 0, first.place.start) + 1
        before = self.text[row : first.place.start]
        above = self.text[:row].rstrip("\n").rsplit("\n", 1)[-1]
        return bool(first.label) and (first.label in before or first.label in above)

    @cached_property
    def unreached(self) -> tuple[Line, ...]:
        """Lines that the final one does not reach, what it drops included."""
        if self.final is None:
            return ()
        reached = {self.final.label}
        waiting = [self.final]
        while waiting:
            for node in walk(waiting.pop().query):
                if isinstance(node, LineRef) and node.label not in reached:
                    reached.add(node.label)
                    line = self.strategy.line(node.label)
                    waiting.extend(() if line is None else (line,))
        return tuple(line for line in self.strategy.lines if line.label not in reached)

    @cached_property
    def connected(self) -> bool:
        """What the lines combine can be followed: every number is there and means one line."""
        if self.oddities("dangling-reference", "unbalanced", "missing-operand"):
            return False
        if self.repeated_labels:
            return False
        return self.numbered or not self.referenced or not self.unreached

    @cached_property
    def concepts(self) -> tuple[Node, ...]:
        """What the final line joins by AND, references followed; empty when that is unknown."""
        if self.final is None or not self.connected:
            return ()
        found: list[Node] = []
        waiting: list[tuple[Node, frozenset[str]]] = [(self.final.query, frozenset())]
        while waiting:
            node, seen = waiting.pop(0)
            if isinstance(node, LineRef):
                if node.label in seen or (line := self.strategy.line(node.label)) is None:
                    return ()
                waiting.insert(0, (line.query, seen | {node.label}))
            elif isinstance(node, And):
                waiting[:0] = [(part, seen) for part in node.parts]
            elif isinstance(node, Not):
                if node.keep is not None:
                    waiting.insert(0, (node.keep, seen))
            else:
                found.append(node)
        return tuple(found)

    def by_line(self, places: Iterable[Place]) -> Iterator[list[Place]]:
        """Places, gathered by the line of the strategy they stand in."""
        starts = [line.place for line in self.strategy.lines]
        groups: dict[int, list[Place]] = {}
        for place in sorted(places):
            holder = next((i for i, p in enumerate(starts) if p.start <= place.start < p.end), -1)
            groups.setdefault(holder, []).append(place)
        yield from groups.values()

    def matches(self, pattern: re.Pattern[str], within: Place) -> Iterator[Place]:
        """Where a pattern matches within a place."""
        line, at = within.line, within.start
        for match in pattern.finditer(self.text, within.start, within.end):
            line += self.text.count("\n", at, match.start())
            at = match.start()
            yield Place(match.start(), match.end(), line)

    def finding(
        self,
        code: str,
        places: Iterable[Place],
        seen: str,
        instead: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of that code at these places; `instead` replaces the catalogue's advice."""
        about = kind(code, self.platform)
        at = sorted(places)
        return Finding(
            code=code,
            severity=severity or about.severity,
            title=about.title,
            passages=tuple(Passage(p.start, p.end, p.line) for p in at),
            words=tuple(clipped(p.of(self.text)) for p in at[:QUOTED]),
            seen=seen,
            why=about.why,
            instead=instead or about.instead,
            source=about.source,
            address=about.address,
        )

    def listed(self, places: Iterable[Place]) -> str:
        """The first few passages' words, and how many more there are."""
        at = sorted(places)
        shown = ", ".join(f"`{clipped(p.of(self.text))}`" for p in at[:LISTED])
        return shown + (f" and {len(at) - LISTED} more" if len(at) > LISTED else "")


def clipped(text: str) -> str:
    """Text on one line, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
