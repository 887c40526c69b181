"""Verifying: nothing was changed, everything adds up, and every published number still derives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.model.errors import TamisError
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.store import verify as store

if TYPE_CHECKING:
    from tamis.model.publication import Publication
    from tamis.review.facade import Review


def verify(review: Review) -> tuple[Problem, ...]:
    """List everything that is not as it was written, or does not follow from it.

    The logs' chains and schema, the searches, the protocol; then the evidence that follows from
    them; then every site under out/, file by file and number by number.
    """
    kept = store.check(review.folder)
    if any(p.severity == "error" for p in kept):
        return kept
    try:
        derived = review.evidence.problems
    except (TamisError, ValueError) as error:
        return (*kept, Problem("evidence", f"does not derive: {error}", severity="error"))
    return (*kept, *derived, *_releases(review), *_sites(review))


def _releases(review: Review) -> Iterator[Problem]:
    """The latest release still says what its events say."""
    from tamis.review.publishing import numbers_digest, publication

    if not review.state.publications or review.day is not None:
        return
    last = review.state.publications[-1]
    heads = review.folder.heads()
    if all(heads.get(w) == h for w, h in last.heads if w != last.by) and (
        review.folder.log.last_id(last.by) == last.id
        and numbers_digest(publication(review)) != last.numbers
    ):
        yield Problem(
            f"log/{last.by}.jsonl",
            f"release {last.version} published numbers that no longer derive from its events",
            "find what changed in the working-out, and release again with a reason",
            "error",
        )


def _sites(review: Review) -> Iterator[Problem]:
    """Every site that was built: whole, unchanged, and with numbers that derive."""
    from tamis.review.publishing import publication

    out = review.folder.out
    for place in sorted(out.glob("*")) if out.is_dir() else ():
        manifest = place / "manifest.json"
        if not manifest.is_file():
            continue
        day = place.name.removeprefix("as-of-") if place.name.startswith("as-of-") else None
        view = publication(review.at(day))
        yield from _files(place, manifest)
        yield from _numbers(place, view)


def _files(place: Path, manifest: Path) -> Iterator[Problem]:
    told = json.loads(manifest.read_text("utf-8"))
    for name, wanted in told["files"].items():
        file = place / name
        if not file.is_file():
            yield Problem(f"out/{place.name}/{name}", "is missing", "publish again", "error")
        elif digest(file.read_bytes()) != wanted:
            what = "was changed after it was published"
            yield Problem(f"out/{place.name}/{name}", what, "publish again", "error")


def _numbers(place: Path, view: Publication) -> Iterator[Problem]:
    told = json.loads((place / "numbers.json").read_text("utf-8"))
    for id_, number in told.items():
        now = view.ledger.get(id_)
        if now is None or now.shown != number["shown"]:
            says = now.shown if now else "nothing"
            yield Problem(
                f"out/{place.name}: {id_}",
                f"shows {number['shown']}, but {says} derives from the events",
                "publish again",
                "error",
            )
