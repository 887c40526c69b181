"""`tamis diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import Folder, Json, print_json, say, tell

if TYPE_CHECKING:
    from tamis.model.changes import Cause, EvidenceDiff, OutcomeChange, OutcomeSide

_SHOWN = 4


def run(
    folder: Folder,
    a: Annotated[str, typer.Argument(help="A day (YYYY-MM-DD) or the name of a release.")],
    b: Annotated[str, typer.Argument(help='Another; "now" for the review as it is.')] = "now",
    html: Annotated[
        Path | None, typer.Option(help="Write the comparison to this file, as a page of its own.")
    ] = None,
    sentences: Annotated[
        bool,
        typer.Option(
            "--sentences/--no-sentences",
            help="Build both pages too and compare their sentences (takes longer).",
        ),
    ] = True,
    json: Json = False,
) -> None:
    """Hold two versions side by side: studies, effects, certainty, wording, and why they differ."""
    from tamis.report.site.diff_page import diff_page
    from tamis.review import Review

    review = Review(folder)
    found = review.diff(a, b, sentences=sentences)
    if html is not None:
        html.write_bytes(diff_page(found, review.protocol.title, review.evidence.labels()))
        tell(f"written to {html}")
    if json:
        print_json(found)
    elif html is None:
        show(found)


def show(found: EvidenceDiff) -> None:
    """Write a comparison."""
    say(f"{found.before} ({found.before_day}) → {found.now} ({found.now_day})")
    say(f"{found.events} events, {len(found.new_records)} new records, "
        f"{len(found.new_reports)} new reports")  # fmt: skip
    for study in found.studies:
        say(f"study {study.kind}: {study.label}, {study.why}")
        _because(study.causes)
    for outcome in found.outcomes:
        _outcome(outcome)
    for method in found.methods:
        say(f"methods, {method.day}: {method.reason}")
    for notice in found.notices:
        what = f", {notice.field}: {notice.was} → {notice.now}" if notice.field else ""
        say(f"{notice.kind}: {notice.label or notice.registration or notice.report}{what}")
    for box in found.flow:
        if box.before != box.now:
            say(f"flow, {box.label}: {_count(box.before)} → {_count(box.now)}")
    for sentence in found.sentences:
        more = f" and {len(sentence.others)} more" if sentence.others else ""
        say(f"{sentence.page}{more}")
        for line in sentence.before[:_SHOWN]:
            say(f"  - {line}")
        for line in sentence.after[:_SHOWN]:
            say(f"  + {line}")
        _because(sentence.causes)
    if found.empty:
        say("nothing that a reader could see differs")


def _outcome(change: OutcomeChange) -> None:
    say(f"{change.label}: {', '.join(change.changed)}")
    for mark, side in (("-", change.before), ("+", change.now)):
        if side is not None:
            say(f"  {mark} {_numbers(side)}{side.words}")
    _because(change.causes)


def _numbers(side: OutcomeSide) -> str:
    shown = side.shown
    if "estimate" not in shown:
        return f"[{side.level or side.state}] "
    tau2 = f", τ² {shown['tau2']}" if "tau2" in shown else ""
    interval = f" ({shown['low']} to {shown['high']})" if {"low", "high"} <= set(shown) else ""
    return f"[{side.level or side.state}; {shown['estimate']}{interval}{tau2}] "


def _because(causes: tuple[Cause, ...]) -> None:
    for cause in causes[-_SHOWN:]:
        say(f"    because {cause.by} {cause.what} ({cause.day}, {cause.event})")


def _count(value: int | None) -> str:
    return "–" if value is None else str(value)
