"""PubMed XML: tamis's reader beside pubmed_parser and bare lxml, same file, same run.

    python benchmarks/pubmed_xml.py [--articles N] [--rounds K] [--file FILE.xml.gz] [--peer PYTHON]

`--peer` names the interpreter of an environment that has pubmed_parser; otherwise one is made in a
temporary folder from the package index. Bare lxml is `iterparse` that counts articles, frees each
and takes nothing out of it: what any reader that parses XML pays at least. Each reader runs in a
process of its own, in turns; the figure is the best round's CPU seconds, imports not counted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from imports import _PUBMED_PARSER, _TAMIS, _TIMED, Run, _peers, _run, pubmed_file

_LXML = _TIMED.format(
    imports="import gzip\nfrom lxml import etree",
    read="""count = 0
with gzip.open(path) as stream:
    for _, element in etree.iterparse(stream, tag='PubmedArticle'):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]""",
)


def main() -> None:
    """Make the file, run the readers in turns, print a table."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        peer = options.peer or _peers(Path(folder))
        files = [Path(f) for f in options.file] or [
            pubmed_file(Path(folder) / "generated.xml.gz", options.articles)
        ]
        print("| file | reader | articles | articles/s | MB | × pubmed_parser | time ÷ lxml |")
        print("|---|---|--:|--:|--:|--:|--:|")
        for path in files:
            _table(path, peer, options.rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000, help="articles to generate")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", action="append", default=[], help="a .xml.gz file")
    parser.add_argument(
        "--peer", default=os.environ.get("TAMIS_PEERS", ""), help="a Python that has pubmed_parser"
    )
    return parser.parse_args()


def _table(path: Path, peer: str, rounds: int) -> None:
    readers = {
        "tamis": (sys.executable, _TAMIS),
        "lxml, bare": (sys.executable, _LXML),
        "pubmed_parser": (peer, _PUBMED_PARSER),
    }
    runs: dict[str, list[Run]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, (python, code) in readers.items():
            runs[name].append(_run(name, python, code, path))
    best = {name: min(found, key=lambda run: run.seconds) for name, found in runs.items()}
    if len({run.records for run in best.values()}) != 1:
        sys.exit(f"the readers do not agree: {[(n, r.records) for n, r in best.items()]}")
    for name, run in best.items():
        print(
            f"| {path.name} | {name} | {run.records:,} | {run.rate:,.0f} | {run.memory:,.0f} "
            f"| {run.rate / best['pubmed_parser'].rate:.2f} "
            f"| {run.seconds / best['lxml, bare'].seconds:.2f} |"
        )


if __name__ == "__main__":
    main()
