"""From a CSV file and a measure to effects, with a word about which columns were used."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.cli.shared import tell
from tamis.cli.stats.errors import MissingColumns, UnusableOption
from tamis.cli.stats.guessing import READY, guessed, label_columns, ready
from tamis.cli.stats.reading import Table, read_table
from tamis.model.errors import UnknownName

if TYPE_CHECKING:
    from tamis.stats.cautions import Caution
    from tamis.stats.models.pooled import Pooled

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Studies:
    """What a file says, row by row.

    Attributes:
        table: The file.
        measure: Abbreviation; "" where effects are given without one.
        yi, vi: Effects and sampling variances, NaN where a row has none.
        labels: A name per row.
        data: The measure's columns, by our names; empty where effects were given.
        ni: Total sizes, where the table has them.
        cautions: Of computing the effects.
    """

    table: Table
    measure: str
    yi: tuple[float, ...]
    vi: tuple[float, ...]
    labels: tuple[str, ...]
    data: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    ni: tuple[float, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def pooled(self, method: str, test: str, level: float) -> Pooled:
        """Pool them."""
        from tamis.stats.models.pool import pool

        return pool(self.yi, self.vi, method=method, test=test, level=level, labels=self.labels)


def read_studies(
    file: Path, measure: str | None, columns: Sequence[str], label: str | None
) -> Studies:
    """Read effects, or what they are computed from; the columns used are told on stderr.

    Args:
        file: A CSV file.
        measure: Abbreviation; may be left out where the file holds effects.
        columns: NAME=COLUMN as the user gave them.
        label: The column that names studies.

    Raises:
        TamisError: The file, a column or the measure cannot be used.
        StatsError: A number is impossible.
    """
    table, named = read_table(file), named_columns(columns)
    for column in named.values():
        table.texts(column)
    code = _measure(measure)
    names = list(table.columns)
    chosen = (label,) if label else label_columns(names)
    labels = _labels(table, chosen)
    if chosen:
        tell("studies named by " + ", ".join(f"`{c}`" for c in chosen))
    rest = [n for n in names if n not in chosen]
    own = ready(rest, named)
    if code and code not in ("GEN", "HR"):
        found = _computed(table, code, rest, named, labels, own)
        if found is not None:
            return found
    unknown = [k for k in named if k not in own]
    if unknown:
        raise UnknownName("column of ready effects", unknown[0], READY)
    return _given(table, code, own, labels)


def named_columns(columns: Sequence[str]) -> dict[str, str]:
    """NAME=COLUMN, as a mapping."""
    out = {}
    for text in columns:
        name, equals, column = text.partition("=")
        if not equals or not name or not column:
            raise UnusableOption(
                f"`-c {text}` names no column; write `-c NAME=COLUMN`, e.g. -c n1=total"
            )
        out[name.strip()] = column.strip()
    return out


def _measure(measure: str | None) -> str:
    from tamis.stats.measures import MEASURES

    code = (measure or "").upper()
    if code in ("", "GEN", "HR") or code in MEASURES:
        return code
    raise UnknownName("measure", measure or "", (*MEASURES, "HR", "GEN"))


def _labels(table: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    if not columns:
        return tuple(f"Study {i + 1}" for i in range(len(table.lines)))
    parts = [table.texts(c) for c in columns]
    rows = zip(*parts, strict=True)
    return tuple(" ".join(p for p in row if p) or f"Study {i}" for i, row in enumerate(rows, 1))


def _computed(
    table: Table,
    code: str,
    names: Sequence[str],
    named: Mapping[str, str],
    labels: tuple[str, ...],
    own: Mapping[str, str],
) -> Studies | None:
    """Effects from the measure's columns; None where the file holds effects instead."""
    from tamis.stats.errors import MissingArgument
    from tamis.stats.measures import MEASURES, effect_size

    family = MEASURES[code].family
    found = guessed(names, family.columns, named)
    unknown = [k for k in named if k not in {*family.columns, *family.columns.values(), *_OWN}]
    if unknown:
        raise UnknownName(f"column of {code}", unknown[0], (*family.columns, *_OWN))
    data = {ours: table.numbers(theirs) for ours, theirs in found.items()}
    try:
        effects = effect_size(code, **data)  # type: ignore[arg-type]  # columns, no options
    except MissingArgument:
        if _complete(own):
            return None
        raise MissingColumns(
            f"{code}: {family.name}", _needed(family.columns, found), table.columns
        ) from None
    told(f"{ours} ← `{theirs}`" for ours, theirs in found.items())
    ni = () if effects.ni is None else tuple(effects.ni.tolist())
    return Studies(
        table=table, measure=code, yi=tuple(effects.yi.tolist()), vi=tuple(effects.vi.tolist()),
        labels=labels, data=data, ni=ni, cautions=effects.cautions,
    )  # fmt: skip


_OWN = tuple(READY)


def _complete(own: Mapping[str, str]) -> bool:
    spread = "vi" in own or "sei" in own or {"lower", "upper"} <= own.keys()
    return spread and ("yi" in own or "ratio" in own)


def _needed(family: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """What to name: columns not found, without those that others make up for."""
    lacking = [name for name in family if name not in found and not name.startswith("non")]
    return [n for n in lacking if n not in ("d", "t", "p")] or lacking


def _given(table: Table, code: str, own: Mapping[str, str], labels: tuple[str, ...]) -> Studies:
    if not _complete(own):
        wanted = ["yi", "vi"] if "yi" not in own and "ratio" not in own else ["vi"]
        hint = "effects with a variance, a standard error, or confidence limits"
        if not code:
            hint += "; or say what to compute with --measure"
        raise MissingColumns(hint, wanted, table.columns)
    log = _is_ratio(code) and "ratio" in own and "yi" not in own
    used = ["ratio" if "yi" not in own else "yi"]
    used += ["vi"] if "vi" in own else ["sei"] if "sei" in own else ["lower", "upper"]
    change = _log if log else tuple[float, ...]
    yi = change(table.numbers(own[used[0]]))
    if "vi" in used:
        vi = table.numbers(own["vi"])
    elif "sei" in used:
        vi = tuple(s * s for s in table.numbers(own["sei"]))
    else:
        low, high = change(table.numbers(own["lower"])), change(table.numbers(own["upper"]))
        vi = tuple(((b - a) / (2 * _Z)) ** 2 for a, b in zip(low, high, strict=True))
    told(f"{ours} ← `{own[ours]}`" for ours in used)
    if log:
        tell("ratios and their limits were taken as such; effects are their logarithms")
    return Studies(table=table, measure=code, yi=yi, vi=vi, labels=labels)


def _is_ratio(code: str) -> bool:
    from tamis.report.plots.effect_scale import effect_scale

    return effect_scale(code).back == "exp"


def _log(values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(math.log(v) if v > 0 else float("nan") for v in values)


def told(pairs: Iterable[str]) -> None:
    """Say on stderr which columns were used."""
    tell("columns: " + ", ".join(pairs))
