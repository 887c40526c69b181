"""Changing: what newly found things are, and what they may change."""

from __future__ import annotations

from tamis.steps.changing.affected import Affected, affected
from tamis.steps.changing.records import RecordChange, record_changes
from tamis.steps.changing.registers import RegisterChange, register_changes

__all__ = [
    "Affected",
    "RecordChange",
    "RegisterChange",
    "affected",
    "record_changes",
    "register_changes",
]
