"""`tamis stats`: meta-analysis of a CSV file, in words, numbers and pictures."""

from __future__ import annotations

from tamis.cli.stats.app import app

__all__ = ["app"]
