"""Europe PMC by its RESTful web service."""

from __future__ import annotations

from tamis.sources.europepmc.connector import EuropePMC

__all__ = ["EuropePMC"]
