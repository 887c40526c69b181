"""Days, as people read them and machines do too."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup, escape

ISO_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: Days as the page writes them, and as people do in prose.
WRITTEN_DAY = re.compile(r"\b(?:\d{1,2} )?(?:" + "|".join(_MONTHS) + r") \d{4}\b")


def written(day: str) -> str:
    """'2026-11-20' as '20 November 2026'; '2026-11' as 'November 2026'; anything else unchanged."""
    if re.fullmatch(r"\d{4}-\d{2}", day) and 1 <= int(day[5:]) <= 12:
        return f"{_MONTHS[int(day[5:]) - 1]} {day[:4]}"
    try:
        found = date.fromisoformat(day[:10])
    except ValueError:
        return day
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def time_tag(day: str) -> Markup:
    """A <time> element; `datetime` is left out where the text is no date HTML knows."""
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", day[:10]):
        return Markup('<time datetime="{}">{}</time>').format(day[:10], written(day))
    return Markup("<time>{}</time>").format(day) if re.match(r"\d", day) else escape(day)
