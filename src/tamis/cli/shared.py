"""What the verbs share: arguments, and two ways of showing a result."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from tamis.model.problems import Problem

Folder = Annotated[Path, typer.Argument(help="The review's folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
By = Annotated[
    str | None,
    typer.Option("--by", help="Whose log to write to; else TAMIS_WRITER, else your user name."),
]


def _day(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise typer.BadParameter(f"'{value}' is not a day; write YYYY-MM-DD") from error


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Show the review as it stood on that day (YYYY-MM-DD).", callback=_day
    ),
]


def print_json(value: Any) -> None:
    """Write a value as JSON to stdout."""
    import msgspec

    plain = msgspec.to_builtins(value)
    sys.stdout.write(jsonlib.dumps(plain, ensure_ascii=False, indent=2) + "\n")


def say(text: str = "") -> None:
    """Write data to stdout."""
    typer.echo(text)


def tell(text: str) -> None:
    """Write what is not data to stderr."""
    typer.echo(text, err=True)


def table(rows: Iterable[Iterable[object]], head: Iterable[str] = (), most: int = 60) -> None:
    """Write columns, each as wide as its widest cell (at most `most`)."""
    lines = [[_clip(str(c), most) for c in row] for row in ([list(head)] if head else [])]
    lines += [[_clip(str(c), most) for c in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)] if lines else []
    for line in lines:
        say("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip())


def _clip(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def list_problems(problems: Iterable[Problem]) -> bool:
    """Write problems to stderr; True when one of them is an error."""
    found = list(problems)
    for problem in found:
        tell(f"{problem.severity}: {problem}")
    return any(p.severity == "error" for p in found)


def counts(parts: Mapping[str, int]) -> str:
    """'3 included, 1 excluded'."""
    return ", ".join(f"{n} {name}" for name, n in parts.items()) or "none"
