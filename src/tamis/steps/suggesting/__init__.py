"""Suggestions: values that rules find in a text, each with its words, for a person to accept."""

from __future__ import annotations

from tamis.steps.suggesting.finding import suggest
from tamis.steps.suggesting.values import RULES, Suggestion

__all__ = ["RULES", "Suggestion", "suggest"]
