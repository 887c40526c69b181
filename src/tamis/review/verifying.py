"""Verifying: nothing was changed, everything adds up, and every published number still derives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.model.errors import TamisError
from tamis.model.events import Certified
from tamis.model.naming import slug
from tamis.model.problems import Problem
from tamis.review.notice_replies import check_notices
from tamis.store import verify as store

if TYPE_CHECKING:
    from tamis.review.facade import Review


def verify(review: Review) -> tuple[Problem, ...]:
    """List everything that is not as it was written, or does not follow from it.

    The logs' chains and schema, the searches, the protocol; then the evidence that follows from
    them; the replies that notices were read from; then every site under out/, file by file and
    number by number.
    """
    kept = store.check(review.folder)
    if any(p.severity == "error" for p in kept):
        return kept
    try:
        derived = review.evidence.problems
    except (TamisError, ValueError) as error:
        return (*kept, Problem("evidence", f"does not derive: {error}", severity="error"))
    found = (*_certificates(review), *check_notices(review), *_releases(review), *_sites(review))
    return (*kept, *derived, *found)


def _certificates(review: Review) -> Iterator[Problem]:
    """Every stopping certificate follows from the log lines it names."""
    from tamis.review.certifying import recomputed

    for event in review.events:
        if isinstance(event, Certified) and not recomputed(review, event):
            yield Problem(
                f"log/{event.by}.jsonl",
                f"certificate {event.id} does not follow from the decisions it names",
                "ask for a new one with `tamis screen certify`, and look at what changed",
                "error",
            )


def _releases(review: Review) -> Iterator[Problem]:
    """The latest release still says what its events say."""
    from tamis.review.publishing import numbers_digest, publication, texts_digest

    if not review.state.publications or review.day is not None:
        return
    last = review.state.publications[-1]
    if numbers_digest(publication(review.as_released(last.version))) != last.numbers:
        yield Problem(
            f"log/{last.by}.jsonl",
            f"release {last.version} published numbers that no longer derive from its events",
            "find what changed in the working-out, and release again with a reason",
            "error",
        )
    if texts_digest(review) != last.files:
        what = f"the page's text or the claims have changed since release {last.version}"
        yield Problem("page.toml, claims.toml", what, "release again when you are ready", "note")


def _sites(review: Review) -> Iterator[Problem]:
    """Every site that was built: whole, unchanged, and with numbers that derive."""
    out = review.folder.out
    for place in sorted(out.glob("*")) if out.is_dir() else ():
        if (place / "manifest.json").is_file():
            yield from _site(review, place)


def _site(review: Review, place: Path) -> Iterator[Problem]:
    from tamis.report.site.crawl import crawl
    from tamis.review.publishing import RELEASED, publication

    where = f"out/{place.name}"
    files = {
        p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()
    }
    for found in crawl(files):
        yield Problem(where, found, "publish again", "error")
    built_on = json.loads(files.get("data/review.json", b"{}")).get("heads", {})
    day = place.name.removeprefix("as-of-") if place.name.startswith("as-of-") else None
    version = next(
        (p for p in review.state.publications if place.name == f"{RELEASED}{slug(p.version)}"), None
    )
    source = review.as_released(version.version) if version else review.at(day)
    if day is None and built_on != dict(source.heads()):
        yield Problem(where, "was built before the log's last events", "publish again")
        return
    ledger = publication(source).ledger
    for id_, told in json.loads(files.get("numbers.json", b"{}")).items():
        now = ledger.get(id_)
        if now is None or now.shown != told["shown"]:
            derived = now.shown if now else "nothing"
            what = f"{id_} shows {told['shown']}, but {derived} derives from the events"
            yield Problem(where, what, "publish again", "error")
