"""The values that effect-size functions take and return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from tamis.stats.cautions import Caution

FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Pair: TypeAlias = tuple[FloatArray, FloatArray]

ZeroCells = Literal[
    "adjust-affected-studies",
    "adjust-every-study",
    "adjust-every-study-if-any-is-affected",
    "leave",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an effect size is to be computed.

    Attributes:
        continuity: Constant added to the cells of an adjusted table.
        zero_cells: Which tables are adjusted.
        drop_double_zero: Whether tables without (or with only) events are left out.
        variance: Form of the sampling variance; the measure says which it has.
        small_sample: Whether the small-sample bias of the estimate is corrected.
    """

    continuity: float
    zero_cells: ZeroCells
    drop_double_zero: bool
    variance: str
    small_sample: bool


Columns: TypeAlias = Mapping[str, FloatArray]
Compute: TypeAlias = Callable[[Columns, Options], Pair]
Check: TypeAlias = Callable[[Columns], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Measures that read the same table.

    Attributes:
        name: The table in words.
        columns: Column name → metafor's argument.
        prepare: Completes and checks a table: fills what follows from other columns and raises
            `OutOfRange` or `MissingArgument`.
        size: Total sample size of each row, or None where the table has none.
        counts: Columns in which a zero makes ratios undefined.
    """

    name: str
    columns: Mapping[str, str]
    prepare: Callable[[Mapping[str, FloatArray]], dict[str, FloatArray]]
    size: Callable[[Columns], FloatArray | None]
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One effect size.

    Attributes:
        code: The field's abbreviation, which is also metafor's.
        title: The name in words, with its scale.
        family: The table that it reads.
        compute: Columns and options → estimates and sampling variances.
        variances: Forms of the sampling variance, the default first.
        continuity: Default constant for tables with a zero; 0 where the measure needs none.
        corrected: Whether the estimate is corrected for small samples unless asked otherwise.
        back: Name of the transformation to the natural scale, in `tamis.stats.convert`.
        source: Paper and equation.
    """

    code: str
    title: str
    family: Family
    compute: Compute
    source: str
    variances: tuple[str, ...] = ("large-sample",)
    continuity: float = 0.0
    corrected: bool = True
    back: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSizes:
    """Estimates with their sampling variances, one per study.

    A row that could not be computed is NaN in both arrays, and a caution names it.

    Attributes:
        measure: The field's abbreviation (`"SMD"`, `"OR"` …); ratios are on the log scale.
        yi: Estimates, shape (k,).
        vi: Sampling variances, shape (k,).
        ni: Total sample sizes, shape (k,); None where the table has none.
        cautions: What a reader of the numbers should know.
    """

    measure: str
    yi: FloatArray
    vi: FloatArray
    ni: FloatArray | None = None
    cautions: tuple[Caution, ...] = ()

    def __len__(self) -> int:
        return int(self.yi.size)

    @property
    def se(self) -> FloatArray:
        """Standard errors, shape (k,)."""
        return np.sqrt(self.vi)

    @property
    def usable(self) -> BoolArray:
        """Rows with both an estimate and a variance, shape (k,)."""
        return np.isfinite(self.yi) & np.isfinite(self.vi)
