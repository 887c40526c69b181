"""OpenAlex by its API."""

from __future__ import annotations

from tamis.sources.openalex.connector import OpenAlex

__all__ = ["OpenAlex"]
