"""Criteria that stand in a register's own fields: minimum and maximum age, sex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.trials.criteria import Criterion
from tamis.trials.registration import Registration

_AGE = re.compile(r"^\D{0,20}(\d{1,3})\s*(y|m|w|d)?", re.IGNORECASE)
_MONTHS = {"y": 12.0, "m": 1.0, "w": 84 / 365.25, "d": 12 / 365.25}
#: How registers write that there is no limit.
_NO_LIMIT = re.compile(r"^(?:n/?a|none|no (?:limit|maximum|minimum)|not applicable)?$", re.I)


def structured(registration: Registration) -> Iterator[Criterion]:
    """What the fields ask for; a field without a limit asks for nothing."""
    asked = registration.eligibility
    for label, text, is_low in (
        ("Minimum age", asked.minimum_age, True),
        ("Maximum age", asked.maximum_age, False),
    ):
        months = age_in_months(text)
        if months is not None:
            # "75 Years" as the most means until the next birthday.
            high = None if is_low else months + (11.999 if "m" not in text.lower()[:6] else 0)
            yield Criterion(
                kind="age", effect="requires", low=months if is_low else None, high=high,
                unit="months", sentence=f"{label}: {text.strip()}",
            )  # fmt: skip
    sex = asked.sex.strip().lower()
    if sex in ("female", "male", "women", "men"):
        yield Criterion(
            kind="sex", effect="requires", term="female" if sex[0] in "fw" else "male",
            sentence=f"Sex: {asked.sex.strip()}",
        )  # fmt: skip


def age_in_months(text: str) -> float | None:
    """'18 Years' → 216.0; None where there is no limit or nothing to read."""
    if _NO_LIMIT.match(text.strip()):
        return None
    found = _AGE.match(text.strip())
    return float(found[1]) * _MONTHS[(found[2] or "y").lower()] if found else None
