"""What a forest plot is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.report.plots.plot import Label
from tamis.report.plots.scale import null_value


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One result. Without an `estimate` only its label and `note` are shown.

    `lights` are (domain, judgement); `weight` is a share of one.
    """

    label: Label
    group: Label
    detail: Label | None = None
    sizes: tuple[Label, ...] = ()
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    estimate_label: Label | None = None
    interval_label: Label | None = None
    interval_parts: tuple[Label, ...] = ()
    weight: float | None = None
    weight_label: Label | None = None
    lights: tuple[tuple[str, str], ...] = ()
    note: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The pooled estimate: drawn as a diamond, its prediction interval as a bar below."""

    label: Label
    estimate: float
    low: float | None
    high: float | None
    estimate_label: Label
    interval_label: Label
    interval_parts: tuple[Label, ...] = ()
    prediction: tuple[float, float] | None = None
    prediction_label: Label | None = None
    prediction_parts: tuple[Label, ...] = ()
    heterogeneity: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestPlot:
    """Everything on a forest plot. `favours` names the sides below and above no difference."""

    name: str
    title: str
    measure: str
    measure_words: str
    interval_words: str
    rows: tuple[ForestRow, ...]
    summary: Summary | None = None
    why_not_pooled: str = ""
    why_label: Label | None = None
    favours: tuple[str, str] = ("", "")
    size_columns: tuple[str, ...] = ("Treated", "Control")
    axis_href: str = ""

    @property
    def null(self) -> float | None:
        """The value of no difference."""
        return null_value(self.measure)

    @property
    def domains(self) -> tuple[str, ...]:
        """The risk-of-bias domains of all rows, in order."""
        return tuple(dict.fromkeys(d for r in self.rows for d, _ in r.lights))


def groups(plot: ForestPlot) -> tuple[tuple[Label, tuple[ForestRow, ...]], ...]:
    """Rows by their group, in the order in which groups first occur."""
    found: dict[Label, list[ForestRow]] = {}
    for row in plot.rows:
        found.setdefault(row.group, []).append(row)
    return tuple((group, tuple(rows)) for group, rows in found.items())


def spans(plot: ForestPlot) -> list[tuple[float, float, float]]:
    """(low, estimate, high) of all rows and the summary; a lone estimate is its own interval."""
    found: list[tuple[float, float, float]] = []
    for row in (*plot.rows, *((plot.summary,) if plot.summary else ())):
        if row.estimate is not None:
            low = row.low if row.low is not None else row.estimate
            high = row.high if row.high is not None else row.estimate
            found.append((low, row.estimate, high))
    if plot.summary and plot.summary.prediction:
        low, high = plot.summary.prediction
        found.append((low, plot.summary.estimate, high))
    return found
