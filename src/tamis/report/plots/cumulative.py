"""The cumulative forest plot: the pooled effect as studies come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tamis.report.plots.effect_scale import effect_scale
from tamis.report.plots.journal_forest import journal_forest
from tamis.report.plots.journal_rows import Column, Entry, Group, JournalForest
from tamis.report.plots.plot import Plot
from tamis.report.plots.studied import small_number, studies_of

if TYPE_CHECKING:
    from tamis.stats.batch.fits import ManyFits
    from tamis.stats.models.pooled import Pooled


def cumulative(
    pooled: Pooled,
    *,
    order: Sequence[float] = (),
    measure: str = "",
    title: str = "",
    favours: tuple[str, str] = ("", ""),
    name: str = "cumulative",
) -> Plot:
    """The pooled effect of the first, the first two, … studies (Lau et al. 1992).

    Args:
        pooled: The result, with a label per study.
        order: What to sort by (a year), one value per study as given; as given by default.
        measure: Abbreviation of the effect measure.
        title: Name of the plot.
        favours: What lies below and above no difference.
        name: Prefix of ids in the picture.
    """
    from tamis.stats.diagnostics import cumulative as fits

    rows = [int(r) for r in pooled.fit.rows]
    by = [float(order[r]) for r in rows] if order else [float(i) for i in range(len(rows))]
    names = [s.label for s in studies_of(pooled)]
    sequence = sorted(range(len(rows)), key=lambda i: by[i])
    entries = _entries(fits(pooled.fit, by), ["+ " + names[i] for i in sequence], pooled)
    return journal_forest(
        JournalForest(
            name=name,
            title=title or "Cumulative meta-analysis",
            scale=effect_scale(measure),
            groups=(Group(name="", entries=entries),),
            interval=f"{100 * pooled.level:g}% CI",
            columns=(Column(head="Studies"), Column(head="τ²")),
            favours=favours,
            heading="Study added",
            things="steps",
            kind="Cumulative forest plot",
        )
    )


def left_out(
    pooled: Pooled,
    *,
    measure: str = "",
    title: str = "",
    favours: tuple[str, str] = ("", ""),
    name: str = "left-out",
) -> Plot:
    """The pooled effect without each study in turn.

    Args:
        pooled: The result, with a label per study.
        measure, title, favours, name: As for `cumulative`.

    Raises:
        TooFewStudies: There is no study to spare.
    """
    from tamis.stats.diagnostics import leave_one_out

    names = ["− " + s.label for s in studies_of(pooled)]
    return journal_forest(
        JournalForest(
            name=name,
            title=title or "Leave-one-out analysis",
            scale=effect_scale(measure),
            groups=(Group(name="", entries=_entries(leave_one_out(pooled.fit), names, pooled)),),
            interval=f"{100 * pooled.level:g}% CI",
            columns=(Column(head="Studies"), Column(head="τ²")),
            favours=favours,
            heading="Study left out",
            things="rows",
            kind="Leave-one-out forest plot",
        )
    )


def _entries(found: ManyFits, names: Sequence[str], pooled: Pooled) -> tuple[Entry, ...]:
    out = []
    for i, label in enumerate(names):
        k, tau2 = int(found.k[i]), float(found.tau2[i])
        said = small_number(tau2) if pooled.fit.random_effects else "–"
        out.append(
            Entry(
                label=label,
                estimate=float(found.estimate[i]),
                low=float(found.ci_lower[i, 0]),
                high=float(found.ci_upper[i, 0]),
                cells=(str(k), said),
                brief=f"{k} {'study' if k == 1 else 'studies'}, τ² {said}",
            )
        )
    return tuple(out)
