"""Full texts: files named by their content, and what was read from them beside the index."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from tamis.formats.fulltext import jats
from tamis.formats.fulltext.values import FullText, TextKind, UnreadableText
from tamis.model.ids import digest
from tamis.store.durable import make_folder, write_whole
from tamis.store.reading import image_of, text_of

#: Part of the name of what was read: a reader that reads otherwise counts up.
_READ_BY = 1
LARGEST = 256 * 2**20
_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that lies in `fulltext/`; `new` when it did not before."""

    sha256: str
    kind: TextKind
    path: Path
    new: bool


class FullTexts:
    """The folder `fulltext/` of a review.

    Args:
        folder: The review's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "fulltext"
        self._cache = folder / ".index" / "fulltext"

    def keep(self, data: bytes) -> tuple[Kept, FullText]:
        """Keep a PDF or JATS file that can be read, and give what it says.

        Raises:
            UnreadableText: It is neither, damaged, locked or too large; nothing was kept.
        """
        suffix = _suffix(data)
        sha = digest(data)
        path = self.folder / f"{sha}{suffix}"
        new = not path.is_file()
        make_folder(self.folder)
        if new:
            write_whole(path, data)
        try:
            text = self.text(sha)
        except UnreadableText:
            if new:
                path.unlink(missing_ok=True)
            raise
        return Kept(sha256=sha, kind=text.kind, path=path, new=new), text

    def path(self, sha: str) -> Path | None:
        """Where a file lies; None when it is not here (git may have left it out)."""
        if not _SHA.fullmatch(sha):
            return None
        found = (self.folder / f"{sha}{suffix}" for suffix in (".pdf", ".xml"))
        return next((p for p in found if p.is_file()), None)

    def text(self, sha: str) -> FullText:
        """What a kept file says; read once.

        Raises:
            UnreadableText: The file is not here, or can't be read.
        """
        return _text(self.folder, self._cache, sha)

    def image(self, sha: str, page: int) -> bytes:
        """A page of a kept PDF as PNG; drawn once.

        Raises:
            UnreadableText: There is no such file or page.
        """
        path = self.path(sha)
        if path is None or path.suffix != ".pdf":
            raise UnreadableText("there is no PDF of it here, so there are no pages to show")
        place = self._cache / f"{sha}-{_READ_BY}-{page}.png"
        if place.is_file():
            return place.read_bytes()
        drawn = image_of(path, page)
        make_folder(self._cache)
        write_whole(place, drawn)
        return drawn


@lru_cache(maxsize=16)
def _text(folder: Path, cache: Path, sha: str) -> FullText:
    place = cache / f"{sha}-{_READ_BY}.json"
    if place.is_file():
        try:
            return msgspec.json.decode(place.read_bytes(), type=FullText)
        except msgspec.DecodeError:
            place.unlink()
    found = [p for p in (folder / f"{sha}.pdf", folder / f"{sha}.xml") if p.is_file()]
    if not found:
        raise UnreadableText(f"its file is not in `{folder.name}/` here; add it again")
    text = text_of(found[0])
    make_folder(cache.parent)
    make_folder(cache)
    write_whole(place, msgspec.json.encode(text))
    return text


def _suffix(data: bytes) -> str:
    """The kind of a file by its content; its name is not asked."""
    if not data.strip():
        raise UnreadableText("the file is empty")
    if len(data) > LARGEST:
        raise UnreadableText(f"the file has more than {LARGEST // 2**20} MB")
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if jats.looks_like(data[:200_000]):
        return ".xml"
    raise UnreadableText("it is neither a PDF nor JATS XML; save the article as one of these")
