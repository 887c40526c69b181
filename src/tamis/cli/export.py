"""`tamis export` and `tamis import-review`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tamis.cli.shared import Folder, Json, print_json, say
from tamis.model.naming import plural


def run(
    folder: Folder,
    file: Annotated[
        Path,
        typer.Argument(help="What to write: .ris, .nbib, .bib, .csv or .json for citations."),
    ],
    json: Json = False,
) -> None:
    """Pack the whole review into one file that `tamis import-review` opens; or write citations.

    A file that ends like a format of citations gets every report once: duplicates merged, each
    value with the record that gave it, decisions beside it.
    """
    from tamis.review import Review
    from tamis.review.merging import CITATIONS

    if file.suffix.lower() in CITATIONS:
        count = Review(folder).write_citations(file)
        if json:
            print_json({"file": str(file), "reports": count})
        else:
            say(f"{plural(count, 'report')} in {file}")
        return
    Review(folder).export(file)
    if json:
        print_json({"file": str(file)})
    else:
        say(str(file))


def unpack(
    file: Annotated[Path, typer.Argument(help="An archive `tamis export` wrote.")],
    folder: Annotated[Path, typer.Argument(help="Where the review shall lie.")],
    json: Json = False,
) -> None:
    """Unpack a review that `tamis export` packed; the folder must not hold one yet."""
    from tamis.review import Review

    review = Review.unpack(file, folder)
    if json:
        print_json({"folder": str(review.path)})
    else:
        say(str(review.path))
