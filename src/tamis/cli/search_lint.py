"""`tamis search lint`: what is wrong with a search strategy, where, why, and what to write."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import Json, counts, print_json, say, tell

if TYPE_CHECKING:
    from tamis.model.findings import Finding, SearchReport


def lint(
    file: Annotated[str, typer.Argument(help="A text file with one strategy; `-` reads stdin.")],
    platform: Annotated[
        str,
        typer.Option(
            "--platform",
            help="Whose syntax it is in: pubmed, ovid, ovid-embase, embase, cochrane, scopus, wos, "
            "ebsco, europepmc; or auto.",
        ),
    ] = "auto",
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail (exit code 1) if an error is found.")
    ] = False,
    json: Json = False,
) -> None:
    """Check a search strategy. Headings are looked up in MeSH, once `tamis mesh load` was run."""
    from tamis.sources.lint import lint_text, without_header

    headed = without_header(_read(file))
    named = str(headed.header.get("platform", "auto")) if platform == "auto" else platform
    report = lint_text(headed.text, named)
    if json:
        print_json(_shown(report))
    else:
        _say(report, file)
    if strict and any(f.severity == "error" for f in report.findings):
        raise typer.Exit(1)


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    path = Path(file)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file '{file}'", param_hint="FILE")
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _shown(report: SearchReport) -> dict[str, object]:
    return {
        "platform": report.platform,
        "headings": report.headings,
        "findings": [{"line": f.line, **_fields(f)} for f in report.findings],
    }


def _fields(finding: Finding) -> dict[str, object]:
    names = ("code", "severity", "title", "passages", "words")
    more = ("seen", "why", "instead", "source", "address")
    return {name: getattr(finding, name) for name in (*names, *more)}


def _say(report: SearchReport, file: str) -> None:
    for finding in report.findings:
        column = _column(report.text, finding)
        say(f"{file}:{finding.line}:{column}: {finding.severity} {finding.code}: {finding.title}")
        say(f"    seen     {finding.seen}")
        say(f"    why      {finding.why}")
        say(f"    instead  {finding.instead}")
        say(f"    source   {finding.source}, {finding.address}")
    found = Counter(f.severity for f in report.findings)
    tell(
        f"{report.label}, headings of {report.headings}: "
        + (counts({f"{name}s": n for name, n in found.items()}) if found else "nothing found")
    )


def _column(text: str, finding: Finding) -> int:
    start = finding.passages[0].start if finding.passages else 0
    return start - text.rfind("\n", 0, start)
