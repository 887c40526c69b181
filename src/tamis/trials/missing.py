"""Which results are known to be missing: study × outcome, for ROB-ME's first steps.

ROB-ME (Page and others 2023, BMJ 383:e076754, table of step 2) asks for each study and outcome
whether a result is available, whether it was measured but not reported, or whether that is not
known. "Measured" here means that a registration lists the outcome; a register can't show that
something was *not* measured, so that is never claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tamis.model.protocol import Outcome, Protocol
from tamis.model.results import StudyRow
from tamis.trials.local_registry import Registry

Availability = Literal["reported", "measured, not reported", "unknown"]
#: Other names of measures that registers use, by a word of the review's outcome.
_ALSO: tuple[tuple[str, str], ...] = (
    (r"alsfrs", r"alsfrs|als functional rating|amyotrophic lateral sclerosis functional rating"),
    (r"forced vital|^fvc", r"forced vital capacity|\bfvc\b"),
    (r"slow vital|^svc", r"slow vital capacity|\bsvc\b"),
    (r"survival", r"\bsurvival\b|time to death|mortality"),
    (r"deaths?", r"\bdeaths?\b|\bmortality\b"),
    (r"serious adverse|adverse", r"adverse (?:event|reaction|effect)|\bsafety\b|toxicit|tolerab"),
    (r"cafs|joint rank", r"joint[- ]rank|combined assessment of function and survival|\bcafs\b"),
    (r"neurofilament", r"neurofilament|\bnfl\b"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the matrix: a study, an outcome, and what is known of the result.

    `registered` quotes the registration's outcome and `registration` names it, where the outcome
    was found there.
    """

    study: str
    label: str
    outcome: str
    availability: Availability
    registration: str = ""
    registered: str = ""


def known_missing(
    studies: Iterable[StudyRow],
    protocol: Protocol,
    registry: Registry,
    readings: frozenset[tuple[str, str]],
) -> tuple[Cell, ...]:
    """The matrix, studies in their order and outcomes in the protocol's.

    Args:
        studies: The review's studies; those with no results yet are left out.
        protocol: Its outcomes, as long as they matter for a decision ("limited" are left out).
        registry: The registrations that studies are linked to.
        readings: (study, outcome) with a value that was read.
    """
    asked = [o for o in protocol.outcomes if o.importance != "limited"]
    families = {o.id: _family(o) for o in protocol.outcomes}
    cells = []
    for study in studies:
        if not study.included:
            continue
        told = {families[o] for s, o in readings if s == study.study and o in families}
        planned = _planned(study, registry)
        for outcome in asked:
            cells.append(_cell(study, outcome, readings, told, planned))
    return tuple(cells)


def _planned(study: StudyRow, registry: Registry) -> list[tuple[str, str]]:
    """(registration, outcome as registered) of a study's registrations, every version."""
    trials = [t for n in study.registrations if (t := registry.find(n))]
    return [
        (r.id, f"{o.measure} [{o.frame}]" if o.frame else o.measure)
        for t in trials
        for r in t.registrations
        for o in (*r.outcomes, *r.outcomes_before)
    ]


def _cell(
    study: StudyRow,
    outcome: Outcome,
    readings: frozenset[tuple[str, str]],
    told: set[str],
    planned: list[tuple[str, str]],
) -> Cell:
    state: Availability = "unknown"
    number = words = ""
    if (study.study, outcome.id) in readings:
        state = "reported"
    else:
        pattern = _pattern(outcome)
        found = next(((n, w) for n, w in planned if pattern.search(w)), None)
        if found and _family(outcome) not in told:
            state, (number, words) = "measured, not reported", found
    return Cell(
        study=study.study, label=study.label, outcome=outcome.id, availability=state,
        registration=number, registered=words,
    )  # fmt: skip


def _family(outcome: Outcome) -> str:
    """What an outcome measures, without how: 'ALSFRS-R, change' and '… slope' are one scale."""
    return re.split(r"[,(]| slope| total", outcome.label.lower())[0].strip()


def _pattern(outcome: Outcome) -> re.Pattern[str]:
    head = _family(outcome)
    parts = [re.escape(head)] if len(head) > 3 else []
    parts += [also for cue, also in _ALSO if re.search(cue, f"{head} {outcome.id}")]
    return re.compile("|".join(parts) or "(?!)", re.IGNORECASE)
