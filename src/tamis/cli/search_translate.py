"""`tamis search translate`: a strategy in other databases' spelling, and what was lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import Json, print_json, say, tell

if TYPE_CHECKING:
    from tamis.sources.query import Loss, LossGroup, Oddity, Translation

#: Places named behind a loss before the rest is counted.
_SHOWN = 3


def translate(
    file: Annotated[str, typer.Argument(help="A text file with one strategy; `-` reads stdin.")],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="Databases to write for, with commas: pubmed, ovid, ovid-embase, embase, "
            "cochrane, scopus, wos, ebsco, europepmc, ctgov, openalex; or all.",
        ),
    ],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            help="Whose syntax it is in: pubmed, ovid, ovid-embase, embase, cochrane, scopus, wos, "
            "ebsco, europepmc; or auto.",
        ),
    ] = "auto",
    lines: Annotated[
        bool, typer.Option("--lines", help="Keep numbered lines instead of one long query.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a search strategy for other databases; each says what it can't express."""
    from tamis.sources.lint import without_header
    from tamis.sources.query import parse, translate_strategy

    headed = without_header(_read(file))
    named = str(headed.header.get("platform", "auto")) if source == "auto" else source
    strategy = parse(headed.text, named)
    made = [translate_strategy(strategy, name, lines=lines) for name in _targets(to)]
    if json:
        print_json([_plain(each) for each in made])
        return
    if source == "auto":
        tell(f"read as {strategy.platform}")
    for odd in strategy.oddities:
        tell(f"{file}:{odd.place.line}: {odd.what}" + (f" ({odd.hint})" if odd.hint else ""))
    for at, each in enumerate(made):
        if at:
            say()
        _say(each)


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    path = Path(file)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file '{file}'", param_hint="FILE")
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _targets(to: str) -> tuple[str, ...]:
    from tamis.sources.query import TARGETS, platform

    if to.strip().lower() == "all":
        return tuple(TARGETS)
    names = [platform(name, tuple(TARGETS)) for name in to.split(",") if name.strip()]
    if not names:
        raise typer.BadParameter("name at least one database", param_hint="--to")
    return tuple(dict.fromkeys(names))


def _say(made: Translation) -> None:
    from tamis.sources.query import TARGETS, grouped

    say(f"== {TARGETS[made.target].dialect.label} ({made.target})")
    say(made.text if made.text else "(nothing of this search can be said here)")
    groups = grouped(made.losses)
    if not groups:
        say("nothing is lost")
    for group in groups:
        say(f"- {group.effect}: {group.what}: {group.instead}")
        say(f"    {_where(group)}")


def _where(group: LossGroup) -> str:
    """`line 3: "stem cell*"[tiab], behavio*[tiab] and 4 more`."""
    lines = sorted({place.line for place in group.places if place.line})
    shown = ", ".join(source[:50] for source in group.sources[:_SHOWN])
    more = len(group.sources) - _SHOWN
    tail = f" and {more} more" if more > 0 else ""
    head = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:6]))}" if lines else ""
    head += " …" if len(lines) > 6 else ""
    return f"{head}: {shown}{tail}" if shown else head or "the whole search"


def _plain(made: Translation) -> dict[str, object]:
    return {
        "source": made.source,
        "target": made.target,
        "text": made.text,
        "losses": [_loss(loss) for loss in made.losses],
        "oddities": [_oddity(odd) for odd in made.oddities],
    }


def _loss(loss: Loss) -> dict[str, object]:
    return {
        "code": loss.code,
        "what": loss.what,
        "instead": loss.instead,
        "effect": loss.effect,
        "source": loss.source,
        "line": loss.place.line,
        "start": loss.place.start,
        "end": loss.place.end,
    }


def _oddity(odd: Oddity) -> dict[str, object]:
    return {
        "code": odd.code,
        "what": odd.what,
        "hint": odd.hint,
        "line": odd.place.line,
        "start": odd.place.start,
        "end": odd.place.end,
    }
