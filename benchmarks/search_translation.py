"""How our readers and translator compare with the package search-query on published strategies.

    python benchmarks/search_translation.py [--write] [--differences]

search-query covers PubMed, Web of Science and EBSCOhost, and reads one query. So it gets each line
of tests/data/strategies that cites no other line, as a query by itself. Compared are

- the reading: the operators' tree with the words at its leaves (small letters, without quotation
  marks, wildcards, tags or the order of what an operator joins);
- the translation: whether each writes the line for the two other platforms, and whether what it
  wrote holds the same words under the same operators, read back by its own reader.

`--differences` prints each line on which the trees differ; `--write` fills the table of
docs/concepts/search-translation.md.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import time
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tamis.sources.lint import without_header
from tamis.sources.query import (
    And,
    Heading,
    Limit,
    LineRef,
    Near,
    Node,
    Not,
    Or,
    Qualifier,
    Term,
    normal,
    parse,
    resolved,
    translate,
    walk,
)
from tamis.sources.query.subheadings import NAME_OF

HERE = Path(__file__).parent
STRATEGIES = HERE.parent / "tests" / "data" / "strategies"
PAGE = HERE.parent / "docs" / "concepts" / "search-translation.md"
THEIRS = {"pubmed": "pubmed", "wos": "wos", "ebsco": "ebscohost"}

#: How an open end of a date range is written.
_OPEN = frozenset({"3000", "12", "31"})

Tree = Any  # nested tuples of words and operators


def main() -> None:
    """Compare, print, and write if asked to."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--differences", action="store_true")
    options = arguments.parse_args()
    table = "\n".join(_table(options.differences))
    print(table)
    if options.write:
        start, end = "<!-- agreement -->", "<!-- /agreement -->"
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(start)
        after = rest.partition(end)[2]
        PAGE.write_text(f"{before}{start}\n\n{table}\n\n{end}{after}", encoding="utf-8")


def queries() -> Iterator[tuple[str, str, Node]]:
    """Platform, text and our tree of each line that stands by itself."""
    for path in sorted(STRATEGIES.glob("*.txt")):
        headed = without_header(path.read_text(encoding="utf-8"))
        platform = str(headed.header["platform"])
        if platform not in THEIRS:
            continue
        strategy = parse(headed.text, platform)
        for line in strategy.lines:
            if not any(isinstance(node, LineRef) for node in walk(line.query)):
                text = strategy.text[line.place.start : line.place.end]
                yield platform, " ".join(text.split()).removeprefix("Search "), line.query


def _table(differences: bool) -> Iterator[str]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in THEIRS}
    spent = [0.0, 0.0]
    for platform, text, tree in queries():
        count = counts[platform]
        count["lines"] += 1
        start = time.perf_counter()
        with contextlib.suppress(Exception):
            parse(text, platform)
        spent[0] += time.perf_counter() - start
        start = time.perf_counter()
        theirs = _their_tree(text, platform)
        spent[1] += time.perf_counter() - start
        if theirs is None:
            count["refused"] += 1
        elif _ours(normal(tree)) == theirs:
            count["same"] += 1
        else:
            count["other"] += 1
            if differences:
                print(
                    f"{platform}: {text[:300]}\n  ours   {_ours(normal(tree))}\n  theirs {theirs}"
                )
        _translations(platform, text, count)
    yield (
        f"Lines that cite no other, of the PubMed, Web of Science and EBSCOhost strategies in "
        f"`tests/data/strategies`; search-query {version('search-query')}. Reading them took us "
        f"{spent[0]:.2f} s and search-query {spent[1]:.2f} s."
    )
    yield ""
    yield (
        "| platform | lines | read by tamis | read by search-query | same tree | other tree "
        "| every word translated, tamis | … search-query | words lost unreported, tamis |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for platform, count in counts.items():
        lines, tried = count["lines"], count["tried"]
        yield (
            f"| {platform} | {lines} | {lines} | {lines - count['refused']} | {count['same']} "
            f"| {count['other']} | {count['faithful']} of {tried} "
            f"| {count['theirs faithful']} of {tried} | {count['silent']} |"
        )


def _ours(node: Node) -> Tree:
    if isinstance(node, Term):
        return _words(node.text)
    if isinstance(node, Heading):
        below = "/" + ",".join(node.subheadings) if node.subheadings else ""
        return _words(node.text + below)
    if isinstance(node, Qualifier):
        return _words(node.text)
    if isinstance(node, Limit):
        return _words(" ".join(node.values) or " ".join(filter(None, (node.start, node.end))))
    if isinstance(node, And | Or | Near | Not):
        name = {And: "AND", Or: "OR", Near: "NEAR", Not: "NOT"}[type(node)]
        return _tree(name, [_ours(part) for part in node.parts])
    return _words(getattr(node, "text", ""))


def _their_tree(text: str, platform: str) -> Tree | None:
    query = _their_query(text, platform)
    return None if query is None else _theirs(query)


def _their_query(text: str, platform: str) -> Any:
    from search_query.exception import SearchQueryException
    from search_query.parser import parse as read

    silent = io.StringIO()
    with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
        try:
            return read(text, platform=THEIRS[platform])
        except (SearchQueryException, ValueError, AssertionError, IndexError, AttributeError):
            return None  # it says no, or stops on the way


def _theirs(query: Any) -> Tree:
    if not query.children:
        return _words(str(query.value))
    name = str(query.value).upper()
    kind = "NEAR" if name.startswith(("NEAR", "WITHIN")) else name
    if kind == "RANGE":
        return _words(" ".join(str(child.value) for child in query.children))
    return _tree(kind, [_theirs(child) for child in query.children])


def _tree(name: str, parts: list[Tree]) -> Tree:
    """An operator over its parts, each once; groups of one operator are one group."""
    flat: list[Tree] = []
    for part in parts:
        same = name in ("AND", "OR") and isinstance(part, tuple) and part[0] == name
        flat.extend(part[1] if same else [part])
    if name != "NOT":
        flat = sorted({repr(part): part for part in flat}.values(), key=repr)
    return flat[0] if len(flat) == 1 else (name, tuple(flat))


def _words(text: str) -> str:
    found = re.sub(r"[^\w\s]", " ", re.sub(r"[*?#$]", "", text.lower())).split()
    return " ".join(NAME_OF.get(word, word) for word in found if word not in _OPEN)


def _translations(platform: str, text: str, count: Counter[str]) -> None:
    """Whether a translation says the same words under the same operators, read back."""
    for target in THEIRS:
        if target == platform:
            continue
        count["tried"] += 1
        made = translate(text, platform, target)
        ours = _ours(normal(resolved(parse(text, platform))))
        if made.text and _bag(_ours(normal(resolved(parse(made.text, target))))) == _bag(ours):
            count["faithful"] += 1
        elif all(loss.effect == "none" for loss in made.losses):
            count["silent"] += 1
        query = _their_query(text, platform)
        if query is None:
            continue
        before = _theirs(query)
        silent = io.StringIO()
        with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent):
            try:
                written = query.translate(THEIRS[target]).to_string()
            except Exception:  # whatever stops it, it did not translate
                continue
        after = _their_tree(written, target)
        count["theirs faithful"] += after is not None and _bag(after) == _bag(before)


def _bag(tree: Tree) -> frozenset[str]:
    """The words of a tree; fields repeated for a platform's sake count once."""
    if isinstance(tree, str):
        return frozenset(tree.replace("/", " ").split())
    return frozenset(word for part in tree[1] for word in _bag(part))


if __name__ == "__main__":
    main()
