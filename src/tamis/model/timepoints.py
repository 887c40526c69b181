"""Times as papers print them ("28 weeks", "6 months"), made comparable."""

from __future__ import annotations

import re

_MONTHS = {"day": 12 / 365.25, "week": 84 / 365.25, "month": 1.0, "year": 12.0}


def months(timepoint: str) -> float | None:
    """'28 weeks' → 6.44; None where no length can be read."""
    match = re.search(r"(\d+(?:\.\d+)?)\s*-?\s*(day|week|month|year)", timepoint.lower())
    return float(match[1]) * _MONTHS[match[2]] if match else None
