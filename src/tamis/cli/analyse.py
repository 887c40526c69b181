"""`tamis analyse`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import AsOf, Folder, Json, print_json, say

if TYPE_CHECKING:
    from tamis.model.results import Analysis
    from tamis.review import Review


def run(
    folder: Folder,
    outcome: Annotated[str, typer.Option(help="Id of the outcome in the protocol.")],
    comparison: Annotated[str | None, typer.Option(help="Only this comparison.")] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show the results for an outcome, pooled where that is honest, with the reason where not."""
    from tamis.review import Review

    review = Review(folder, day=as_of)
    found = review.analyse(outcome, comparison)
    if json:
        print_json(review.spoken(found))
        return
    if not found:
        say("no included study has results for this outcome")
    for analysis in found:
        _show(review, analysis)


def _show(review: Review, analysis: Analysis) -> None:
    say(f"{analysis.id}")
    for result in analysis.results:
        place = ", ".join(p for p in (result.timepoint, result.population) if p)
        if result.effect is None:
            say(f"  {result.label}, {place}: no effect: {result.why_not}")
            continue
        e = result.effect
        words = review.shown(e.numbers)
        say(f"  {result.label}, {place} ({result.design}): {result.measure} {words['estimate']} "
            f"({words['low']} to {words['high']}), SE {words['se']}"
            + (f"; not pooled: {result.why_not}" if result.why_not else ""))  # fmt: skip
    if analysis.pool is None:
        say(f"  {review.plain(analysis.why_not_pooled)}")
        return
    words = review.shown(analysis.pool.numbers)
    say(f"  pooled {words['estimate']} ({words['low']} to {words['high']}), τ² {words['tau2']}, "
        f"I² {words['i2']} %; {analysis.pool.method}")  # fmt: skip
    for caution in analysis.pool.cautions:
        say(f"  caution: {caution}")
