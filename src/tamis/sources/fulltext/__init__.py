"""Open full texts: where they are, and fetching one that is open."""

from __future__ import annotations

from tamis.sources.fulltext.fetching import download
from tamis.sources.fulltext.finding import FullTexts, find_fulltext
from tamis.sources.fulltext.values import Location

__all__ = ["FullTexts", "Location", "download", "find_fulltext"]
