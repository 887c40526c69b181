"""The versions of the protocol: the working file, and every adopted text under `protocols/`."""

from __future__ import annotations

from pathlib import Path

from tamis.model.errors import InvalidEvent, InvalidFile
from tamis.model.events import ProtocolAmended
from tamis.model.ids import digest
from tamis.model.protocol import Protocol
from tamis.store.durable import make_folder, write_whole
from tamis.store.log import FolderLog

PROTOCOL = "protocol.toml"


class Protocols:
    """protocol.toml and its adopted versions.

    Args:
        folder: The review's folder.
        log: Where `ProtocolAmended` events are.
    """

    def __init__(self, folder: Path, log: FolderLog) -> None:
        self.working = folder / PROTOCOL
        self.folder = folder / "protocols"
        self._log = log

    def path(self, sha256: str) -> Path:
        """Where an adopted text is kept."""
        return self.folder / f"{sha256[:16]}.toml"

    def hash(self) -> str:
        """SHA-256 of protocol.toml as it is now."""
        return digest(self.working.read_bytes())

    def keep(self, sha256: str) -> None:
        """See to it that the text of that digest is kept: it is, or it is the working file's.

        Raises:
            InvalidEvent: Neither.
        """
        if self.path(sha256).is_file():
            return
        data = self.working.read_bytes()
        if digest(data) != sha256:
            why = f"no text has the hash '{sha256}'; protocol.toml has '{digest(data)}'"
            raise InvalidEvent("ProtocolAmended", why)
        make_folder(self.folder)
        write_whole(self.path(sha256), data)

    def adopted(self, as_of: str | None = None) -> str | None:
        """The hash in force on a day (or now): that of the latest adoption, by day, then by id.

        A protocol comes before the work it governs, so days before the first adoption are under
        the first. None when none was ever adopted.
        """
        everything = list(self._log.of_kind(ProtocolAmended))
        gone = {e.supersedes for e in everything}
        standing = sorted((e for e in everything if e.id not in gone), key=lambda e: (e.day, e.id))
        if not standing:
            return None
        until = [e for e in standing if as_of is None or e.day <= as_of]
        return (until[-1] if until else standing[0]).adopted

    def read(self, as_of: str | None = None) -> Protocol:
        """The working file, or the version in force on a day.

        Raises:
            InvalidProtocol: The file does not describe a review.
            InvalidFile: The adopted text is missing or is not the one that was adopted.
        """
        from tamis.store.protocol_file import parse

        sha256 = self.adopted(as_of) if as_of is not None else None
        if sha256 is None or sha256 == self.hash():
            return parse(self.working.read_bytes(), self.working)
        return parse(self.text(sha256), self.path(sha256))

    def text(self, sha256: str) -> bytes:
        """The text that was adopted under a hash.

        Raises:
            InvalidFile: It is missing or was changed.
        """
        path = self.path(sha256)
        if not path.is_file():
            raise InvalidFile(path, [f"the protocol adopted as '{sha256}' is missing"])
        data = path.read_bytes()
        if digest(data) != sha256:
            raise InvalidFile(path, [f"it has the hash '{digest(data)}', not '{sha256}'"])
        return data
