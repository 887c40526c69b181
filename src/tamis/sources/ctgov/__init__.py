"""ClinicalTrials.gov by its API, version 2."""

from __future__ import annotations

from tamis.sources.ctgov.connector import ClinicalTrials

__all__ = ["ClinicalTrials"]
