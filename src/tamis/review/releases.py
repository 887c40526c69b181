"""Versions: a review as it was released, and what a name or a day means by a version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from tamis.model.changes import Picture
from tamis.model.errors import UnknownName
from tamis.model.events import Event, Published
from tamis.model.ids import digest
from tamis.model.protocol import Protocol
from tamis.review.facade import Review
from tamis.review.opened import ReadOnly
from tamis.store.durable import make_folder, write_whole
from tamis.store.page_files import CLAIMS, PAGE

#: Where the page's free text of each release is kept.
TEXTS = "releases"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: The digest of a page for which nobody has written a word.
_NO_TEXT = digest(b"\0")
#: What stands for the review as it is.
NOW = "now"


class UnknownVersion(UnknownName):
    """Neither a day nor a version that was released."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__("version", name, (*known, "YYYY-MM-DD", NOW))


class Released(Review):
    """A review as it was when a version was released; it can't be changed.

    Its events are those up to the log heads the release names, and the release itself, so that
    whatever is drawn of it has the same bytes as on that day.

    Args:
        review: The review as it stands.
        release: The event of the release.
    """

    def __init__(self, review: Review, release: Published) -> None:
        super().__init__(review.path, by=review.by, clock=review.now)
        self.release = release

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol in force when it was released."""
        from tamis.store.protocol_file import parse

        protocols = self.folder.protocols
        if self.release.protocol == protocols.hash():
            return self.folder.protocol()
        where = protocols.path(self.release.protocol)
        return parse(protocols.text(self.release.protocol), where)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event up to the heads of the release, writer by writer, and the release."""
        until = dict(self.release.heads)
        log = self.folder.log
        found: list[Event] = []
        for writer in sorted({*until, self.release.by}):
            if writer in until:
                found += log.events_of(writer, until[writer])
            if writer == self.release.by:
                found.append(self.release)
        return tuple(found)

    def heads(self) -> Mapping[str, str]:
        """The digest of each writer's last line, the release's own line included."""
        return {**dict(self.release.heads), self.release.by: self._own_head()}

    def _own_head(self) -> str:
        from tamis.store import codec

        path = self.folder.log.path(self.release.by)
        lines = self.folder.log.read(self.release.by).lines
        return next(
            digest(text)
            for number, text in enumerate(lines, 1)
            if codec.decode(text, path, number).event.id == self.release.id
        )

    def side_file(self, name: str) -> Path:
        """The text as it was kept with the release; the file as it is when none was kept."""
        kept = _texts(self.path, self.release.files) / name
        wordless = self.release.files == _NO_TEXT
        return kept if wordless or kept.parent.is_dir() else super().side_file(name)

    def today(self) -> str:
        """The day of the release."""
        return self.release.day

    def _writable(self) -> None:
        raise ReadOnly(f"version {self.release.version}")


def as_released(review: Review, version: str) -> Released:
    """The review as a version was released; of several of that name, the last.

    Raises:
        UnknownName: No such version was released.
    """
    found = [p for p in review.state.publications if p.version == version]
    if not found:
        known = dict.fromkeys(p.version for p in review.state.publications)
        raise UnknownVersion(version, known)
    return Released(review, found[-1])


def version_of(review: Review, name: str) -> Review:
    """The review on a day (YYYY-MM-DD), as a version was released, or "now".

    Raises:
        UnknownName: It is none of these.
    """
    if name == NOW:
        return review
    if DAY.fullmatch(name):
        return review.at(name)
    return as_released(review, name)


def before(review: Review) -> Released | None:
    """The last released version that the review has gone beyond; None when there is none.

    A release with nothing after it is the review itself, and the one before it counts.
    """
    ids = {e.id for e in review.events}
    for release in reversed(review.state.publications):
        earlier = Released(review, release)
        if ids - {e.id for e in earlier.events}:
            return earlier
    return None


def keep_texts(review: Review, sha256: str) -> None:
    """Keep the free text of a page under the digest its release names."""
    place = _texts(review.path, sha256)
    for name in (CLAIMS, PAGE):
        file = review.side_file(name)
        if file.exists() and not (place / name).exists():
            make_folder(place)
            write_whole(place / name, file.read_bytes())


def text_kept(review: Released) -> bool:
    """Whether the free text of a release can be had word for word."""
    from tamis.review.publishing import texts_digest

    return texts_digest(review) == review.release.files


def _texts(folder: Path, sha256: str) -> Path:
    return folder / TEXTS / sha256[:16]


def picture(review: Review, name: str = "") -> Picture:
    """What is compared of a review."""
    evidence = review.evidence
    day = review.day or max((e.day for e in review.events), default="")
    if isinstance(review, Released):
        name, day = name or review.release.version, review.release.day
    return Picture(
        name=name or day,
        day=day,
        protocol=evidence.protocol,
        rows=evidence.rows,
        analyses=evidence.analyses,
        harms=evidence.harms,
        certainties=evidence.certainties,
        flow=evidence.flow,
        ledger=evidence.ledger,
        labels=evidence.labels(),
        home=evidence.state.reports.home,
        events=review.events,
        heads=review.heads(),
        notices=evidence.notices,
        records=frozenset(evidence.state.reports.home),
    )
