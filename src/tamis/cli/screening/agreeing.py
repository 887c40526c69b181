"""`tamis screen agreement`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.screening.judging import Stage
from tamis.cli.shared import AsOf, Folder, Json, print_json, say, table

if TYPE_CHECKING:
    from tamis.learn.agreeing import Measure


def run(
    folder: Folder,
    stage: Stage = "title-abstract",
    rounds: Annotated[int, typer.Option(help="Shared reports per training round.")] = 50,
    confidence: Annotated[float, typer.Option(help="Of the intervals.")] = 0.95,
    reviewer: Annotated[
        list[str] | None, typer.Option(help="Only pairs of these; give it once per reviewer.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show how far reviewers agree, by round and by criterion, on what both have judged."""
    from tamis.review import Review

    review = Review(folder, day=as_of)
    found = review.agreements(
        stage,  # type: ignore[arg-type]
        size=rounds,
        reviewers=tuple(reviewer or ()),
        confidence=confidence,
    )
    if json:
        print_json(found)
        return
    if not found:
        say(f"no two reviewers have judged the same report at {stage}")
    for pair in found:
        all_ = pair.overall
        both = all_.crossing
        say(f"{pair.first} and {pair.second}: {both.records} reports; both include {both.both}, "
            f"only {pair.first} {both.first}, only {pair.second} {both.second}, neither "
            f"{both.neither}")  # fmt: skip
        measures = (all_.observed, all_.kappa, all_.pabak, all_.ac1, all_.positive, all_.negative)
        table(([m.name, *_cells(m)] for m in measures), ("", "value", f"{confidence:.0%} interval"))
        for number, each in enumerate(pair.rounds, 1):
            say(f"round {number} ({each.crossing.records}): kappa {_cells(each.kappa)[0]}, "
                f"AC1 {_cells(each.ac1)[0]}")  # fmt: skip
        for criterion, count in pair.by_criterion.items():
            say(f"disagreed where one excluded by '{criterion}': {count}")
        say(f"estimated includes that neither named: {pair.missed.total - pair.missed.seen:.1f} "
            f"({pair.missed.method}; leans low)")  # fmt: skip


def _cells(measure: Measure) -> tuple[str, str]:
    if measure.value is None or measure.low is None or measure.high is None:
        return "not defined", ""
    return f"{measure.value:.2f}", f"{measure.low:.2f} to {measure.high:.2f}"
