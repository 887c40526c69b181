"""Every measure by its abbreviation, and metafor's spellings of the options."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tamis.stats.measures import (
    associations,
    biserial,
    change,
    correlations,
    matched,
    means,
    pomp,
    proportions,
    rates,
    reliability,
    single_means,
    standardised,
    superiority,
    two_by_two,
)
from tamis.stats.measures._values import Measure, ZeroCells

#: Abbreviation → measure.
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.code: measure
        for group in (
            two_by_two.MEASURES,
            associations.MEASURES,
            matched.MEASURES,
            rates.MEASURES,
            means.MEASURES,
            standardised.MEASURES,
            biserial.MEASURES,
            superiority.MEASURES,
            correlations.MEASURES,
            proportions.MEASURES,
            single_means.MEASURES,
            change.MEASURES,
            reliability.MEASURES,
            pomp.MEASURES,
        )
        for measure in group
    }
)

#: metafor's option → ours.
METAFOR_OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "add": "continuity",
        "to": "zero_cells",
        "drop00": "drop_double_zero",
        "vtype": "variance",
        "correct": "small_sample",
    }
)

#: metafor's `to` → our `zero_cells`.
METAFOR_ZERO_CELLS: Mapping[str, ZeroCells] = MappingProxyType(
    {
        "only0": "adjust-affected-studies",
        "all": "adjust-every-study",
        "if0all": "adjust-every-study-if-any-is-affected",
        "none": "leave",
    }
)

#: metafor's `vtype` → our `variance`; where there are two, the measure has only one of them.
METAFOR_VARIANCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "LS": ("large-sample", "unequal"),
        "LS2": ("scaled", "second-order"),
        "LS3": ("adjusted",),
        "UB": ("unbiased",),
        "AV": ("averaged",),
        "HO": ("equal",),
        "AVHO": ("averaged-equal",),
        "H0": ("no-effect",),
        "ST": ("stratified",),
        "CS": ("cross-sectional",),
    }
)
