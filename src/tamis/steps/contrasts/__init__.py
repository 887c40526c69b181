"""Each study's result for an outcome, worked out from its own numbers."""

from __future__ import annotations

from tamis.steps.contrasts.results import Worked, study_results

__all__ = ["Worked", "study_results"]
