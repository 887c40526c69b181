"""`tamis conclude`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import AsOf, Folder, Json, print_json, say
from tamis.model.conclusions import chance
from tamis.model.naming import plural

if TYPE_CHECKING:
    from tamis.model.conclusions import Conclusion, NextTrial, Standing, Turning


def run(
    folder: Folder,
    outcome: Annotated[str | None, typer.Option(help="Only this outcome.")] = None,
    comparison: Annotated[str | None, typer.Option(help="Only this comparison.")] = None,
    people: Annotated[
        int | None,
        typer.Option(min=2, help="Size of the next trial; else the median of those at hand."),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say what the next trial would have to show to change each conclusion, and how likely."""
    from tamis.review import Review

    found = Review(folder, day=as_of).conclude(outcome, comparison, people=people)
    if json:
        print_json(found)
        return
    for one in found:
        _show(one)
    if not found:
        say("no outcome has results yet")


def _show(one: Conclusion) -> None:
    say(one.label)
    if one.next_trial is None:
        say(f"  nothing to ask: {one.why_none}")
        return
    trial = one.next_trial
    say(f"  now {_effect(one, trial.now)}, from {plural(len(one.studies), 'study', 'studies')}")
    size = f"of {trial.people} people" if trial.people else "as precise as the median study"
    say(f"  one more trial, {size}:")
    for turning in trial.turnings:
        say(f"    {_NAMES[turning.aspect]}: {_turns(one, trial, turning)}")
        chances = "; ".join(f"{chance(share)} if {truth}" for truth, _, share in turning.chances)
        say(f"      it would change with a chance of {chances}")
    for line in trial.assumptions:
        say(f"    assumed: {line}")
    for safe in one.fail_safe:
        say(f"  fail-safe number ({safe.kind}): {safe.n} ({safe.reference})")
    if one.sequential is not None:
        crossed = one.sequential.crossed or "none yet"
        say(f"  boundary crossed at: {crossed} ({one.sequential.spending}; "
            f"{one.sequential.reference})")  # fmt: skip
        for look in one.sequential.looks:
            say(f"    {look.study}: {look.share:.0%} of the information, z {look.z:.2f}, "
                f"boundary {look.boundary:.2f}")  # fmt: skip


_NAMES = {
    "direction": "direction of the interval",
    "position": "place among no effect and the smallest important difference",
    "certainty": "certainty",
}


def _turns(one: Conclusion, trial: NextTrial, turning: Turning) -> str:
    at = trial.now.estimate
    if turning.below == at == turning.above:
        return "would change even if it showed the same effect as now"
    parts = [
        f"{_number(one, value)} or {word}"
        for value, word in ((turning.below, "less"), (turning.above, "more"))
        if value is not None
    ]
    return f"would change if it showed {', or '.join(parts)}" if parts else (
        "no effect of one such trial would change it"
    )  # fmt: skip


def _effect(one: Conclusion, standing: Standing) -> str:
    level = f", {standing.certainty.replace('-', ' ')} certainty" if standing.certainty else ""
    return (
        f"{one.measure} {_number(one, standing.estimate)} "
        f"({_number(one, standing.low)} to {_number(one, standing.high)}){level}"
    )


def _number(one: Conclusion, value: float) -> str:
    return f"{math.exp(value) if one.log else value:.2f}"
