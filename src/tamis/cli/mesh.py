"""`tamis mesh`: the thesaurus of MEDLINE, loaded from NLM's file and looked up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import Json, print_json, say, tell

if TYPE_CHECKING:
    from tamis.sources.mesh.descriptor import Descriptor

app = typer.Typer(
    name="mesh",
    help="Medical Subject Headings: load NLM's file once, then ask about any term.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(help="NLM's descriptor file: desc2026.xml or desc2026.gz.", exists=True),
    ],
) -> None:
    """Read NLM's descriptor file into your data folder (TAMIS_DATA or the system's place)."""
    from tamis.sources.mesh import cache_file
    from tamis.sources.mesh import load as read

    with read(file) as stored:
        tell(f"{stored.version}: {len(stored)} headings in {cache_file()}")


@app.command()
def show(
    term: Annotated[str, typer.Argument(help="A heading, or a word that leads to one.")],
    json: Json = False,
) -> None:
    """Explain a term: its heading, the words that lead there, what stands below."""
    from tamis.sources.mesh import thesaurus
    from tamis.sources.mesh.errors import NoSuchHeading

    mesh = thesaurus()
    found = mesh.heading(term) or mesh.entry(term)
    if found is None:
        raise NoSuchHeading(term, mesh.version, mesh.complete)
    below = mesh.narrower(found)
    if json:
        print_json({"thesaurus": mesh.version, "heading": found, "narrower": below})
        return
    _say(term, found, below)
    tell(
        f"\n{mesh.version}" + ("" if mesh.complete else "; load all of it: `tamis mesh load FILE`")
    )


def _say(term: str, found: Descriptor, below: tuple[str, ...]) -> None:
    is_heading = term.casefold() in {n.casefold() for n in (found.name, *found.other_names)}
    say(f"{found.name} ({found.ui})" + ("" if is_heading else f", where '{term}' leads"))
    for label, values in (
        ("also named", found.other_names),
        ("tree", found.trees),
        ("entry terms", found.entries),
        ("below it", below),
    ):
        for value in values:
            say(f"  {label:<12}{value}")
            label = ""
