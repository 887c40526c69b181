"""An analysis as the forest plot wants it: every label with the address it opens."""

from __future__ import annotations

from collections.abc import Mapping

from tamis.model.results import Analysis, Interval, Pool, RobJudgement, StudyResult
from tamis.report.plots import ForestPlot, ForestRow, Label, Summary
from tamis.report.site.glossary import level_name
from tamis.report.site.links import Links, decimal
from tamis.report.site.wording import DESIGNS, readable


def forest_plot(links: Links, analysis: Analysis) -> ForestPlot:
    """Prepare a forest plot, studies grouped by design from the strongest to the weakest."""
    protocol = links.publication.protocol
    outcome = protocol.outcome(analysis.outcome)
    comparison = protocol.comparison(analysis.comparison)
    designs = list(DESIGNS)
    results = sorted(analysis.results, key=lambda r: designs.index(r.design))
    measure = results[0].measure if results else (outcome.measure if outcome else "")
    title = ", ".join(
        (comparison.label if comparison else analysis.comparison,
         outcome.label if outcome else analysis.outcome)
    )  # fmt: skip
    at = links.grade_place(analysis.comparison, analysis.outcome)
    why = links.plain(analysis.why_not_pooled) if analysis.pool is None else ""
    return ForestPlot(
        name=f"forest-{links.anchor(analysis.id)}",
        title=title,
        measure=measure,
        measure_words=measure if measure.isupper() else "Estimate",
        interval_words=level_name(protocol),
        rows=tuple(_row(links, analysis, r) for r in results),
        summary=_summary(links, analysis.pool, at) if analysis.pool else None,
        why_not_pooled=why,
        why_label=_label(links, f"Not pooled: {why}", at) if why else None,
        favours=_favours(links, analysis),
        axis_href=links.href(links.places.terms.get(analysis.outcome, at)),
    )


def _favours(links: Links, analysis: Analysis) -> tuple[str, str]:
    outcome = links.publication.protocol.outcome(analysis.outcome)
    comparison = links.publication.protocol.comparison(analysis.comparison)
    if outcome is None or outcome.better == "none":
        return ("", "")
    other = comparison.comparator if comparison and comparison.comparator else "control"
    sides = (f"favours {other}" if len(other) < 24 else "favours control", "favours treatment")
    return sides if outcome.better == "higher" else (sides[1], sides[0])


def _row(links: Links, analysis: Analysis, r: StudyResult) -> ForestRow:
    at = links.href(links.places.results.get(r.id, "") or links.places.studies.get(r.study, ""))
    detail = "; ".join(p for p in (r.timepoint, r.population) if p)
    labels = interval_labels(links, r.effect, at) if r.effect else {}
    weight = _weight(links, analysis, r)
    return ForestRow(
        label=Label(r.label, links.href(links.places.studies.get(r.study, ""))),
        group=Label(DESIGNS[r.design][0]),
        detail=_label(links, detail, at) if detail else None,
        sizes=tuple(Label(str(n), at) for n in r.sizes if n is not None),
        estimate=r.effect.estimate if r.effect else None,
        low=r.effect.low if r.effect else None,
        high=r.effect.high if r.effect else None,
        estimate_label=labels.get("estimate"),
        interval_label=whole_interval(labels),
        interval_parts=interval_parts(labels),
        weight=weight[0] if weight else None,
        weight_label=weight[1] if weight else None,
        lights=_lights(links, analysis, r),
        note=_label(links, links.plain(_printed(links, r)), at),
    )


def _label(links: Links, text: str, href: str) -> Label:
    return Label(text, href if any(c.isdecimal() for c in text) else "")


def _printed(links: Links, r: StudyResult) -> str:
    """What a source prints where no estimate could be worked out."""
    ledger = links.publication.ledger
    said = [f"{label} {ledger[n].shown}" for label, n in r.printed if n in ledger]
    if said:
        return "no estimate; printed: " + "; ".join(said)
    return "no estimate could be worked out; " + (r.why_not or "not reported here")


def interval_labels(links: Links, interval: Interval, at: str) -> dict[str, Label]:
    """Labels for estimate, low and high: ledger entries where there are any."""
    values = {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
    return {
        key: number_label(links, interval.numbers, key, decimal(value), at)
        for key, value in values.items()
        if value is not None
    }


def number_label(links: Links, numbers: Mapping[str, str], key: str, text: str, at: str) -> Label:
    """The ledger's label for a key, or the text linked to where it is explained."""
    name = numbers.get(key, "")
    if name in links.publication.ledger:
        shown = links.publication.ledger[name].shown
        return Label(shown, links.href(links.places.numbers[name]), name)
    return Label(text, at)


def interval_parts(labels: Mapping[str, Label]) -> tuple[Label, ...]:
    """'[low to high]' in pieces, each number its own link."""
    if "low" not in labels or "high" not in labels:
        return ()
    return (Label(" ["), labels["low"], Label(" to "), labels["high"], Label("]"))


def whole_interval(labels: Mapping[str, Label]) -> Label | None:
    """'low to high' as one label, for tables."""
    if "low" not in labels or "high" not in labels:
        return None
    return Label(f"{labels['low'].text} to {labels['high'].text}", labels["low"].href)


def _weight(links: Links, analysis: Analysis, r: StudyResult) -> tuple[float, Label] | None:
    pool = analysis.pool
    if pool is None:
        return None
    for name, weight in zip(pool.studies, pool.weights, strict=True):
        if name in (r.study, r.id):
            share = weight / (sum(pool.weights) or 1.0)
            graded = links.grade_place(analysis.comparison, analysis.outcome)
            at = links.href(_pool_place(links, pool, graded))
            return share, number_label(
                links, pool.numbers, f"weight:{name}", f"{share * 100:.1f} %", at
            )
    return None


def _pool_place(links: Links, pool: Pool, otherwise: str) -> str:
    name = pool.effect.numbers.get("estimate", "")
    return links.places.numbers.get(name, otherwise)


def _summary(links: Links, pool: Pool, at: str) -> Summary:
    href = links.href(_pool_place(links, pool, at))
    labels = interval_labels(links, pool.effect, href)
    prediction: tuple[Label, ...] = ()
    if pool.prediction is not None:
        low, high = (
            number_label(links, pool.numbers, key, decimal(value), href)
            for key, value in zip(("pi-low", "pi-high"), pool.prediction, strict=True)
        )
        prediction = (Label("["), low, Label(" to "), high, Label("]"))
    return Summary(
        label=_label(links, f"Pooled ({pool.method})", href),
        estimate=pool.effect.estimate,
        low=pool.effect.low,
        high=pool.effect.high,
        estimate_label=labels["estimate"],
        interval_label=whole_interval(labels) or Label("—"),
        interval_parts=interval_parts(labels),
        prediction=pool.prediction,
        prediction_label=Label(f"{prediction[1]} to {prediction[3]}", href) if prediction else None,
        prediction_parts=prediction,
        heterogeneity=_heterogeneity(links, pool, href),
    )


def _heterogeneity(links: Links, pool: Pool, href: str) -> tuple[Label, ...]:
    values = (
        ("tau2", "τ²", decimal(pool.tau2)),
        ("i2", "I²", f"{pool.i2:.0f} %"),
        ("q_p", "p for heterogeneity", f"{pool.q_p:.2f}"),
    )
    out: list[Label] = []
    for key, name, text in values:
        before = ", " if out else "Heterogeneity: "
        out += [Label(f"{before}{name} = "), number_label(links, pool.numbers, key, text, href)]
        if text.endswith("%") and not out[-1].text.endswith("%"):
            out.append(Label(" %"))
    return tuple(out)


def _lights(links: Links, analysis: Analysis, r: StudyResult) -> tuple[tuple[str, str], ...]:
    """The lights of a result; only the overall one where instruments with other domains mix."""
    own = _judgement(links, r)
    if own is None:
        return ()
    others = [_judgement(links, other) for other in analysis.results]
    if len({j.instrument for j in others if j is not None}) > 1:
        return (("Overall", own.overall),)
    return rob_domains(own)


def _judgement(links: Links, r: StudyResult) -> RobJudgement | None:
    """The judgement of this very result, or else of the same outcome of that study."""
    same = [j for j in links.publication.rob if (j.study, j.outcome) == (r.study, r.outcome)]
    exact = [j for j in same if (j.timepoint, j.population) == (r.timepoint, r.population)]
    found = exact or same
    return found[0] if found else None


def rob_domains(j: RobJudgement) -> tuple[tuple[str, str], ...]:
    """A judgement's domains in words, the overall judgement last."""
    domains = tuple((readable(d), judged) for d, judged, _ in j.domains if d.lower() != "overall")
    return (*domains, ("Overall", j.overall)) if j.overall else domains
