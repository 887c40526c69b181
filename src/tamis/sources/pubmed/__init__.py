"""PubMed by NCBI's E-utilities."""

from __future__ import annotations

from tamis.sources.pubmed.connector import PubMed

__all__ = ["PubMed"]
