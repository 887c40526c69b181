"""Multilevel and multivariate meta-analysis."""

from __future__ import annotations

from tamis.stats.multilevel.fit import multilevel
from tamis.stats.multilevel.result import Component, FitStatistics, MultilevelFit, StructuredPart
from tamis.stats.multilevel.terms import (
    Intercepts,
    Structure,
    Structured,
    intercepts,
    nested,
    structured,
)

__all__ = [
    "Component",
    "FitStatistics",
    "Intercepts",
    "MultilevelFit",
    "Structure",
    "Structured",
    "StructuredPart",
    "intercepts",
    "multilevel",
    "nested",
    "structured",
]
