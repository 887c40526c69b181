"""`tamis screen adopt`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.screening.judging import Stage
from tamis.cli.shared import By, Folder, Json, print_json, say
from tamis.model.naming import plural


def _pairs(words: list[str] | None) -> dict[str, str]:
    found = {}
    for word in words or ():
        left, equals, right = word.rpartition("=")
        if not equals or not left or not right:
            raise typer.BadParameter(f"'{word}' must be written NAME=NAME")
        found[left] = right
    return found


def run(
    folder: Folder,
    search: Annotated[str, typer.Argument(help="The search whose records brought decisions.")],
    person: Annotated[
        list[str] | None,
        typer.Option(help="A name in the export and the writer here: NAME=WRITER."),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help="A reason in the export and the criterion here: REASON=CODE."),
    ] = None,
    otherwise: Annotated[
        str, typer.Option(help="The criterion for every reason that is none of the protocol's.")
    ] = "",
    stage: Stage = "title-abstract",
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this it is only shown.")
    ] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Show which decisions an import brought along and, with `--yes`, adopt them."""
    from tamis.review import Review
    from tamis.review.adopting import How, adopt, plan

    review = Review(folder, by=by)
    how = How(
        by=review.by,
        stage=stage,  # type: ignore[arg-type]
        people=_pairs(person),
        criteria=_pairs(map_),
        otherwise=otherwise,
    )
    found = (adopt if yes else plan)(review, search, how)
    if json:
        print_json(
            {
                "search": found.search, "stage": found.stage, "adopted": yes,
                "decisions": [[*who, n] for who, n in found.verdicts.items()],
                "people": found.people, "criteria": found.criteria,
                "unmapped": found.unmapped, "already": found.already,
            }
        )  # fmt: skip
        return
    for (writer, verdict), count in found.verdicts.items():
        say(f"{writer}: {count} {verdict}")
    for name, writer in found.people.items():
        say(f"who: '{name or '(nobody named)'}' is {writer}")
    for reason, code in found.criteria.items():
        say(f"reason: '{reason}' is {code}")
    for reason, count in found.unmapped.items():
        say(f"reason: '{reason or '(none given)'}' is no criterion ({count}); "
            f"say which with `--map`, or `--otherwise`")  # fmt: skip
    if found.already:
        say(f"{plural(found.already, 'decision')} left alone: judged here already")
    total = sum(found.verdicts.values())
    if yes:
        say(f"{plural(total, 'decision')} adopted at {stage}")
    else:
        say(f"{plural(total, 'decision')} at {stage} would be adopted; nothing is written yet, add "
            f"`--yes`")  # fmt: skip
