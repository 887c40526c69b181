"""The door: a strategy in, a report out."""

from __future__ import annotations

from tamis.model.findings import Finding, SearchReport
from tamis.sources.lint.context import Context
from tamis.sources.lint.rules import RULES
from tamis.sources.mesh import Thesaurus, thesaurus
from tamis.sources.query.parse import dialect_of, parse
from tamis.sources.query.tree import Strategy

_RANK = {"error": 0, "warning": 1, "note": 2}


def lint(strategy: Strategy, headings: Thesaurus | None = None) -> SearchReport:
    """Check a strategy that was read.

    Args:
        strategy: The tree, with what the parser noted.
        headings: Where subject headings are looked up; else the loaded thesaurus, or our part.
    """
    mesh = headings if headings is not None else thesaurus()
    dialect = dialect_of(strategy.platform)
    context = Context(strategy, dialect, mesh)
    found = [finding for rule in RULES for finding in rule(context)]
    return SearchReport(
        platform=strategy.platform,
        label=dialect.label,
        headings=mesh.version,
        text=strategy.text,
        findings=tuple(sorted(found, key=_order)),
    )


def lint_text(text: str, platform: str = "auto", headings: Thesaurus | None = None) -> SearchReport:
    """Read a strategy and check it; see `sources.query.parse`.

    Raises:
        UnreadableQuery: Nothing in the text can be searched for.
        UnknownName: No platform of that name can be read.
    """
    return lint(parse(text, platform), headings)


def _order(finding: Finding) -> tuple[int, int, int, str]:
    start = finding.passages[0].start if finding.passages else 0
    return finding.line, _RANK[finding.severity], start, finding.code
