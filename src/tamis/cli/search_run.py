"""`tamis search run` and `tamis search fulltext`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say, tell
from tamis.model.naming import plural

if TYPE_CHECKING:
    from tamis.review import Review

_SHOWN = 8


def run(
    folder: Folder,
    source: Annotated[
        str,
        typer.Option(
            help="Sources, with commas: pubmed, europepmc, ctgov, openalex, crossref; those of the "
            "protocol's searches unless given."
        ),
    ] = "",
    query: Annotated[
        Path | None,
        typer.Option(help="A file that holds the query, word for word; else the protocol's."),
    ] = None,
    most: Annotated[int, typer.Option(help="More hits than this are not fetched.")] = 200_000,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew, even if a stopped run left replies.")
    ] = False,
    replay: Annotated[
        bool,
        typer.Option(
            "--replay", help="Read finished searches again from their replies, without a network."
        ),
    ] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Search databases and registers over the network; a stopped run goes on where it was."""
    from tamis.review import Review

    review = Review(folder, by=by)
    names = [name.strip() for name in source.split(",") if name.strip()]
    if replay:
        _replay(review, names, json)
        return
    text = _text(query) if query is not None else None
    done = review.search(names, query=text, most=most, fresh=fresh, progress=_progress())
    if json:
        print_json(done)
    for one in done:
        if one.error:
            tell(f"error: {one.error}")
            continue
        if not json:
            new = one.records - one.known
            went_on = f" (went on from {plural(one.resumed, 'reply', 'replies')})"
            say(
                f"{one.source}: {plural(one.hits, 'hit')}, {plural(one.records, 'record')}, "
                f"{new} new; searches/{one.search}{went_on if one.resumed else ''}"
            )
        for problem in one.problems[:_SHOWN]:
            tell(f"  {problem.severity}: {problem}")
        if len(one.problems) > _SHOWN:
            tell(f"  … and {plural(len(one.problems) - _SHOWN, 'more', 'more')} (all with --json)")
    if failed := [one.exit_code for one in done if one.error]:
        raise typer.Exit(failed[0])


def fulltext(
    folder: Folder,
    report: Annotated[
        list[str] | None, typer.Argument(help="Ids of reports or records; or give --doi.")
    ] = None,
    doi: Annotated[list[str] | None, typer.Option(help="A DOI.")] = None,
    download: Annotated[
        bool,
        typer.Option(
            "--download", help="Keep the first open PDF of each as fulltext/<sha256>.pdf."
        ),
    ] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Find where reports may be read openly, and keep an open PDF when told to."""
    from tamis.review import Review
    from tamis.review.fulltexts import find, keep

    review = Review(folder, by=by)
    done = (keep if download else find)(review, report or (), dois=doi or ())
    if json:
        print_json(done)
    for one in done:
        for problem in one.problems:
            tell(f"{one.doi or one.report}: {problem}")
        if json:
            continue
        if one.kept:
            say(f"{one.doi}: kept {one.kept}, from {one.url}")
        elif not one.locations:
            say(f"{one.doi or one.report}: no open copy found")
        for place in one.locations if not one.kept else ():
            terms = place.license or ("open, no licence named" if place.open else "not open")
            say(f"{one.doi}: {place.kind} {place.url} ({terms}; {place.found_by})")


def _replay(review: Review, names: list[str], json: bool) -> None:
    from tamis.review.replaying import recorded, replayed_notices

    again = [review.replay(search) for search in recorded(review, names)]
    again += replayed_notices(review, names)
    if json:
        print_json(again)
    for one in again:
        kind = one.kind + "s"
        said = f"the same {kind}" if one.identical else f"OTHER {kind} than it did"
        if not json:
            say(
                f"{one.search}: {plural(one.replies, 'recorded reply', 'recorded replies')}, "
                f"{plural(one.records, one.kind)}; gives {said}"
            )
    if not again:
        tell("no search here holds recorded replies; imports are checked with `tamis verify`")
    if any(not one.identical for one in again):
        raise typer.Exit(4)


def _text(path: Path) -> str:
    from tamis.model.errors import InvalidFile

    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidFile(path, [str(error)]) from error


class _Shown:
    """Progress on one line of a terminal."""

    def __init__(self) -> None:
        self._last = -1

    def __call__(self, done: int, of: int) -> None:
        part = 100 * done // of if of else 100
        if part != self._last:
            self._last = part
            sys.stderr.write(f"\r{done:,} of {of:,} records" + ("\n" if done >= of else ""))
            sys.stderr.flush()


def _progress() -> _Shown | _Quiet:
    return _Shown() if sys.stderr.isatty() else _Quiet()


class _Quiet:
    """No progress where nobody looks."""

    def __call__(self, done: int, of: int) -> None: ...
