"""What an eligibility text asks of a person, one value for each statement, with its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tamis.model.problems import Problem
from tamis.trials.headings import Section

Kind = Literal[
    "diagnosis",
    "certainty",
    "criteria-set",
    "form",
    "gene",
    "age",
    "sex",
    "onset",
    "diagnosed",
    "alsfrs",
    "alsfrs-item",
    "vital-capacity",
    "ventilation",
    "feeding-tube",
    "cell-therapy",
    "riluzole",
    "edaravone",
    "pregnancy",
    "cognition",
    "other-trial",
    "life-expectancy",
    "fee",
]
#: What a statement does with its subject. "stable" (drugs): allowed when the dose is steady.
Effect = Literal["requires", "forbids", "allows", "stable", "mentions"]
#: Why nothing could be read.
Unread = Literal["", "empty", "another-language", "no-criteria"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing a statement asks for.

    Numbers are the range that is *let in*, whatever section they stand in: an exclusion of
    "FVC < 50%" has `low` 50. Ages and times are in months, vital capacity in % of predicted,
    scores in points. `sentence` is `text[start:end]` of the text that was read; `exception` says
    that the statement names one ("except", "unless"), so that it settles nothing alone. `other`
    marks "motor neuron diseases other than …": everything under the term but what is asked for.
    """

    kind: Kind
    effect: Effect
    term: str = ""
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str = ""
    section: Section = "unclear"
    start: int = 0
    end: int = 0
    sentence: str = ""
    exception: bool = False
    other: bool = False

    @property
    def key(self) -> str:
        """What is said, without where: 'vital-capacity:requires:≥60', 'diagnosis:requires:als'."""
        parts = [self.kind, self.effect, self.term]
        scale = 12 if self.kind == "age" else 1
        if self.low is not None:
            parts.append(f"≥{_short(self.low / scale)}")
        if self.high is not None:
            parts.append(f"≤{_short(self.high / scale)}")
        return ":".join(p for p in [*parts, "other" * self.other] if p)

    def admits(self, value: float) -> bool:
        """Whether a number lies in the range that is let in."""
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or not (
            value > self.high or (self.high_open and value == self.high)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An eligibility text, read: the plain text, its criteria in order, why nothing was read."""

    text: str = ""
    criteria: tuple[Criterion, ...] = ()
    unread: Unread = ""
    language: str = ""
    problems: tuple[Problem, ...] = ()

    def of(self, kind: Kind) -> tuple[Criterion, ...]:
        """The criteria of one kind, in order."""
        return tuple(c for c in self.criteria if c.kind == kind)

    @property
    def why(self) -> str:
        """Why nothing was read, as a sentence; "" when something was."""
        return {
            "": "",
            "empty": "no eligibility text is held",
            "another-language": f"the text is not in a language this reads ({self.language})",
            "no-criteria": "the text holds no statement of a kind this reads",
        }[self.unread]


def _short(value: float) -> str:
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
