"""The rules, by what they look at; each takes a `Context` and yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.lint.rules import (
    excluding,
    foreign,
    headings,
    limiting,
    lines,
    mapping,
    order,
    repeats,
    truncation,
    writing,
)

Rule = Callable[[Context], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *writing.RULES,
    *order.RULES,
    *foreign.RULES,
    *mapping.RULES,
    *truncation.RULES,
    *headings.RULES,
    *limiting.RULES,
    *excluding.RULES,
    *lines.RULES,
    *repeats.RULES,
)
