"""Diffing: two versions of a review held side by side, with the events that made the difference."""

from __future__ import annotations

from tamis.steps.diffing.causes import causes
from tamis.steps.diffing.chronicle import chronicle
from tamis.steps.diffing.comparing import diff
from tamis.steps.diffing.sentences import sentence_changes

__all__ = ["causes", "chronicle", "diff", "sentence_changes"]
