"""Statistical cautions: values that travel with a result into the published table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

CautionCode = Literal[
    # about the data
    "missing-values",
    "undefined-effect",
    "zero-cells-adjusted",
    "no-events-in-either-arm",
    "rare-events",
    "zero-variance",
    "variance-ratio-extreme",
    "large-standardised-difference",
    "small-groups",
    "skewed-distribution",
    "inconsistent-report",
    "assumed-correlation",
    "assumed-distribution",
    "correlated-arms",
    "duplicated-rows",
    # about the model
    "few-studies",
    "few-clusters",
    "few-studies-per-coefficient",
    "studies-omitted",
    "moderators-dropped",
    "saturated-model",
    "tau2-at-zero",
    "tau2-at-boundary",
    "tau2-negative",
    "several-maxima",
    "not-converged",
    "flat-likelihood",
    "narrower-than-wald",
    "interval-unbounded",
    "interval-empty",
    "interval-collapsed",
    "parameter-fixed",
    "not-positive-definite",
    "not-estimable",
    # about what may be concluded
    "approximate-p-value",
    "monte-carlo-error",
    "few-permutations",
    "test-underpowered",
    "method-not-recommended",
    "inconsistent-network",
    "disconnected-network",
]


@dataclass(frozen=True, slots=True)
class Caution:
    """A reason to read a number with care.

    Attributes:
        code: A stable name, for programs.
        message: One sentence, for readers; names the study or argument concerned.
    """

    code: CautionCode
    message: str

    def __str__(self) -> str:
        return self.message


def merged(*groups: Iterable[Caution]) -> tuple[Caution, ...]:
    """Join groups of cautions in order, each caution once."""
    return tuple(dict.fromkeys(caution for group in groups for caution in group))
