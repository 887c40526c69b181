"""The reviews a server holds open: read once, read again when a log has grown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import RLock
from typing import TypeVar

from tamis.model.errors import UnknownName
from tamis.review import Review, revealing
from tamis.review.screening_room import ScreeningRoom
from tamis.review.status import Summary, published
from tamis.web.people import Person

T = TypeVar("T")


class Room:
    """One review, shared by everyone the server lets in; safe to use from many threads.

    Args:
        name: How its addresses call it.
        folder: Where it lies.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.lock = RLock()
        self._held = Review(folder)
        self._signature = self._sign()
        self._kept: dict[str, tuple[object, object]] = {}
        self._opening = RLock()
        self._screening: ScreeningRoom | None = None
        self._views: tuple[object, dict[frozenset[str], Review]] = (None, {})
        self._hidden: dict[str, frozenset[str]] = {}

    def review(self, by: str | None = None) -> Review:
        """The review as its logs stand, for a writer; what was worked out already is shared."""
        with self.lock:
            signature = self._sign()
            if signature != self._signature:
                self._held, self._signature = Review(self.folder), signature
            return self._held.seen_by(by or self._held.by)

    def whole(self, by: str) -> Review:
        """As `review`, with the evidence of everything worked out once; for publishing."""
        with self.lock:
            self.review()
            self._held.evidence  # noqa: B018  (kept by the held review, which `seen_by` shares)
            return self.review(by)

    def worked(self, visitor: Person) -> Review:
        """The review as a visitor may know it, its evidence worked out once for all who may know
        the same; see `tamis.review.revealing`. Its writer can write."""
        with self.lock:
            hidden = self.hidden(visitor)
            if not hidden:
                return self.whole(visitor.writer)
            view = self._views[1].get(hidden)
            if view is None:
                view = self._views[1][hidden] = revealing.without(self.review(), hidden)
            view.evidence  # noqa: B018  (kept by the view)
            return view.seen_by(visitor.writer)

    def hidden(self, visitor: Person) -> frozenset[str]:
        """The events a visitor may not know of yet; a reader knows what someone outside may."""
        who = visitor.writer if visitor.may("work") else revealing.OUTSIDE
        with self.lock:
            self.review()
            if self._views[0] != self._signature:
                self._views = (self._signature, {})
                self._hidden.clear()
            if who not in self._hidden:
                self._held.state  # noqa: B018  (kept by the held review, as above)
                self._hidden[who] = revealing.hidden(self._held.seen_by(who))
            return self._hidden[who]

    def status(self, visitor: Person) -> Summary:
        """Where the review stands, as far as a visitor may know it."""
        if visitor.may("work"):
            return self.review(visitor.writer).status()

        def outside() -> Summary:
            review, hidden = self.review(), self.hidden(visitor)
            return published(revealing.without(review, hidden))

        return self.kept("status", outside)

    @property
    def signature(self) -> tuple[tuple[str, int, int], ...]:
        """Changes with everything the review rests on."""
        return self._sign()

    @property
    def key(self) -> str:
        """What accounts know the review by, whatever its address is called."""
        return str(self.folder.resolve())

    @property
    def screening(self) -> ScreeningRoom:
        """The screening of the review, held open from the first time it is asked for."""
        with self._opening:
            if self._screening is None:
                self._screening = ScreeningRoom(self.review())
            return self._screening

    @property
    def title(self) -> str:
        """The review's title."""
        return self.kept("title", lambda: self.review().protocol.title)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """A value that holds as long as no log and no protocol changes, made once."""
        with self.lock:
            signature = self._sign()
            found = self._kept.get(name)
            if found is None or found[0] != signature:
                found = (signature, make())
                self._kept[name] = found
            return found[1]  # type: ignore[return-value]

    def _sign(self) -> tuple[tuple[str, int, int], ...]:
        """Size and time of every file the review rests on; cheap, and changes with each append."""
        watched = [*sorted((self.folder / "log").glob("*.jsonl"))]
        watched += [p for n in ("protocol.toml", "page.toml", "claims.toml")
                    if (p := self.folder / n).exists()]  # fmt: skip
        return tuple((p.name, (s := p.stat()).st_size, s.st_mtime_ns) for p in watched)


class Rooms:
    """The reviews of a server by name.

    Raises:
        NotAReview: A folder holds none.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._rooms: dict[str, Room] = {}
        for folder in folders:
            name = _slug(folder.resolve().name)
            number = 2
            while name in self._rooms:
                name, number = f"{_slug(folder.resolve().name)}-{number}", number + 1
            self._rooms[name] = Room(name, folder)

    @property
    def all(self) -> Mapping[str, Room]:
        """Every room."""
        return self._rooms

    def __getitem__(self, name: str) -> Room:
        if name not in self._rooms:
            raise UnknownRoom(name)
        return self._rooms[name]


class UnknownRoom(UnknownName):
    """An address names a review that is not served, or that the asker may not know of."""

    http_status = 404

    def __init__(self, name: str) -> None:
        super().__init__("review", name, ())


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "review"
