"""Lists of what the review rests on: excluded reports, documents, explained names."""

from __future__ import annotations

from markupsafe import Markup

from tamis.report.site.citations import cite
from tamis.report.site.links import Links
from tamis.report.site.templating import Table, render, table
from tamis.report.site.wording import DOCUMENTS


def excluded(links: Links, argument: str, level: int) -> Markup:
    """Reports read in full and excluded, each with the criterion it failed."""
    rows, anchors = [], []
    criteria = {c.code: c for c in links.publication.protocol.criteria}
    for r in links.publication.reports:
        if r.standing != "excluded" or r.stage != "full-text":
            continue
        record = links.publication.records.get(r.report)
        what = (
            cite(links, record) if record else Markup("<cite>{}</cite>").format(r.title or r.label)
        )
        at = links.places.criteria.get(r.criterion, "methods.html#criteria")
        reason = r.reason or (criteria[r.criterion].text if r.criterion in criteria else "")
        code = links.to(at, r.criterion) if r.criterion else Markup("—")
        rows.append((what, code, links.words(reason, at)))
        anchors.append(links.places.records[r.report].partition("#")[2])
    if not rows:
        return Markup("<p>No report has been excluded after reading it in full.</p>")
    columns = ("Report", "Criterion", "Why it was excluded")
    caption = "Reports excluded after reading them in full"
    return table(links, Table(caption=caption, columns=columns, rows=rows, anchors=anchors))


def sources(links: Links, argument: str, level: int) -> Markup:
    """Every document that was read, how far it may be believed, and what it is used for."""
    used: dict[str, dict[str, Markup]] = {}
    for number in links.publication.ledger.values():
        for span in number.spans:
            if number.about in links.places.studies:
                used.setdefault(span.document, {})[number.about] = links.study(number.about)
    items = [
        {
            "anchor": links.places.documents[d.id].partition("#")[2],
            "title": d.title or d.id,
            "url": d.url if d.url.startswith(("http://", "https://")) else "",
            "kind": links.words(d.kind, links.places.documents[d.id]),
            "standing": DOCUMENTS[d.standing],
            "sha256": d.sha256,
            "note": links.words(d.note, links.places.documents[d.id]),
            "used": list(used.get(d.id, {}).values()),
        }
        for d in links.publication.documents.values()
    ]
    return render("blocks/sources.html", links, items=items)


def glossary_list(links: Links, argument: str, level: int) -> Markup:
    """Every explained name, by group."""
    groups: dict[str, list[tuple[str, Markup, Markup]]] = {}
    for e in sorted(links.places.entries, key=lambda e: e.name.lower()):
        at = f"glossary.html#{e.anchor}"
        name = links.to(at, e.name, "term")
        groups.setdefault(e.group, []).append((e.anchor, name, links.words(e.text, at)))
    return render("blocks/glossary.html", links, groups=groups, level=level)
