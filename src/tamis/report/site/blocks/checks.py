"""What was checked and what changed: claims, inconsistencies, versions, the log, citing, files."""

from __future__ import annotations

from markupsafe import Markup

from tamis.report.site.citations import bibtex, page_citation
from tamis.report.site.links import Links
from tamis.report.site.templating import Table, render, table
from tamis.report.site.wording import VERDICTS


def changes(links: Links, argument: str, level: int) -> Markup:
    """What differs from the version before."""
    found = links.publication.changes
    if not found:
        return Markup("<p>This is the first version, so nothing has changed yet.</p>")
    rows = []
    for i, c in enumerate(found):
        at = f"methods.html#change-{i}"
        now = links.words(c.now, links.places.numbers.get(c.number, at), (c.number,))
        rows.append((links.words(c.what, at), links.words(c.before, at) or "—", now))
    view = Table(
        caption="Changes since the earlier version",
        columns=("What", "Before", "Now"),
        rows=rows,
        hide_caption=True,
        anchors=[f"change-{i}" if links.path == "methods.html" else "" for i in range(len(found))],
    )
    return table(links, view)


def inconsistencies(links: Links, argument: str, level: int) -> Markup:
    """What sources print and their own numbers contradict."""
    found = [i for i in links.publication.inconsistencies if argument in ("", i.study)]
    if not found:
        return Markup("<p>No printed number was found that its own source contradicts.</p>")
    rows = []
    for i in found:
        at = links.places.studies.get(i.study, "")
        where = links.words(i.where, at)
        name = links.study(i.study) if at else links.words(i.study, "methods.html")
        rows.append(
            (
                Markup("{}, {}").format(name, where) if i.where else name,
                links.words(i.printed, at, i.numbers),
                links.words(i.recomputed, at, i.numbers),
                links.words(i.explanation, at, i.numbers),
            )
        )
    columns = ("Where", "Printed", "Worked out again", "What this means")
    view = Table(caption="Printed inconsistencies", columns=columns, rows=rows, hide_caption=True)
    return table(links, view)


def claims(links: Links, argument: str, level: int) -> Markup:
    """Assertions of other texts, each with a verdict and the wording used here instead."""
    found = [c for c in links.publication.claims if argument in ("", c.verdict)]
    texts: dict[str, list[dict[str, object]]] = {}
    for c in found:
        anchor = f"claim-{links.anchor(c.id)}"
        at = f"claims.html#{anchor}"
        words, sign = VERDICTS[c.verdict]
        texts.setdefault(c.text, []).append(
            {
                "anchor": anchor,
                "verdict": c.verdict,
                "verdict_words": words,
                "sign": sign,
                "says": links.words(c.says),
                "locator": links.words(c.locator, at),
                "why": links.words(c.why, at),
                "wording": links.words(c.wording, at),
                "documents": [links.doc(d) for d in c.documents],
                "checked": links.when(c.checked),
            }
        )
    views = [(_source(links, name), items) for name, items in texts.items()]
    return render("blocks/claims.html", links, texts=views, level=level, verdicts=VERDICTS)


def _source(links: Links, name: str) -> Markup:
    if name in links.publication.documents:
        return links.doc(name)
    return links.words(name, "claims.html#main")


def log(links: Links, argument: str, level: int) -> Markup:
    """The digests that tie the page to the logs it was made from, and the versions before it."""
    return render("blocks/log.html", links, level=level)


def cite_this(links: Links, argument: str, level: int) -> Markup:
    """How to cite the page."""
    p = links.publication
    return render("blocks/cite.html", links, citation=page_citation(p), bibtex=bibtex(p))


#: file → what it holds; all of them are written by `downloads.py`.
FILES = (
    ("data/studies.csv", "CSV", "Studies with their characteristics"),
    ("data/results.csv", "CSV", "Results, study by study"),
    ("data/numbers.csv", "CSV", "Every published number with formula, inputs, quotes and sources"),
    ("data/certainty.csv", "CSV", "Certainty of the evidence for each outcome"),
    ("data/risk-of-bias.csv", "CSV", "Risk of bias, a column for each domain"),
    ("data/reports.csv", "CSV", "Reports with what was decided about them"),
    ("data/prisma.csv", "CSV", "Counts of the flow diagram"),
    ("data/included.ris", "RIS", "Reports of included studies, for reference managers"),
    ("data/included.csl.json", "CSL-JSON", "The same, for citation processors"),
    ("data/review.json", "JSON", "The whole review as data"),
    ("numbers.json", "JSON", "Every published number and where it is derived"),
    ("feed.atom", "Atom", "What happened to the review, as a feed"),
    ("feed.json", "JSON Feed", "The same, as JSON"),
    ("manifest.json", "JSON", "A digest of each file of this site"),
)


def downloads(links: Links, argument: str, level: int) -> Markup:
    """The files to take away."""
    items = [(links.href(path), path, kind, what) for path, kind, what in FILES]
    return render("blocks/downloads.html", links, items=items)
