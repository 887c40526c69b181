"""Clients that come here without waiting, for tests: they are closed together."""

from __future__ import annotations

from typing import Any

from tamis.sources.http import Client, Patience

from .server import Server

#: Pauses too short to notice; a storm of faults is over in seconds.
QUICK = Patience(first=0.005, longest=0.05, read=5.0, whole=20.0)


class Clients:
    """Makes clients and closes them."""

    def __init__(self) -> None:
        self.made: list[Client] = []

    def __call__(self, server: Server, patience: Patience = QUICK, **settings: Any) -> Client:
        self.made.append(Client(server.settings(**settings), patience=patience, seed=1))
        return self.made[-1]

    def close(self) -> None:
        """Close every client that was made."""
        for client in self.made:
            client.close()
