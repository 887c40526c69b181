"""`effect_size`: any table to estimates and sampling variances."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import get_args

import numpy as np

from tamis.stats.cautions import Caution
from tamis.stats.errors import MissingArgument, OutOfRange, UnknownMeasure, UnknownOption
from tamis.stats.measures._columns import as_columns, rows
from tamis.stats.measures._table import (
    MEASURES,
    METAFOR_OPTIONS,
    METAFOR_VARIANCES,
    METAFOR_ZERO_CELLS,
)
from tamis.stats.measures._values import (
    Columns,
    EffectSizes,
    FloatArray,
    Measure,
    Options,
    ZeroCells,
)

#: A standardised difference beyond this is more often a standard error read as a deviation.
LARGE_SMD = 2.0
_IN_SDS = frozenset({"SMD", "SMDH", "SMD1", "SMD1H", "SMCC", "SMCR", "SMCRH", "SMCRP", "SMCRPH"})


def effect_size(
    measure: str,
    *,
    continuity: float | None = None,
    zero_cells: ZeroCells = "adjust-affected-studies",
    drop_double_zero: bool = False,
    variance: str | None = None,
    small_sample: bool | None = None,
    **columns: object,
) -> EffectSizes:
    """Compute one effect size per study.

    Args:
        measure: Abbreviation, a key of `MEASURES` (`"SMD"`, `"OR"`, `"PFT"` …).
        continuity: Constant for tables with an empty cell; the measure's own unless given.
        zero_cells: Which tables receive the constant.
        drop_double_zero: Leave out tables without (or with only) events in both groups.
        variance: Form of the sampling variance; one of the measure's `variances`.
        small_sample: Correct the estimate's small-sample bias; the measure's custom unless given.
        **columns: The measure's columns, in our names or metafor's (`mean1` or `m1i`), each a
            number, list, numpy array, or polars or pandas Series. The options too are accepted
            in metafor's spelling (`add`, `to`, `drop00`, `vtype`, `correct`).

    Returns:
        Estimates and variances; ratios on the log scale. A row with a missing value, or without
        a defined effect, is NaN and named in a caution.

    Raises:
        UnknownMeasure: No such abbreviation.
        UnknownOption: An option's value is not one of the measure's.
        MissingArgument: A column lacks, or is not one of the measure's.
        LengthMismatch: Columns differ in length.
        OutOfRange: A count, size, deviation or correlation is impossible.

    Source: the measure's own, `MEASURES[code].source`; values follow metafor 5.2-1's `escalc`.
    """
    chosen = _measure(measure)
    given: dict[str, object] = {
        "continuity": continuity,
        "zero_cells": zero_cells,
        "drop_double_zero": drop_double_zero,
        "variance": variance,
        "small_sample": small_sample,
    }
    for theirs, ours in METAFOR_OPTIONS.items():
        if theirs in columns:
            given[ours] = columns.pop(theirs)
    options = _options(chosen, given)
    table = chosen.family.prepare(as_columns(_renamed(chosen, columns)))
    with np.errstate(all="ignore"):
        yi, vi = chosen.compute(table, options)
    return _result(chosen, table, options, np.array(yi), np.array(vi))


def _measure(code: str) -> Measure:
    if code in MEASURES:
        return MEASURES[code]
    near = difflib.get_close_matches(str(code).upper(), MEASURES, n=3)
    hint = f"{', '.join(near)}; all: " if near else ""
    raise UnknownMeasure("measure", repr(code), hint + ", ".join(MEASURES))


def _renamed(measure: Measure, columns: Mapping[str, object]) -> dict[str, object]:
    """Translate metafor's column names; refuse names that are neither's."""
    ours = {theirs: name for name, theirs in measure.family.columns.items()}
    out: dict[str, object] = {}
    for name, values in columns.items():
        key = ours.get(name, name)
        if key not in measure.family.columns:
            allowed = ", ".join(f"{o} ({t})" for o, t in measure.family.columns.items())
            raise MissingArgument(name, f"a column that {measure.code} does not read", allowed)
        if key in out:
            raise MissingArgument(name, f"`{key}` under two names", "one of them")
        if values is not None:
            out[key] = values
    if not out:
        allowed = ", ".join(measure.family.columns)
        raise MissingArgument("columns", "none", f"columns of {measure.family.name}: {allowed}")
    return out


def _options(measure: Measure, given: Mapping[str, object]) -> Options:
    continuity = given["continuity"]
    if continuity is None:
        continuity = measure.continuity
    if not isinstance(continuity, int | float) or not 0 <= continuity < np.inf:
        raise OutOfRange("continuity", repr(continuity), "a number of 0 or more")
    corrected = given["small_sample"]
    return Options(
        continuity=float(continuity),
        zero_cells=_zero_cells(given["zero_cells"]),
        drop_double_zero=bool(given["drop_double_zero"]),
        variance=_variance(measure, given["variance"]),
        small_sample=measure.corrected if corrected is None else bool(corrected),
    )


def _zero_cells(asked: object) -> ZeroCells:
    for rule in get_args(ZeroCells):
        if asked == rule or METAFOR_ZERO_CELLS.get(str(asked)) == rule:
            chosen: ZeroCells = rule
            return chosen
    raise UnknownOption("zero_cells", repr(asked), ", ".join(get_args(ZeroCells)))


def _variance(measure: Measure, asked: object) -> str:
    if asked is None:
        return measure.variances[0]
    for name in (asked, *METAFOR_VARIANCES.get(str(asked), ())):
        if name in measure.variances:
            return str(name)
    raise UnknownOption("variance", repr(asked), f"{', '.join(measure.variances)} ({measure.code})")


def _zero_cell_cautions(measure: Measure, table: Columns, options: Options) -> Iterator[Caution]:
    counts = [table[name] for name in measure.family.counts]
    if not counts or options.continuity == 0:
        return
    affected = np.logical_or.reduce([count == 0 for count in counts])
    if options.zero_cells != "leave" and affected.any():
        text = f"{rows(affected)}: {options.continuity:g} added to the cells, one of which is empty"
        yield Caution("zero-cells-adjusted", text)
    if {"events1", "events2"} <= table.keys():
        silent = (table["events1"] == 0) & (table["events2"] == 0)
        if silent.any():
            text = f"{rows(silent)}: no event in either group, so little to learn about a ratio"
            yield Caution("no-events-in-either-arm", text)


def _result(
    measure: Measure, table: Columns, options: Options, yi: FloatArray, vi: FloatArray
) -> EffectSizes:
    broken = np.isinf(yi) | np.isinf(vi) | (vi < 0)
    yi[broken] = np.nan
    vi[np.isnan(yi)] = np.nan
    yi.setflags(write=False)
    vi.setflags(write=False)
    return EffectSizes(
        measure=measure.code,
        yi=yi,
        vi=vi,
        ni=measure.family.size(table),
        cautions=_cautions(measure, table, options, yi, vi),
    )


def _cautions(
    measure: Measure, table: Columns, options: Options, yi: FloatArray, vi: FloatArray
) -> tuple[Caution, ...]:
    lost = np.isnan(yi) | np.isnan(vi)
    absent = lost & np.logical_or.reduce([np.isnan(column) for column in table.values()])
    found = list(_zero_cell_cautions(measure, table, options))
    if absent.any():
        found.append(Caution("missing-values", f"{rows(absent)}: a value is missing"))
    if (lost & ~absent).any():
        where = rows(lost & ~absent)
        text = f"{where}: {measure.title} or its variance does not exist for these values"
        found.append(Caution("undefined-effect", text))
    if (vi == 0).any():
        found.append(Caution("zero-variance", f"{rows(vi == 0)}: sampling variance of zero"))
    if measure.code in _IN_SDS and (np.abs(yi) > LARGE_SMD).any():
        text = f"{rows(np.abs(yi) > LARGE_SMD)}: beyond {LARGE_SMD:g} standard deviations; "
        text += "a standard error may have been read as a standard deviation"
        found.append(Caution("large-standardised-difference", text))
    return tuple(found)
