"""From a pooled result to the rows of a journal's forest plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tamis.report.plots.effect_scale import EffectScale, effect_scale, p_text
from tamis.report.plots.journal_forest import journal_forest
from tamis.report.plots.journal_rows import Entry, Group, JournalForest, Total
from tamis.report.plots.plot import Plot
from tamis.report.plots.studied import Study, heterogeneity_text, model_text, studies_of
from tamis.report.plots.study_columns import StudyColumn, brief

if TYPE_CHECKING:
    from tamis.stats.heterogeneity.subgroups import Subgroups
    from tamis.stats.models.pooled import Pooled


def pooled_forest(
    pooled: Pooled,
    *,
    measure: str = "",
    title: str = "",
    name: str = "forest",
    scale: EffectScale | None = None,
    columns: Sequence[StudyColumn] = (),
    subgroups: Sequence[str] = (),
    lights: Mapping[str, Sequence[str]] | None = None,
    favours: tuple[str, str] = ("", ""),
    prediction: bool = True,
) -> Plot:
    """A forest plot of studies and their pooled effect.

    Args:
        pooled: The result, with a label per study.
        measure: Abbreviation of the effect measure, for words and axis.
        title: Name of the plot.
        name: Prefix of ids in the picture.
        scale: How effects are shown, instead of the measure's own way.
        columns: Study data to print, one text per study as given.
        subgroups: A group per study as given; each is pooled apart with a τ² of its own.
        lights: Risk-of-bias judgements: domain → one per study as given.
        favours: What lies below and above no difference.
        prediction: Draw the prediction interval where the model has one.

    Returns:
        The plot.

    Raises:
        StatsError: A subgroup cannot be pooled.
    """
    rows = [int(r) for r in pooled.fit.rows]
    entries = {
        row: _entry(study, row, columns, lights or {}, pooled.level)
        for row, study in zip(rows, studies_of(pooled), strict=True)
    }
    groups: tuple[Group, ...] = (Group(name="", entries=tuple(entries.values())),)
    notes: tuple[str, ...] = ()
    if subgroups:
        found = _pooled_groups(pooled, [subgroups[r] for r in rows])
        groups, notes = _groups(found, entries, subgroups, columns), _difference(found)
    plot = JournalForest(
        name=name, title=title, scale=scale or effect_scale(measure), groups=groups, notes=notes,
        total=_total(pooled, "All studies", rows, columns, prediction),
        interval=f"{100 * pooled.level:g}% CI", favours=favours,
        columns=tuple(c.column for c in columns),
    )  # fmt: skip
    return journal_forest(plot)


def _entry(
    study: Study,
    row: int,
    columns: Sequence[StudyColumn],
    lights: Mapping[str, Sequence[str]],
    level: float,
) -> Entry:
    from tamis.stats.distributions import normal_quantile

    low, high = study.limits(normal_quantile((1 + level) / 2))
    judged = tuple((d, js[row]) for d, js in lights.items() if row < len(js) and js[row])
    return Entry(
        label=study.label,
        estimate=study.effect,
        low=low,
        high=high,
        cells=tuple(c.texts[row] for c in columns),
        brief=brief(columns, row),
        weight=study.weight,
        lights=judged,
    )


def _total(
    pooled: Pooled,
    label: str,
    rows: Sequence[int],
    columns: Sequence[StudyColumn],
    prediction: bool,
) -> Total:
    reach = None
    if prediction and pooled.fit.random_effects and pooled.k > 2:
        found = pooled.prediction_interval()
        reach = (found.lower, found.upper)
    notes = [n for n in (heterogeneity_text(pooled), model_text(pooled)) if n]
    return Total(
        label=label,
        estimate=pooled.estimate,
        low=pooled.ci[0],
        high=pooled.ci[1],
        cells=tuple(c.total(rows) for c in columns),
        weight=100.0,
        prediction=reach,
        notes=tuple(notes),
    )


def _pooled_groups(pooled: Pooled, by: Sequence[str]) -> Subgroups:
    from tamis.stats.heterogeneity.subgroups import subgroups

    fit = pooled.fit
    options = {"method": pooled.method, "test": pooled.test, "level": pooled.level}
    return subgroups(fit.yi, fit.vi, by, **options)


def _groups(
    found: Subgroups,
    entries: Mapping[int, Entry],
    by: Sequence[str],
    columns: Sequence[StudyColumn],
) -> tuple[Group, ...]:
    """Groups in the order of their first study; a group of one study needs no diamond."""
    pooled = dict(found.groups)
    out = []
    for name in dict.fromkeys(str(by[r]) for r in entries):
        rows = [r for r in entries if str(by[r]) == name]
        weight = sum(entries[r].weight or 0.0 for r in rows)
        total = None
        if len(rows) > 1:
            one = pooled[name]
            total = Total(
                label="Subgroup",
                estimate=one.estimate,
                low=one.ci[0],
                high=one.ci[1],
                cells=tuple(c.total(rows) for c in columns),
                weight=weight,
                notes=(heterogeneity_text(one),),
            )
        out.append(Group(name=name, entries=tuple(entries[r] for r in rows), total=total))
    return tuple(out)


def _difference(found: Subgroups) -> tuple[str, ...]:
    if found.q_between is None or found.q_p is None:
        return ()
    words = f"χ²={found.q_between:.2f}, df={found.q_df}, {p_text(found.q_p)}"
    return (f"Test for subgroup differences: {words}",)
