"""Crossref by its REST API."""

from __future__ import annotations

from tamis.sources.crossref.connector import Crossref

__all__ = ["Crossref"]
