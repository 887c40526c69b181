"""Notices: what happened to included studies, and the results without those that were retracted."""

from __future__ import annotations

from tamis.steps.notices.standing import problems_of, retracted, study_notices
from tamis.steps.notices.without import PREFIX, left_out, marked

__all__ = ["PREFIX", "left_out", "marked", "problems_of", "retracted", "study_notices"]
