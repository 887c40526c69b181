"""Replaying: a finished search is read again from its replies, without a network, and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tamis.model.errors import TamisError, UnknownName
from tamis.model.records import Record
from tamis.review.notice_replies import FOLDER, kept_notices, replay_notices
from tamis.sources.running import Run, read_about
from tamis.sources.running import replay as run_again
from tamis.sources.table import connector
from tamis.store.search_files import RAW, RECORD_LINES

if TYPE_CHECKING:
    from tamis.review.facade import Review


class NotRecorded(TamisError):
    """A search has no replies to replay."""

    exit_code = 2
    http_status = 404

    def __init__(self, search: str) -> None:
        super().__init__(
            f"search '{search}' holds no recorded replies: it was imported from a file, and its "
            "file is what `tamis verify` compares"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A search read again from its replies: whether it gives the same records, byte for byte.

    `kind` is "notice" for replies that notices were read from; `records` then counts those.
    """

    search: str
    records: int
    replies: int
    identical: bool
    digest: str
    kind: str = "record"


def replay(review: Review, search: str) -> Replayed:
    """Read a search again from its recorded replies, the network refused.

    Raises:
        NotRecorded: It has none.
        NetworkRefused: They do not suffice.
        InvalidFile: One is not as it was kept.
    """
    folder = review.folder.searches.path(search)
    if search not in review.record_ids:
        raise UnknownName("search", search, review.record_ids)
    stored, about = review.folder.searches.stored(search), read_about(folder / RAW)
    if not about:
        raise NotRecorded(search)
    again = run_again(
        connector(str(about["connector"])), stored.run.query, folder / RAW, most=10**12
    )
    found, records = records_digest(again)
    same = (found, again.told.hits) == (stored.run.digest, stored.run.reported_total)
    return Replayed(
        search=search, records=records, replies=again.replies, identical=same, digest=found
    )


def records_digest(done: Run) -> tuple[str, int]:
    """The digest of a run's records as they would be kept, each once, and how many they are."""
    sha256, seen = hashlib.sha256(), set[str]()
    for item in done.items():
        if isinstance(item, Record) and item.id not in seen:
            seen.add(item.id)
            sha256.update(RECORD_LINES.encode(item) + b"\n")
    return sha256.hexdigest(), len(seen)


def recorded(review: Review, sources: Sequence[str] = ()) -> tuple[str, ...]:
    """The searches that can be replayed, of some sources or of all."""
    names = {c.name for c in map(connector, sources)}
    held = ((s, read_about(review.folder.searches.path(s) / RAW)) for s in review.record_ids)
    return tuple(s for s, about in held if about and (not names or about["connector"] in names))


def replayed_notices(review: Review, sources: Sequence[str] = ()) -> tuple[Replayed, ...]:
    """Every kept reply about retractions and other notices, read again; of some sources or of all.

    Raises:
        NetworkRefused: Replies do not suffice.
        InvalidFile: One is not as it was kept.
    """
    names = {c.name for c in map(connector, sources)}
    again = ((name, replay_notices(review, name)) for name in kept_notices(review))
    return tuple(
        Replayed(
            search=f"{FOLDER}/{name}", records=len(one.found), replies=one.replies,
            identical=one.identical, digest=one.digest, kind="notice",
        )
        for name, one in again
        if not names or one.source in names
    )  # fmt: skip
