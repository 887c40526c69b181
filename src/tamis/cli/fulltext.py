"""`tamis fulltext`: keep a report's full text, and look at what was read from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, list_problems, print_json, say, table
from tamis.model.naming import plural

app = typer.Typer(
    name="fulltext",
    help="Full texts: PDF and JATS XML, kept in the review's folder by their content.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Report = Annotated[str, typer.Argument(help="A report or record id, or the start of one.")]


@app.command("add")
def add(
    folder: Folder,
    report: Report,
    file: Annotated[Path, typer.Argument(help="A PDF or JATS XML.")],
    by: By = None,
    json: Json = False,
) -> None:
    """Keep a report's full text and note that it was retrieved."""
    from tamis.formats.fulltext.values import UnreadableText
    from tamis.review import Review

    review = Review(folder, by=by)
    try:
        added = review.add_fulltext(report, file)
    except OSError as error:
        raise UnreadableText(f"'{file}': {error.strerror or error}") from error
    if json:
        print_json(added)
    else:
        what = "is there already as" if added.again else "was kept as"
        say(f"{file.name} {what} '{added.document.id}', {plural(added.pages, 'page')}")
    list_problems(added.problems)


@app.command("show")
def show(
    folder: Folder,
    name: Annotated[
        str, typer.Argument(help="A document's id, or a report's: then its documents are listed.")
    ],
    page: Annotated[int | None, typer.Option(help="Only this page.")] = None,
    find: Annotated[str, typer.Option(help="Only places with these words.")] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """Print the words of a document, or the places where some words stand in it."""
    from tamis.formats.fulltext import anchors
    from tamis.model.errors import UnknownName
    from tamis.review import Review, texts
    from tamis.review.screening import resolve

    review = Review(folder, by=by)
    try:
        text = texts.text(review, name)
    except UnknownName:
        found = texts.documents(review, resolve(review, name))
        if json:
            print_json(found)
            return
        rows = ((d.document.id, d.document.kind, "here" if d.here else "not here") for d in found)
        table(rows, ("document", "kind", ""), 70)
        return
    if find:
        places = anchors.find(text, find)
        if json:
            print_json(places)
            return
        table(([f"page {a.page}", a.prefix, a.quote, a.suffix] for a in places), most=50)
        say(f"{plural(len(places), 'place')}")
        return
    pages = [p for p in text.pages if page in (None, p.number)]
    if json:
        print_json(pages)
        return
    for one in pages:
        say(one.text)
