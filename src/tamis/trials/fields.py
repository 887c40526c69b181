"""The named fields of a record, asked for by name."""

from __future__ import annotations

import re
from functools import cached_property

from tamis.model.records import Record
from tamis.trials.registration import DateKind, RegisterDate

_NUMBER = re.compile(r"\d[\d,]*")
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDED = re.compile(r"(?:(\d{1,2})\s+)?([A-Z][a-z]{2,8})\s+(?:(\d{1,2}),?\s+)?(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Fields:
    """A record's extra fields; a name may come more than once."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name there is."""
        return frozenset(name for name, _ in self.record.extra)

    def first(self, *names: str) -> str:
        """The first value under the first of these names that has one."""
        for wanted in names:
            for name, value in self.record.extra:
                if name == wanted and value.strip():
                    return value.strip()
        return ""

    def every(self, *names: str) -> tuple[str, ...]:
        """Every value under any of these names, in order."""
        return tuple(v.strip() for n, v in self.record.extra if n in names and v.strip())

    def split(self, name: str, marks: str = "|;") -> tuple[str, ...]:
        """Every value under a name, parted at marks."""
        parts = re.split(f"[{re.escape(marks)}]", "|".join(self.every(name)))
        return tuple(dict.fromkeys(p.strip() for p in parts if p.strip()))

    def number(self, *names: str) -> int | None:
        """The first number in a field."""
        found = _NUMBER.search(self.first(*names))
        return int(found[0].replace(",", "")) if found else None

    def date(self, name: str, kind: str = "") -> RegisterDate:
        """A date with its kind, by a field of its own or by a word beside it."""
        said = self.first(name)
        kinds: dict[str, DateKind] = {
            "ACTUAL": "actual", "ESTIMATED": "planned", "ANTICIPATED": "planned",
        }  # fmt: skip
        known = kinds.get(self.first(kind).upper() if kind else "", "")
        if not known and "planned" in said.lower():
            known = "planned"
        return RegisterDate(day(said), known)


def day(said: str) -> str:
    """A date as registers write it → YYYY[-MM[-DD]]; "" when there is none.

    Slashed dates are day/month/year, as the ICTRP portal and CTIS write them.
    """
    if iso := _DAY.match(said.strip()):
        return "-".join(p for p in iso.groups() if p)
    if slashed := _SLASHED.search(said):
        return f"{slashed[3]}-{int(slashed[2]):02d}-{int(slashed[1]):02d}"
    if worded := _WORDED.search(said):
        month = worded[2][:3].lower()
        if month in _MONTHS:
            date = f"{worded[4]}-{_MONTHS.index(month) + 1:02d}"
            number = worded[1] or worded[3]
            return f"{date}-{int(number):02d}" if number else date
    year = re.search(r"\b(?:19|20)\d{2}\b", said)
    return year[0] if year else ""
