"""The plots of the page: flow, forests, risk of bias."""

from __future__ import annotations

from markupsafe import Markup

from tamis.model.results import Analysis, RobJudgement
from tamis.report.plots import Label, RobRow, forest, summary_bars, traffic_lights
from tamis.report.prisma import flow_diagram
from tamis.report.site.forest_view import forest_plot, rob_domains
from tamis.report.site.links import Links
from tamis.report.site.templating import figure
from tamis.report.site.wording import instrument_name


def flow(links: Links, argument: str, level: int) -> Markup:
    """The PRISMA 2020 flow diagram with its table."""
    found = links.publication.flow

    def number(name: str) -> Label:
        entry = links.publication.ledger.get(name)
        if entry is None:
            count = next((b.count for b in found.boxes if b.number == name), "?")
            return Label(str(count), links.href("methods.html#flow"))
        return Label(entry.shown, links.href(links.places.numbers[name]), name)

    def words(text: str) -> Label:
        digits = any(c.isdecimal() for c in text)
        return Label(text, links.href(_flow_words(links, text)) if digits else "")

    if not found.boxes:
        return Markup("<p>Nothing has been searched yet.</p>")
    return figure(links, flow_diagram(found, number, words))


def _flow_words(links: Links, text: str) -> str:
    """What a label with digits in it names: a criterion, or else the searches."""
    for c in links.publication.protocol.criteria:
        if text in (c.code, c.short, c.text) or text.startswith((f"{c.code}:", f"{c.code} ")):
            return links.places.criteria[c.code]
    return next((p for n, p in links.places.named.items() if n in text), "methods.html#search")


def forest_block(links: Links, argument: str, level: int) -> Markup:
    """The forest plot of one analysis, named by its id or by comparison/outcome."""
    for analysis in links.publication.analyses:
        if argument in (analysis.id, f"{analysis.comparison}/{analysis.outcome}"):
            return _forest(links, analysis)
    return links.missing(f"analysis {argument}")


def forests(links: Links, argument: str, level: int) -> Markup:
    """Every analysis with at least one estimate; the others by the reason why nothing is shown."""
    shown = [a for a in links.publication.analyses if any(r.effect for r in a.results)]
    others = [a for a in links.publication.analyses if a not in shown and a.results]
    out = Markup("").join(_forest(links, a) for a in shown)
    if others:
        items = Markup("").join(_no_estimate(links, a) for a in others)
        out += Markup('<h{0}>Without an estimate</h{0}><ul class="reasons">{1}</ul>').format(
            level, items
        )
    return out or Markup("<p>No result has been extracted yet.</p>")


def _forest(links: Links, analysis: Analysis) -> Markup:
    view = forest_plot(links, analysis)
    return Markup('<div class="analysis" id="analysis-{}">{}</div>').format(
        links.anchor(analysis.id), figure(links, forest(view))
    )


def _no_estimate(links: Links, analysis: Analysis) -> Markup:
    at = links.grade_place(analysis.comparison, analysis.outcome)
    return Markup('<li id="analysis-{}">{}, {}: {}</li>').format(
        links.anchor(analysis.id),
        links.term(analysis.comparison),
        links.term(analysis.outcome),
        links.words(analysis.why_not_pooled or "no estimate could be worked out.", at),
    )


def rob(links: Links, argument: str, level: int) -> Markup:
    """Risk of bias, a figure for each instrument: a light for each result, then the summary."""
    found = links.publication.rob
    if not found:
        return Markup("<p>No risk of bias has been judged yet.</p>")
    out = Markup("")
    for instrument in dict.fromkeys(j.instrument for j in found):
        rows = tuple(_rob_row(links, j) for j in found if j.instrument == instrument)
        name, title = links.anchor(f"rob-{instrument}"), instrument_name(instrument)
        lights = traffic_lights(name, f"Risk of bias ({title})", rows)
        bars = summary_bars(f"{name}-sum", f"Risk of bias by domain ({title})", rows, f"#{name}")
        out += Markup('<div id="{}">{}{}</div>').format(
            name, figure(links, lights), figure(links, bars)
        )
    return out


def _rob_row(links: Links, j: RobJudgement) -> RobRow:
    outcome = links.publication.protocol.outcome(j.outcome)
    parts = (j.label, outcome.label if outcome else j.outcome, j.timepoint, j.population)
    href = links.href(links.places.studies.get(j.study, ""))
    return RobRow(label=Label(", ".join(p for p in parts if p), href), judgements=rob_domains(j))
