"""Handlers of the reference functions that the multilevel part of `tamis.stats` answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mv_cases

Handler = Callable[[dict[str, Any], dict[str, Any] | None], dict[str, Any]]

HANDLERS: dict[str, Handler] = {**mv_cases.HANDLERS_OF_MV}
