"""How the server was started: what it serves, for whom, and where it keeps accounts."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Mode = Literal["solo", "team"]

#: Name of the cookie that a session is.
COOKIE = "tamis_session"

#: Names under which a server on this machine is reached; anything else may be DNS rebinding.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def data_folder() -> Path:
    """Where a server keeps accounts: TAMIS_SERVER_DATA, else the user's data folder."""
    given = os.environ.get("TAMIS_SERVER_DATA")
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(given) if given else Path(base) / "tamis" / "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One server.

    Attributes:
        folders: The reviews it serves.
        mode: "solo": whoever sits at this machine, without a login; "team": accounts.
        by: Whose log a solo server writes to.
        data: Where a team's accounts and tokens are kept, outside every review.
        hosts: Host names (without port) that requests may name.
        secret: Signs sessions and forms; a new one ends all sessions.
        https: Whether the server is reached over HTTPS, so that cookies say so.
        largest_upload: Bytes that the files sent at once may have together.
    """

    folders: tuple[Path, ...]
    mode: Mode = "solo"
    by: str = ""
    data: Path = field(default_factory=data_folder)
    hosts: tuple[str, ...] = LOOPBACK
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    https: bool = False
    largest_upload: int = 512 * 2**20
