"""Each approach with its evidence, evidence by design, and harms."""

from __future__ import annotations

from markupsafe import Markup

from tamis.model.protocol import DESIGNS
from tamis.model.results import Analysis, HarmCount, StudyResult
from tamis.report.site.blocks.answers import ordered
from tamis.report.site.chips import chip_of
from tamis.report.site.glossary import level_name
from tamis.report.site.links import Links
from tamis.report.site.results import result_cell, result_when
from tamis.report.site.templating import Table, render, table
from tamis.report.site.wording import DESIGNS as DESIGN_WORDS


def approaches(links: Links, argument: str, level: int) -> Markup:
    """A card for each comparison: what it is, its studies, and what is known in words."""
    protocol, found = links.publication.protocol, ordered(links)
    cards = [
        {
            "id": f"approach-{links.anchor(c.id)}",
            "label": links.term(c.id),
            "plain": links.words(c.plain, links.places.terms.get(c.id, "")),
            "note": links.words(c.note, links.places.terms.get(c.id, "")),
            "studies": [
                links.study(r.study)
                for r in links.publication.studies
                if c.id in r.comparisons and r.included
            ],
            "results": [
                (links.term(f.outcome), chip_of(links, f), links.effect(f.comparison, f.outcome))
                for f in found
                if f.comparison == c.id
            ],
        }
        for c in protocol.comparisons
        if argument in ("", c.id)
    ]
    return render("blocks/approaches.html", links, cards=cards, level=level)


def by_design(links: Links, argument: str, level: int) -> Markup:
    """All results for an outcome, strongest designs first, with what each design can show."""
    outcome = links.publication.protocol.outcome(argument)
    if outcome is None:
        return links.missing(f"outcome {argument}")
    results = distinct([a for a in links.publication.analyses if a.outcome == argument])
    groups = []
    for design in DESIGNS:
        rows = [r for r in results if r.design == design]
        if rows:
            name, says = DESIGN_WORDS[design]
            groups.append((name, says, _results_table(links, name, rows)))
    return render("blocks/by_design.html", links, outcome=outcome, groups=groups, level=level)


def distinct(analyses: list[Analysis]) -> list[StudyResult]:
    """The results of some analyses, each once."""
    return list({r.id: r for a in analyses for r in a.results}.values())


def _results_table(links: Links, caption: str, rows: list[StudyResult]) -> Markup:
    level = level_name(links.publication.protocol)
    made = [
        (
            links.study(r.study, r.label),
            result_when(links, r),
            result_cell(links, r),
            links.words(r.why_not, links.places.results.get(r.id, "")),
        )
        for r in rows
    ]
    columns = ("Study", "When and in whom", f"Result ({level})", "Caution")
    shown = len(columns) if any(r.why_not for r in rows) else len(columns) - 1
    cells = [row[:shown] for row in made]
    return table(
        links,
        Table(
            caption=caption, columns=columns[:shown], rows=cells, kind="findings", hide_caption=True
        ),
    )


def harms(links: Links, argument: str, level: int) -> Markup:
    """Harms counted over everyone treated, with what the count can't rule out."""
    found = [h for h in links.publication.harms if argument in ("", h.outcome, h.id)]
    first = [h for h in found if not h.comparison] or found
    return render(
        "blocks/harms.html",
        links,
        harms=[_harm(links, h) for h in first],
        others=_harms_table(links, [h for h in found if h not in first]),
    )


def _harms_table(links: Links, found: list[HarmCount]) -> Markup:
    rows = []
    for h in found:
        view = _harm(links, h)
        counted = Markup("{} of {}").format(view["events"], view["total"])
        limits = Markup("{} to {}").format(view["low"], view["high"])
        studies = Markup(", ").join(links.study(s) for s in h.studies)
        rows.append((links.term(h.comparison), links.term(h.outcome), counted, limits, studies))
    level = level_name(links.publication.protocol)
    columns = ("Approach", "Harm", "People with the harm", level, "Counted from")
    return table(links, Table(caption="By approach", columns=columns, rows=rows))


#: Limits of an interval go by two names.
_OTHER_NAMES = {"low": "lower", "high": "upper"}


def _harm(links: Links, h: HarmCount) -> dict[str, object]:
    at = f"studies.html#harm-{links.anchor(h.id)}"

    def shown(key: str, text: str) -> Markup:
        name = h.numbers.get(key) or h.numbers.get(_OTHER_NAMES.get(key, ""), "")
        return links.num(name) if name in links.publication.ledger else links.to(at, text)

    return {
        "id": f"harm-{links.anchor(h.id)}",
        "label": links.term(h.outcome),
        "group": links.words(h.label, links.places.terms.get(h.outcome, "")),
        "approach": links.term(h.comparison) if h.comparison else Markup(""),
        "events": shown("events", str(h.events)),
        "total": shown("total", str(h.total)),
        "low": shown("low", f"{h.low * 100:.1f} %"),
        "high": shown("high", f"{h.high * 100:.1f} %"),
        "none_seen": h.events == 0,
        "studies": [links.study(s) for s in h.studies],
        "left_out": [
            (links.record(s) if links.knows(s) else links.words(s, at), links.words(why, at))
            for s, why in h.left_out
        ],
        "level": links.term(level_name(links.publication.protocol)),
    }  # fmt: skip
