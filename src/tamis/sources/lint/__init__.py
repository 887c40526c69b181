"""A linter for search strategies: what may lose records, where, why, and what to write instead.

    from tamis.sources.lint import lint_text

    report = lint_text("(stem cells) AND (ALS)", "pubmed")
    for finding in report.findings:
        finding.line, finding.title, finding.seen, finding.instead

Rules are in `rules/`, what is said about each kind of finding in `catalogue.toml`. A rule that
can't be sure stays silent.
"""

from tamis.sources.lint.checking import lint, lint_text
from tamis.sources.lint.reading import Headed, without_header

__all__ = ["Headed", "lint", "lint_text", "without_header"]
