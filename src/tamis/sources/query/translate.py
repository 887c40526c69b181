"""A strategy for one platform, written for another, with what was lost on the way.

result = translate(text, source="pubmed", target="ovid")
result.text         the strategy in the target's spelling
result.losses       each with its place in the source, what was done instead, and the effect
result.oddities     what was odd about the source
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tamis.sources.query.losses import Loss
from tamis.sources.query.normal import resolved
from tamis.sources.query.parse import dialect_of, parse, platform, references
from tamis.sources.query.place import Oddity
from tamis.sources.query.tree import (
    And,
    LineRef,
    Near,
    Node,
    Not,
    Or,
    Platform,
    Strategy,
    Term,
    walk,
)
from tamis.sources.query.writing.adapting import Adapter
from tamis.sources.query.writing.finishing import one_filter
from tamis.sources.query.writing.renderers import RENDERERS
from tamis.sources.query.writing.targets import TARGETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A strategy in another platform's spelling.

    Attributes:
        source, target: The platforms.
        text: What to paste; one query, or numbered lines.
        losses: What the target can't express, in the order of the source.
        oddities: What the reader met in the source.
    """

    source: Platform
    target: Platform
    text: str
    losses: tuple[Loss, ...]
    oddities: tuple[Oddity, ...]


def translate(text: str, source: str, target: str, *, lines: bool = False) -> Translation:
    """Write a strategy for another platform.

    Args:
        text: The strategy as its platform shows it.
        source: The platform it was written for, or "auto".
        target: The platform to write for.
        lines: Keep numbered lines, each translated; otherwise the last line's whole query is
            written as one. Lines that nothing combines are always kept.

    Raises:
        UnreadableQuery: Nothing in the text can be searched for.
        UnknownName: There is no such platform.
    """
    return translate_strategy(parse(text, source), target, lines=lines)


def translate_strategy(strategy: Strategy, target: str, *, lines: bool = False) -> Translation:
    """The same for a strategy already read."""
    name = platform(target, tuple(TARGETS))
    work = Adapter(TARGETS[name], dialect_of(strategy.platform), strategy.text)
    many = len(strategy.lines) > 1
    if many and (lines or _uncombined(strategy)):
        written = _by_line(strategy, work)
    else:
        written = _whole(strategy, work)
    losses = sorted(_noted(strategy, work), key=lambda loss: loss.place)
    return Translation(
        source=strategy.platform,
        target=name,
        text=written,
        losses=tuple(losses),
        oddities=strategy.oddities,
    )


def compile_query(node: Node, target: str) -> str:
    """A tree in a platform's spelling, as far as it can be said; losses are not told."""
    name = platform(target, tuple(TARGETS))
    made = sayable(node, name)
    return "" if made is None else _numbered(_statements(made, name))


def sayable(node: Node, name: Platform, source: Platform | None = None) -> Node | None:
    """What a platform can say of a tree that was written for `source` (itself, if not given)."""
    dialect = TARGETS[source or name].dialect
    return _adapted(node, Adapter(TARGETS[name], dialect, ""))


def _adapted(node: Node, work: Adapter) -> Node | None:
    made = work.adapt(node)
    if made is not None and work.target.dialect.name == "openalex":
        made = one_filter(work, made)
    return made


def _statements(node: Node, name: Platform) -> list[str]:
    return RENDERERS[name](TARGETS[name]).statements(node)


def _numbered(statements: list[str]) -> str:
    """Ovid's limits need a line of their own, so the lines get numbers."""
    if len(statements) == 1:
        return statements[0]
    return "\n".join(
        f"{at}. {text.replace('{previous}', str(at - 1))}"
        for at, text in enumerate(statements, start=1)
    )


def _uncombined(strategy: Strategy) -> bool:
    """No line cites another: the last is not the search, they all are."""
    return not any(references(line.query) for line in strategy.lines)


def _whole(strategy: Strategy, work: Adapter) -> str:
    made = _adapted(resolved(strategy), work)
    if made is None:  # its last line leads nowhere: what the lines say is more than nothing
        return _by_line(strategy, work) if len(strategy.lines) > 1 else ""
    return _numbered(_statements(made, work.target.dialect.name))


def _by_line(strategy: Strategy, work: Adapter) -> str:
    """Each line translated; lines are counted again where one needs two, or none."""
    name = work.target.dialect.name
    if work.target.dialect.reference is None:
        shown = [_adapted(resolved(strategy, line), work) for line in strategy.lines]
        texts = ["; ".join(_statements(node, name)) for node in shown if node is not None]
        return "\n".join(texts)
    new: dict[str, str] = {}
    gone: set[str] = set()
    written: list[str] = []
    for line in strategy.lines:
        query = _without_lines(line.query, gone)
        made = None if query is None else _adapted(query, work)
        if made is None:
            gone.add(line.label)
            continue
        for text in _statements(_renumbered(made, new), name):
            written.append(text.replace("{previous}", str(len(written))))
        new[line.label] = str(len(written))
    return "\n".join(_labelled(at, text, name) for at, text in enumerate(written, start=1))


def _labelled(at: int, text: str, name: Platform) -> str:
    if name in ("ovid", "ovid-embase"):
        return f"{at}. {text}"
    return f"S{at} {text}" if name == "ebsco" else f"#{at} {text}"


def _without_lines(node: Node, gone: Iterable[str]) -> Node | None:
    """The query without references to lines of which nothing is left."""
    lost = set(gone)
    if isinstance(node, LineRef):
        return None if node.label in lost else node
    if isinstance(node, Not):
        keep = None if node.keep is None else _without_lines(node.keep, lost)
        drop = _without_lines(node.drop, lost)
        if drop is None:
            return keep
        return (
            None if keep is None and node.keep is not None else replace(node, keep=keep, drop=drop)
        )
    if isinstance(node, And | Or | Near):
        parts = [part for p in node.parts if (part := _without_lines(p, lost)) is not None]
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else replace(node, parts=tuple(parts))
    return node


def _renumbered(node: Node, new: dict[str, str]) -> Node:
    if isinstance(node, LineRef):
        return replace(node, label=new.get(node.label, node.label))
    if isinstance(node, Not):
        keep = None if node.keep is None else _renumbered(node.keep, new)
        return replace(node, keep=keep, drop=_renumbered(node.drop, new))
    if isinstance(node, And | Or | Near):
        return replace(node, parts=tuple(_renumbered(p, new) for p in node.parts))
    return node


def _noted(strategy: Strategy, work: Adapter) -> list[Loss]:
    """The losses, and those of reading: phrases PubMed may not know, operators it may not see."""
    found = list(dict.fromkeys(work.losses))
    if work.same:
        return found
    label = work.source.label
    if strategy.platform == "pubmed":
        found.extend(_phrase_index(strategy))
    for odd in strategy.oddities:
        if odd.code in ("ambiguous", "lower-case-operator", "missing-operator", "unbalanced"):
            found.append(
                Loss(
                    code="reading",
                    what=f"in the {label} source {odd.what}",
                    instead=odd.hint or "read as it stands",
                    effect="changes" if odd.code == "unbalanced" else "none",
                    source=odd.place.of(strategy.text)[:160],
                    place=odd.place,
                )
            )
    return found


def _phrase_index(strategy: Strategy) -> list[Loss]:
    """Quoted or tagged words are a phrase in PubMed only if its phrase index has them."""
    found: list[Loss] = []
    for line in strategy.lines:
        for node in walk(line.query):
            if isinstance(node, Term) and node.phrase and not node.wilds:
                found.append(
                    Loss(
                        code="phrase",
                        what="PubMed searches a phrase only if its phrase index has it, and "
                        "otherwise maps the words or joins them by AND",
                        instead="the words side by side",
                        effect="none",
                        source=node.place.of(strategy.text)[:160],
                        place=node.place,
                    )
                )
    return found
