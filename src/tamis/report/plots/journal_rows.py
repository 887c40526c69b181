"""What the forest plot of a journal is drawn from. Effects are on the scale of the analysis."""

from __future__ import annotations

from dataclasses import dataclass

from tamis.report.plots.advance import advance
from tamis.report.plots.effect_scale import EffectScale
from tamis.report.plots.scale import Scale, fit_scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of study data; columns with the same `over` stand below a common heading."""

    head: str
    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One study.

    Attributes:
        label: Its name.
        estimate, low, high: Effect and confidence limits.
        cells: Text for each column.
        brief: The same in one line, for phones.
        weight: In per cent; None where results are not weighted.
        lights: (domain, judgement) of its risk of bias.
    """

    label: str
    estimate: float
    low: float
    high: float
    cells: tuple[str, ...] = ()
    brief: str = ""
    weight: float | None = None
    lights: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A pooled effect: a diamond, its prediction interval as a bar below, and notes in words."""

    label: str
    estimate: float
    low: float
    high: float
    cells: tuple[str, ...] = ()
    weight: float | None = None
    prediction: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Studies under a heading, with their own pooled effect or without one."""

    name: str
    entries: tuple[Entry, ...]
    total: Total | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalForest:
    """Everything on the plot.

    Attributes:
        name: Prefix of ids in the picture.
        title: Name of the plot.
        scale: How effects are shown.
        groups: One without a name where studies are not grouped.
        total: The pooled effect; None where results are not pooled.
        interval: Heading of the intervals, "95% CI".
        columns: Of the study data.
        favours: What lies below and above no difference.
        notes: Said below everything.
        heading, things: What a row is, and what several are.
        kind: First words of the description.
    """

    name: str
    title: str
    scale: EffectScale
    groups: tuple[Group, ...]
    total: Total | None = None
    interval: str = "95% CI"
    columns: tuple[Column, ...] = ()
    favours: tuple[str, str] = ("", "")
    notes: tuple[str, ...] = ()
    heading: str = "Study"
    things: str = "studies"
    kind: str = "Forest plot"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All studies."""
        return tuple(e for g in self.groups for e in g.entries)

    @property
    def totals(self) -> tuple[Total, ...]:
        """The pooled effects of the groups and of all."""
        own = [g.total for g in self.groups if g.total is not None]
        return (*own, *((self.total,) if self.total else ()))

    @property
    def domains(self) -> tuple[str, ...]:
        """Risk-of-bias domains in order of appearance, the overall judgement last."""
        found = dict.fromkeys(d for e in self.entries for d, _ in e.lights)
        return tuple(sorted(found, key=lambda d: d.lower() == "overall"))

    @property
    def rows(self) -> tuple[Entry | Total, ...]:
        """Studies and pooled effects."""
        return (*self.entries, *self.totals)

    @property
    def weighted(self) -> bool:
        """Whether there is a column of weights."""
        return any(e.weight is not None for e in self.entries)

    def words(self, found: Entry | Total) -> str:
        """'0.49 (0.34 to 0.70)'."""
        return f"{self.scale.text(found.estimate)} ({self.scale.interval(found.low, found.high)})"

    def widest(self) -> float:
        """Pixels that the longest of those needs."""
        return max(advance(self.words(r), bold=True) for r in self.rows)

    def axis(self, left: float, right: float) -> Scale:
        """An axis that holds every estimate and cuts only intervals that are far too wide."""
        spans = [(r.low, r.estimate, r.high) for r in self.rows]
        spans += [
            (t.prediction[0], t.estimate, t.prediction[1]) for t in self.totals if t.prediction
        ]
        return fit_scale(spans, "MD" if self.scale.null == 0 else "MEAN", left, right)


def weight_text(weight: float | None) -> str:
    """'12.3', or a dash."""
    return "" if weight is None else f"{weight:.1f}"
