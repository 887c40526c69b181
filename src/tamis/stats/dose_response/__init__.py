"""Dose–response meta-analysis."""

from __future__ import annotations

from tamis.stats.dose_response.covariance import covariance, pseudo_counts
from tamis.stats.dose_response.fit import CurvePoints, DoseResponseFit, dose_response

__all__ = ["CurvePoints", "DoseResponseFit", "covariance", "dose_response", "pseudo_counts"]
