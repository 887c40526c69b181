"""Registered trials: normalised, their eligibility read, matched and watched; usable alone."""

from __future__ import annotations

from tamis.trials.local_registry import RegisteredTrial, Registry
from tamis.trials.registration import Registration

__all__ = ["RegisteredTrial", "Registration", "Registry"]
