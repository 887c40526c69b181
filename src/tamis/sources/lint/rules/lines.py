"""Numbered lines: references that point nowhere, forward or to themselves; lines nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.query.tree import LineRef

#: More digits than a line's number has: a count of hits that was taken for one.
_COUNT = re.compile(r"\d{4}")


def references(context: Context) -> Iterator[Finding]:
    """References whose line does not exist, comes later, or is the line itself."""
    if not context.numbered:
        return
    for oddity in context.oddities("dangling-reference"):
        if not _COUNT.search(oddity.what):
            yield context.finding("dangling-reference", [oddity.place], oddity.what)
    place_of = {line.label: i for i, line in enumerate(context.strategy.lines)}
    for line, node in context.nodes():
        if not isinstance(node, LineRef) or not line.label:
            continue
        if node.label in context.repeated_labels or node.label not in place_of:
            continue
        if node.label == line.label:
            what = f"line {line.label} combines line {node.label}"
            yield context.finding("self-reference", [node.place], what)
        elif line.label in place_of and place_of[node.label] > place_of[line.label]:
            what = f"line {line.label} combines line {node.label}, which comes after it"
            yield context.finding("forward-reference", [node.place], what)


def repeated(context: Context) -> Iterator[Finding]:
    """Two lines with one number."""
    for label in sorted(context.repeated_labels):
        places = [line.place for line in context.strategy.lines if line.label == label]
        yield context.finding(
            "repeated-number", places, f"{len(places)} lines carry the number {label}"
        )


def unused(context: Context) -> Iterator[Finding]:
    """Lines the last one does not reach, if it reaches most of the others."""
    if not context.referenced or not context.numbered or context.repeated_labels:
        return
    if len(context.unreached) * 2 > len(context.strategy.lines):
        return  # the text is a part of a history, or its last line is no result
    for line in context.unreached:
        yield context.finding("unused-line", [line.place], f"nothing uses line {line.label}")


RULES = (references, repeated, unused)
