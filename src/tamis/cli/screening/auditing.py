"""`tamis screen audit`."""

from __future__ import annotations

from typing import Annotated

import typer

from tamis.cli.screening.judging import Stage
from tamis.cli.shared import By, Folder, Json, print_json, say
from tamis.model.naming import plural


def run(
    folder: Folder,
    target: Annotated[float, typer.Option(help="Recall aimed at.")] = 0.95,
    confidence: Annotated[float, typer.Option(help="Confidence wanted.")] = 0.95,
    draw: Annotated[bool, typer.Option("--draw", help="Draw the sample now.")] = False,
    size: Annotated[int, typer.Option(help="Its size; what the target needs unless given.")] = 0,
    seed: Annotated[
        int | None, typer.Option(help="For the draw; else it follows from the decisions so far.")
    ] = None,
    stage: Stage = "title-abstract",
    by: By = None,
    json: Json = False,
) -> None:
    """Show how many reports must be drawn at random for a guarantee, and draw them."""
    from tamis.review import Review
    from tamis.review.certifying import costs
    from tamis.review.progress import screening

    review = Review(folder, by=by)
    told = screening(review.events, review.state, review.protocol, stage)  # type: ignore[arg-type]
    (need,) = costs(told.progress, confidence, (target,))
    if draw:
        review.draw(size or need.sample, stage, seed=seed)  # type: ignore[arg-type]
        told = screening(review.events, review.state, review.protocol, stage)  # type: ignore[arg-type]
    judged = set(told.order)
    left = [r for r in told.sample.reports if r not in judged] if told.sample else []
    if json:
        print_json(
            {"needed": need.sample, "unscreened": need.unscreened, "target": target,
             "confidence": confidence, "sample": told.sample, "to_judge": left}
        )  # fmt: skip
        return
    left_over = plural(need.unscreened, "report")
    say(f"{target:.0%} recall with {confidence:.0%} confidence takes a clean random sample of "
        f"{need.sample} of the {left_over} left ({need.share:.0%})")  # fmt: skip
    if told.sample:
        say(f"sample of {len(told.sample.reports)} drawn, {told.sample.judged} judged; next: "
            + (" ".join(left[:10]) or "none"))  # fmt: skip
        if not left:
            say(f"now `tamis screen certify {folder} --rule sample`")
    else:
        say(f"draw it with `tamis screen audit {folder} --draw`")
