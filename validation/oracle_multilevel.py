"""Handlers of the reference functions that the multilevel part of `tamis.stats` answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glmm_cases import HANDLERS_OF_GLMM
from mv_cases import HANDLERS_OF_MV
from robust_cases import HANDLERS_OF_ROBUST
from scale_cases import HANDLERS_OF_SCALE
from selection_cases import HANDLERS_OF_SELECTION

Handler = Callable[[dict[str, Any], dict[str, Any] | None], dict[str, Any]]

HANDLERS: dict[str, Handler] = {
    **HANDLERS_OF_MV,
    **HANDLERS_OF_ROBUST,
    **HANDLERS_OF_GLMM,
    **HANDLERS_OF_SELECTION,
    **HANDLERS_OF_SCALE,
}
