"""What `tamis.stats` refuses, as one small tree.

    StatsError (ValueError)
    ├── UnknownMeasure        a name that is not an effect size
    ├── UnknownOption         a name or value outside a closed vocabulary
    ├── MissingArgument       a column that the computation needs was not given
    ├── LengthMismatch        columns of one table that differ in length
    ├── NotFinite             NaN or infinity where a number is needed
    ├── OutOfRange            a finite number outside its domain (a count below 0, |r| > 1 …)
    │   └── NegativeVariance  a sampling variance below 0
    ├── TooFewStudies         fewer studies than the estimate needs
    ├── NoEvents              tables in which the outcome never, or always, occurs
    ├── SingularModerators    a design matrix without full column rank
    ├── NotPositiveDefinite   a variance matrix that is none
    ├── NotSymmetric          a variance matrix that differs from its transpose
    └── NotConverged          an iteration that reached its limit

Every message names the argument, what was found and what is allowed.
"""

from __future__ import annotations

from typing import Any, ClassVar


class StatsError(ValueError):
    """A request that has no honest numerical answer.

    Args:
        argument: Name of the argument, column or quantity at fault.
        found: What it held, in words.
        allowed: What would have been accepted, in words.
    """

    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 422

    def __init__(self, argument: str, found: str, allowed: str) -> None:
        self.argument = argument
        self.found = found
        self.allowed = allowed
        super().__init__(f"`{argument}`: found {found}; allowed: {allowed}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.argument, self.found, self.allowed)


class UnknownMeasure(StatsError):
    """The name is not an effect size of `tamis.stats`."""


class UnknownOption(StatsError):
    """A name or value lies outside a closed vocabulary."""


class MissingArgument(StatsError):
    """A column or value that the computation needs was not given."""


class LengthMismatch(StatsError):
    """Columns of one table differ in length."""


class NotFinite(StatsError):
    """NaN or infinity stands where a number is needed."""


class OutOfRange(StatsError):
    """A finite number lies outside its domain."""


class NegativeVariance(OutOfRange):
    """A sampling variance is below zero."""


class TooFewStudies(StatsError):
    """There are fewer studies than the estimate needs."""


class NoEvents(StatsError):
    """The outcome never, or always, occurs, so the effect is not estimable."""


class SingularModerators(StatsError):
    """The design matrix has not full column rank."""


class NotPositiveDefinite(StatsError):
    """A variance matrix is not positive definite."""


class NotSymmetric(StatsError):
    """A variance matrix differs from its transpose."""


class NotConverged(StatsError):
    """An iteration reached its limit before its tolerance."""
