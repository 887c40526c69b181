"""Generalised linear mixed models for counts."""

from __future__ import annotations

from tamis.stats.glmm.fit import glmm
from tamis.stats.glmm.result import GlmmFit, Heterogeneity

__all__ = ["GlmmFit", "Heterogeneity", "glmm"]
