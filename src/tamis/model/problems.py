"""Trouble in the data, as a value that is listed and shown, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One oddity found while reading or checking, with where it is and what to do about it."""

    where: str
    what: str
    hint: str = ""
    severity: Severity = "warning"
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line is not None else self.where
        return f"{place}: {self.what}" + (f" ({self.hint})" if self.hint else "")
