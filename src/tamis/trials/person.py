"""What somebody told about themselves, to hold against what trials ask for. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ventilation = Literal["none", "niv", "invasive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Answers; None where nothing was said. Age in years, times in months, capacity in % predicted.

    `ventilation` of "niv" is a mask at any hours, "invasive" a tube in the windpipe.
    """

    condition: str
    age: float | None = None
    sex: Literal["female", "male"] | None = None
    months_since_onset: float | None = None
    months_since_diagnosis: float | None = None
    alsfrs: float | None = None
    vital_capacity: float | None = None
    ventilation: Ventilation | None = None
    feeding_tube: bool | None = None
    prior_cell_therapy: bool | None = None
    riluzole: bool | None = None
    edaravone: bool | None = None
    pregnant: bool | None = None
    cognitive_impairment: bool | None = None
    in_other_trial: bool | None = None
    familial: bool | None = None
    gene: str | None = None
