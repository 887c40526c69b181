"""Grading: certainty of evidence, each domain proposed by a rule and decided by a person."""

from __future__ import annotations

from tamis.steps.grading.body import Body, body_of
from tamis.steps.grading.levels import certainty, check, harm_certainty
from tamis.steps.grading.rules import propose

__all__ = ["Body", "body_of", "certainty", "check", "harm_certainty", "propose"]
