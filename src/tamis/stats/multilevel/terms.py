"""Random effects as values: what varies, over what, and with which covariance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tamis.stats.errors import LengthMismatch, OutOfRange, UnknownOption
from tamis.stats.multilevel.inputs import Column, Floats, Ints, finite, label, levels

Structure = Literal["CS", "HCS", "UN", "AR", "HAR", "CAR", "DIAG", "ID", "GEN", "GDIAG"]
STRUCTURES: tuple[Structure, ...] = (
    "CS",
    "HCS",
    "UN",
    "AR",
    "HAR",
    "CAR",
    "DIAG",
    "ID",
    "GEN",
    "GDIAG",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Intercepts:
    """One variance component: effects sharing a level share a random deviation, u ~ N(0, σ²R).

    Attributes:
        name: How the component is called in results, e.g. ``"district/school"``.
        codes: Level of each row, 0 … q−1, shape (k,).
        labels: Names of the q levels.
        sigma2: A value at which to hold σ², or None to estimate it.
        relatedness: Known correlation of the levels (q × q), e.g. from a phylogeny; None is I.
    """

    name: str
    codes: Ints
    labels: tuple[str, ...]
    sigma2: float | None = None
    relatedness: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Structured:
    """Random effects of an inner factor that covary within the levels of an outer one.

    Attributes:
        struct: Covariance of the inner levels; see `STRUCTURES`.
        inner_name: Name of the inner factor or covariate.
        outer_name: Name of the outer factor.
        inner: Level of each row (k,), for GEN and GDIAG the covariates (k, q).
        positions: Where the q inner levels lie in time (CAR), else 0 … q−1.
        labels: Names of the q inner levels.
        outer: Outer level of each row (k,).
        outer_labels: Names of the outer levels.
        tau2: Values at which to hold the variances, one per variance, or None.
        rho: Values at which to hold the correlations, or None.
    """

    struct: Structure
    inner_name: str
    outer_name: str
    inner: Any
    positions: Floats
    labels: tuple[str, ...]
    outer: Ints
    outer_labels: tuple[str, ...]
    tau2: tuple[float | None, ...] | None = None
    rho: tuple[float | None, ...] | None = None

    @property
    def size(self) -> int:
        """How many inner levels or covariates there are."""
        return len(self.labels)

    @property
    def by_covariate(self) -> bool:
        """Whether the inner part is a matrix of covariates rather than a factor."""
        return self.struct in ("GEN", "GDIAG")


Term = Intercepts | Structured


def intercepts(
    name: str,
    factor: Column,
    *,
    sigma2: float | None = None,
    relatedness: Column | None = None,
) -> Intercepts:
    """Let effects vary over the levels of one factor (``~ 1 | factor``).

    Args:
        name: How the component is called in results.
        factor: Level of each row, shape (k,).
        sigma2: A value at which to hold the variance.
        relatedness: Known correlation matrix of the sorted levels.
    """
    codes, found = levels(factor, name)
    R = None if relatedness is None else finite(relatedness, "relatedness")
    if R is not None and R.shape != (len(found), len(found)):
        raise LengthMismatch("relatedness", f"shape {R.shape}", f"{len(found)} rows and columns")
    if sigma2 is not None and sigma2 < 0:
        raise OutOfRange("sigma2", f"{sigma2:g}", "zero or more")
    names = tuple(map(label, found))
    return Intercepts(name=name, codes=codes, labels=names, sigma2=sigma2, relatedness=R)


def nested(**factors: Column) -> tuple[Intercepts, ...]:
    """Let effects vary over factors, each nested in the one before (``~ 1 | a/b/c``).

    Args:
        **factors: Outermost first, e.g. ``nested(district=…, school=…)``.
    """
    coded = {name: levels(column, name) for name, column in factors.items()}
    terms: list[Intercepts] = []
    rows: list[tuple[int, ...]] = []
    for depth, (_, (codes, _found)) in enumerate(coded.items()):
        rows = (
            [(int(c),) for c in codes]
            if depth == 0
            else [(*r, int(c)) for r, c in zip(rows, codes, strict=True)]
        )
        ordered = sorted(set(rows))
        place = {row: i for i, row in enumerate(ordered)}
        parts = [found for _, found in list(coded.values())[: depth + 1]]
        texts = tuple(
            "/".join(label(part[i]) for part, i in zip(parts, row, strict=True)) for row in ordered
        )
        terms.append(
            Intercepts(
                name="/".join(list(coded)[: depth + 1]),
                codes=np.array([place[row] for row in rows], dtype=np.intp),
                labels=texts,
            )
        )
    return tuple(terms)


def structured(
    inner: Column,
    outer: Column,
    *,
    struct: Structure = "CS",
    tau2: float | tuple[float | None, ...] | None = None,
    rho: float | tuple[float | None, ...] | None = None,
    names: tuple[str, str] = ("inner", "outer"),
) -> Structured:
    """Let inner levels covary within outer ones (``~ inner | outer``).

    Args:
        inner: Factor (k,), numeric times for CAR, covariates (k, q) for GEN and GDIAG.
        outer: Factor (k,); different levels are independent.
        struct: CS, HCS, UN, AR, HAR, CAR, DIAG, ID, GEN (UN over covariates) or GDIAG.
        tau2: Hold the variances at these values.
        rho: Hold the correlations at these values.
        names: What to call the two in results.

    Raises:
        UnknownOption: The structure is none of the ten.
    """
    if struct not in STRUCTURES:
        raise UnknownOption("struct", repr(struct), ", ".join(STRUCTURES))
    outer_codes, outer_found = levels(outer, names[1])
    positions: Floats
    codes: Floats | Ints
    if struct in ("GEN", "GDIAG"):
        codes = finite(inner, names[0], len(outer_codes))
        codes = codes.reshape(len(codes), -1)
        labels = tuple(f"{names[0]}{j}" for j in range(codes.shape[1]))
        positions = np.arange(codes.shape[1], dtype=np.float64)
    else:
        codes, found = levels(inner, names[0])
        if len(codes) != len(outer_codes):
            raise LengthMismatch(names[1], f"{len(outer_codes)} entries", f"{len(codes)}")
        labels = tuple(map(label, found))
        positions = (
            finite(list(found), names[0])
            if struct == "CAR"
            else np.arange(len(found), dtype=np.float64)
        )
    return Structured(
        struct=struct,
        inner_name=names[0],
        outer_name=names[1],
        inner=codes,
        positions=positions,
        labels=labels,
        outer=outer_codes,
        outer_labels=tuple(map(label, outer_found)),
        tau2=_tuple(tau2),
        rho=_tuple(rho),
    )


def _tuple(value: float | tuple[float | None, ...] | None) -> tuple[float | None, ...] | None:
    if value is None or isinstance(value, tuple):
        return value
    return (float(value),)
