"""The verbs of `tamis screen`."""

from __future__ import annotations

from tamis.cli.screening.app import app

__all__ = ["app"]
