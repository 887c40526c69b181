"""What our linter and the package search-query find in the same published strategies.

    python benchmarks/search_lint.py [--write]

search-query covers PubMed, Web of Science and EBSCOhost and reads one query, so each line of a
numbered strategy that cites no other line is given to it by itself; a kind of finding is compared
per strategy: both found it, only we, only it. `--write` puts the table into search_lint.md.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from tamis.model.findings import SearchReport
from tamis.sources.lint import lint, without_header
from tamis.sources.mesh import subset
from tamis.sources.query.parse import parse
from tamis.sources.query.tree import LineRef, Strategy, walk

HERE = Path(__file__).parent
STRATEGIES = HERE.parent / "tests" / "data" / "strategies"
PLATFORMS = {"pubmed": "pubmed", "wos": "wos", "ebsco": "ebscohost"}
#: search-query's label → our codes for the same thing; () where we say nothing on purpose.
SAME: dict[str, tuple[str, ...]] = {
    "operator-capitalization": ("lower-case-operator",),
    "implicit-precedence": ("mixed-operators",),
    "non-standard-quotes": ("smart-quote", "single-quotes"),
    "unbalanced-parentheses": ("unbalanced",),
    "unbalanced-quotes": ("unbalanced",),
    "invalid-wildcard-use": ("short-truncation", "unsupported-wildcard", "proximity-wildcard"),
    "wildcard-unsupported": ("unsupported-wildcard",),
    "wildcard-right-short-length": ("short-truncation",),
    "field-missing": ("untagged", "all-fields"),
    "field-implicit": ("untagged", "all-fields"),
    "field-unsupported": ("unknown-field", "foreign-syntax"),
    "nested-query-with-field": ("tag-on-group",),
    "date-filter-in-subquery": ("date-in-part",),
    "redundant-term": ("subsumed", "duplicate"),
    "invalid-token-sequence": ("missing-operand",),
    "invalid-proximity-use": ("proximity-wildcard",),
    "character-replacement": ("unsupported-wildcard",),
}


def main() -> None:
    """Compare, print, and write if asked to."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--write", action="store_true")
    table = "\n".join(_table())
    print(table)
    if arguments.parse_args().write:
        page = HERE / "search_lint.md"
        before = page.read_text(encoding="utf-8").split("<!-- table -->")[0]
        page.write_text(f"{before}<!-- table -->\n\n{table}\n", encoding="utf-8")


def _table() -> Iterator[str]:
    both: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    refused, count, spent = 0, 0, [0.0, 0.0]
    for path in sorted(STRATEGIES.glob("*.txt")):
        headed = without_header(path.read_text(encoding="utf-8"))
        platform = str(headed.header["platform"])
        if platform not in PLATFORMS:
            continue
        count += 1
        start = time.perf_counter()
        strategy = parse(headed.text, platform)
        report = lint(strategy, subset())
        spent[0] += time.perf_counter() - start
        start = time.perf_counter()
        labels, failed = _search_query(strategy, PLATFORMS[platform])
        spent[1] += time.perf_counter() - start
        refused += failed
        _count(report, labels, both, ours, theirs)
    yield (
        f"{count} strategies (PubMed, Web of Science, EBSCOhost); search-query "
        f"{version('search-query')}, which refused {refused} of their lines. "
        f"Time for all: ours {spent[0]:.2f} s, search-query {spent[1]:.2f} s."
    )
    yield ""
    yield "| kind (search-query's name, or our code) | both | only tamis | only search-query |"
    yield "|---|---|---|---|"
    for name in sorted({*both, *ours, *theirs}):
        yield f"| {name} | {both[name] or '·'} | {ours[name] or '·'} | {theirs[name] or '·'} |"


def _count(
    report: SearchReport,
    labels: set[str],
    both: Counter[str],
    ours: Counter[str],
    theirs: Counter[str],
) -> None:
    """Per strategy: which kinds both name, and which only one of them."""
    codes = {f.code for f in report.findings}
    matched: set[str] = set()
    for label in labels:
        shared = codes & set(SAME.get(label, ()))
        matched |= shared
        (both if shared else theirs)[label] += 1
    for code in codes - matched:
        ours[code] += 1


def _search_query(strategy: Strategy, platform: str) -> tuple[set[str], int]:
    """The labels it gives to the lines it can be given, and how many it refused."""
    from search_query.linter import lint_query_string

    labels: set[str] = set()
    failed = 0
    for line in strategy.lines:
        if any(isinstance(n, LineRef) for n in walk(line.query)):
            continue
        text = " ".join(strategy.text[line.place.start : line.place.end].split())
        silent = io.StringIO()
        with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
            try:
                messages = lint_query_string(text, platform=platform)
            except AssertionError:  # it stopped without a word
                failed += 1
                continue
        labels |= {str(m["label"]) for m in _flat(messages)}
    return labels, failed


def _flat(messages: object) -> Iterator[dict[str, object]]:
    if isinstance(messages, dict) and "label" in messages:
        yield messages
    elif isinstance(messages, dict):
        for value in messages.values():
            yield from _flat(value)
    elif isinstance(messages, list):
        for value in messages:
            yield from _flat(value)


if __name__ == "__main__":
    main()
