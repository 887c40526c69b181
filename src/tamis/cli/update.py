"""`tamis update`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import By, Folder, Json, list_problems, print_json, say
from tamis.model.naming import plural

if TYPE_CHECKING:
    from tamis.review.digesting import Digest, NewReport
    from tamis.review.updating import Update

#: No more lines of one kind than this are shown.
_SHOWN = 20
Sources = Annotated[
    str,
    typer.Option(
        help="Sources, with commas: pubmed, europepmc, ctgov, openalex, crossref; all of the "
        "review's unless given."
    ),
]
RetractionWatch = Annotated[
    Path | None, typer.Option(help="Retraction Watch's data, as the CSV file Crossref publishes.")
]


def run(
    folder: Folder,
    source: Sources = "",
    offline: Annotated[
        bool,
        typer.Option(
            "--offline",
            "--replay",
            help="Ask nobody: link, notice and tell from what was recorded before.",
        ),
    ] = False,
    retraction_watch: RetractionWatch = None,
    most: Annotated[int, typer.Option(help="More hits than this are not fetched.")] = 200_000,
    by: By = None,
    json: Json = False,
) -> None:
    """Search everything again; say what came, what was retracted, and what it may change."""
    from tamis.review import Review

    names = [name.strip() for name in source.split(",") if name.strip()]
    done = Review(folder, by=by).update(
        names, offline=offline, most=most, retraction_watch=retraction_watch
    )
    if json:
        print_json(done)
    else:
        show(done)
    list_problems(done.problems)
    if done.exit_code:
        raise typer.Exit(done.exit_code)


def show(done: Update) -> None:
    """Write an update's digest."""
    if done.resumed:
        say(f"went on with the update of {done.started}, which had not finished")
    for one in done.searched:
        if not one.error:
            new = "the same as before today" if one.again else f"{one.records - one.known} new"
            say(f"{one.source}: {plural(one.hits, 'hit')}, {new}")
    if done.learned.asked:
        reports, told = plural(done.learned.reports, "report"), ", ".join(done.learned.asked)
        say(f"notices: {reports} asked about; {told}")
    if done.by_hand:
        say(f"to be searched by hand: {', '.join(done.by_hand)}")
    _show_digest(done.digest)


def _show_digest(digest: Digest) -> None:
    if digest.empty:
        say("nothing new")
    if digest.records:
        known = f", {digest.joined} of reports that were known" if digest.joined else ""
        say(f"{plural(len(digest.records), 'new record')}{known}")
    for report in digest.reports[:_SHOWN]:
        say(f"  {_line(report)}")
    if len(digest.reports) > _SHOWN:
        say(f"  … and {len(digest.reports) - _SHOWN} more, waiting in the order of the queue")
    for change in digest.changed[:_SHOWN]:
        say(f"changed: {change.label}, {change.field}")
    for notice in digest.notices:
        about = notice.label or notice.registration or notice.report
        what = f"{notice.field}: {notice.was} → {notice.now}" if notice.field else notice.notice
        say(f"{notice.kind}: {about}{', ' * bool(what)}{what} ({', '.join(notice.sources)})")
    for label in digest.retracted:
        say(f"an included study is retracted: {label}; the page carries a banner and the results "
            "without it (`tamis publish`, or the preview in `tamis serve`)")  # fmt: skip
    if digest.impacts:
        say("what this may change:")
    for impact in digest.impacts[:_SHOWN]:
        say(f"  {impact.label}: {'; '.join(impact.reasons)}")
    if len(digest.impacts) > _SHOWN:
        say(f"  … and {plural(len(digest.impacts) - _SHOWN, 'more outcome')} (all with --json)")


def _line(report: NewReport) -> str:
    score = f"{report.score:+.2f} " if report.score is not None else ""
    late = ", indexed late" if report.late else ""
    return f"{score}{report.label}: {report.title[:90]}{late} [{', '.join(report.sources)}]"
