"""`tamis studies`: which reports and registrations may be one study."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say, tell
from tamis.model.naming import plural

app = typer.Typer(
    name="studies",
    help="Studies: reports and registrations of one investigation.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _root() -> None: ...


@app.command()
def suggest(
    folder: Folder,
    accept: Annotated[
        list[int] | None, typer.Option(help="Judge this suggestion to be one study, by its number.")
    ] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Suggest studies by registration numbers, people, sample sizes, words and dates."""
    from tamis.review import Review

    review = Review(folder, by=by)
    if accept:
        # From the last to the first, so that accepting one does not renumber the next.
        made = [review.accept_study(number) for number in sorted(set(accept), reverse=True)]
        if json:
            print_json(made)
            return
        for event in made:
            parts = ", ".join((*event.reports, *event.registrations))
            say(f"{event.study}: {parts}")
        return
    found = review.suggest_studies()
    if json:
        print_json(found)
        return
    for s in found:
        held = f" (joins {s.study})" if s.study else ""
        say(f"{s.number}. {s.label}{held}: {', '.join((*s.reports, *s.registrations))}")
        say(f"   {s.basis}, {s.score:.2f}: {'; '.join(s.reasons)}")
    tell(f"{plural(len(found), 'suggestion')} to confirm: "
         f"`tamis studies suggest {folder} --accept N`")  # fmt: skip
