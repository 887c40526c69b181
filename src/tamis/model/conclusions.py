"""What would change a conclusion: one more trial, studies without an effect, repeated looks.

Worked out from a review's results by `tamis.steps.changing.next_trial` and
`tamis.review.concluding`; nothing here is a result of a trial.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Aspect = Literal["direction", "position", "certainty"]
ASPECTS: tuple[Aspect, ...] = ("direction", "position", "certainty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a result says. `span` holds the zones its interval reaches from and to.

    Zones are cut at minus the smallest important difference, no effect, and that difference.
    """

    estimate: float
    low: float
    high: float
    tau2: float
    i2: float
    direction: Literal["below", "both", "above"]
    span: tuple[int, int]
    certainty: str = ""

    def aspect(self, name: Aspect) -> object:
        """One of the three things a conclusion is made of."""
        return {"direction": self.direction, "position": self.span, "certainty": self.certainty}[
            name
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Effects of the next trial, from `low` to `high`, that lead to one conclusion."""

    low: float
    high: float
    then: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """One aspect: the nearest effects that would change it, below and above the result now.

    None means that no effect within reach would. `chances` says how likely a change is, by what is
    supposed to be true.
    """

    aspect: Aspect
    now: str
    below: float | None
    above: float | None
    chances: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTrial:
    """What one more trial would do.

    `variance` is its sampling variance; `people` how many it would have, None where sizes were not
    read and it is as precise as the median study.
    """

    now: Standing
    people: int | None
    variance: float
    regions: tuple[Region, ...]
    turnings: tuple[Turning, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailSafe:
    """How many studies without an effect would overturn a result, by one definition."""

    kind: str
    n: int
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at accumulating evidence: after which study, z, and the boundary for it."""

    study: str
    year: int | None
    share: float
    z: float
    boundary: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Looks in the order in which studies appeared, against the protocol's boundaries."""

    looks: tuple[Look, ...]
    crossed: str
    required: float
    spending: str
    reference: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """An outcome of a comparison, and what would change its conclusion.

    Effects are on the scale they are pooled on; `log` says that this is the logarithm of a ratio.
    `why_none` says why there is nothing to ask, in a sentence.
    """

    comparison: str
    outcome: str
    label: str
    measure: str
    unit: str
    log: bool
    studies: tuple[str, ...] = ()
    edge: float | None = None
    better: str = ""
    next_trial: NextTrial | None = None
    fail_safe: tuple[FailSafe, ...] = ()
    sequential: Monitoring | None = None
    why_none: str = ""


def chance(share: float) -> str:
    """A chance in whole per cents; never nought or a hundred, which no calculation can promise."""
    if share < 0.01:
        return "under 1%"
    return "over 99%" if share > 0.99 else f"{share:.0%}"
