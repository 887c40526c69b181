"""How the review was done: protocol, criteria, searches, synthesis, the earlier version, GRADE."""

from __future__ import annotations

from markupsafe import Markup

from tamis.model.results import Certainty
from tamis.report.site.blocks.answers import ordered
from tamis.report.site.blocks.search_check import search_check
from tamis.report.site.chips import LEVEL_WORDS, chip_of
from tamis.report.site.glossary import level_name
from tamis.report.site.links import Links
from tamis.report.site.templating import Table, render, table
from tamis.report.site.wording import readable, steps_words


def protocol(links: Links, argument: str, level: int) -> Markup:
    """The question and the frame of the review."""
    return render("blocks/protocol.html", links, level_name=level_name(links.publication.protocol))


def criteria(links: Links, argument: str, level: int) -> Markup:
    """The eligibility criteria with their codes."""
    found = links.publication.protocol.criteria
    rows = []
    for c in found:
        at = links.places.criteria[c.code]
        kind = "Include" if c.kind == "include" else "Exclude"
        rows.append((links.words(c.code, at), kind, links.words(c.text, at)))
    anchors = [links.places.criteria[c.code].partition("#")[2] for c in found]
    columns = ("Code", "Kind", "Criterion")
    view = Table(caption="Eligibility criteria", columns=columns, rows=rows, anchors=anchors)
    return table(links, view)


def outcomes(links: Links, argument: str, level: int) -> Markup:
    """The outcomes, how they are measured, and the smallest difference that matters."""
    rows = []
    for o in links.publication.protocol.outcomes:
        at = f"methods.html#outcome-{links.anchor(o.id)}"
        least = o.important_difference
        words = "not set"
        if least is not None:
            basis = least.source if least.basis == "source" else "this review's own choice"
            words = f"{least.value:g} {o.unit} ({basis})".replace("  ", " ")
        rows.append(
            (
                links.term(o.id),
                readable(o.importance),
                links.words(o.measure if o.measure.isupper() else readable(o.measure), at),
                links.words(o.window, at) or "any time",
                links.words(words, at),
            )
        )
    anchors = [f"outcome-{links.anchor(o.id)}" for o in links.publication.protocol.outcomes]
    columns = ("Outcome", "Importance", "Measure", "Time", "Smallest important difference")
    view = Table(caption="Outcomes", columns=columns, rows=rows, anchors=anchors)
    return table(links, view)


def search(links: Links, argument: str, level: int) -> Markup:
    """Every search as planned or reported: where, when, the exact words, and a check of them."""
    planned = links.publication.protocol.searches
    checks = links.publication.searches or (None,) * len(planned)
    searches = list(zip(planned, (search_check(links, c) for c in checks), strict=True))
    return render("blocks/search.html", links, searches=searches)


def synthesis(links: Links, argument: str, level: int) -> Markup:
    """How results are put together, and when they are not."""
    return render("blocks/synthesis.html", links, level_name=level_name(links.publication.protocol))


def earlier(links: Links, argument: str, level: int) -> Markup:
    """What the version before this one reported, kept as it was printed."""
    found = links.publication.protocol.earlier
    if found is None:
        return Markup("")
    rows, anchors = [], []
    for i, box in enumerate(found.boxes):
        anchor = f"earlier-{i}-{links.anchor(box.box)}"
        anchors.append(anchor)
        at = f"methods.html#{anchor}"
        source = Markup("{} <q>{}</q>").format(links.words(box.locator, at), box.quote)
        if not box.quote:
            source = links.words(box.locator, at)
        rows.append((links.words(box.label, at), links.to(at, str(box.count)), source))
    columns = ("As reported", "Count", "Where it is printed")
    view = Table(
        caption="The earlier version's own counts", columns=columns, rows=rows, anchors=anchors
    )
    document = links.doc(found.document) if found.document else Markup("")
    return render("blocks/earlier.html", links, earlier=found, document=document) + table(
        links, view
    )


def grade(links: Links, argument: str, level: int) -> Markup:
    """For every outcome: where certainty started, what each rule proposed, what was decided."""
    found = ordered(links)
    if not found:
        return Markup("<p>Certainty has not been judged yet.</p>")
    groups = []
    for name in dict.fromkeys(c.comparison for c in found):
        own = [c for c in found if c.comparison == name]
        judged = [_graded(links, c) for c in own if c.domains or c.effect or c.level]
        others = [_graded(links, c) for c in own if not (c.domains or c.effect or c.level)]
        groups.append((links.term(name), judged, others))
    return render("blocks/grade.html", links, groups=groups, level=level)


def _graded(links: Links, c: Certainty) -> dict[str, object]:
    at = links.grade_place(c.comparison, c.outcome)
    rows = [
        (
            readable(d.domain),
            links.words(d.rule, at),
            steps_words(d.proposed),
            Markup("{}{}").format(
                steps_words(d.rating),
                "" if d.confirmed else Markup(" <em>(not yet confirmed)</em>"),
            ),
            links.words(d.reason, at) or "as proposed",
        )
        for d in c.domains
    ]
    columns = ("Domain", "What the rule found", "Proposed", "Decided", "Reason")
    caption = Markup("Domains for {}").format(links.term(c.outcome))
    return {
        "anchor": at.partition("#")[2],
        "outcome": links.term(c.outcome),
        "chip": chip_of(links, c),
        "sentence": links.effect(c.comparison, c.outcome),
        "start": LEVEL_WORDS.get(c.start or "", ""),
        "table": table(links, Table(caption=caption, columns=columns, rows=rows)),
        "footnotes": [links.words(f, at) for f in c.footnotes],
    }
