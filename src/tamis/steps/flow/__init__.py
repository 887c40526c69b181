"""The PRISMA 2020 flow, counted from events."""

from __future__ import annotations

from tamis.steps.flow.counting import Pool
from tamis.steps.flow.diagram import prisma_flow

__all__ = ["Pool", "prisma_flow"]
