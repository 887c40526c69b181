"""Tables over studies: what they are, what they found by domain, and how they sort by facet."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from tamis.model.protocol import Facet, Field
from tamis.model.results import Cell, StudyRow
from tamis.report.site.blocks.approaches import distinct, harms
from tamis.report.site.links import Links
from tamis.report.site.registries import registry_url
from tamis.report.site.results import result_cell, result_when
from tamis.report.site.templating import Table, render, table
from tamis.report.site.wording import DESIGNS, MISSING, STATUSES, readable

#: With more fields than this a table of studies turns into lists of facts.
_MOST_FIELDS = 4
#: Text longer than this gets a line of its own among facts.
_LONG = 90
#: Characteristics that every table shows in words anyway.
_KNOWN = frozenset({"design", "status"})


def included_studies(links: Links, argument: str, level: int) -> Markup:
    """The table of included studies, columns as the protocol's fields say.

    With many fields, only the page of studies (or the argument "all") shows each of them; other
    pages show the first few and lead there.
    """
    rows = [r for r in links.publication.studies if r.included]
    if not rows:
        return Markup("<p>No study has been included yet.</p>")
    made = studies_table(links, "Included studies", rows)
    fields = _columns(links, rows)
    if len(fields) <= _MOST_FIELDS or argument == "all" or links.path == "studies.html":
        return made
    return _plain_table(links, "Included studies", rows, fields[:_MOST_FIELDS]) + Markup(
        "<p>{}</p>"
    ).format(links.to("studies.html", "All characteristics of every study"))


def studies_table(links: Links, caption: str, rows: list[StudyRow]) -> Markup:
    """Studies with their design, status and the protocol's columns."""
    fields = _columns(links, rows)
    make = _facts if len(fields) > _MOST_FIELDS else _plain_table
    return make(links, caption, rows, fields)


def _columns(links: Links, rows: list[StudyRow]) -> list[Field]:
    return [
        f
        for f in links.publication.protocol.fields
        if f.column and not _told(f, rows) and any(f.id in r.cells for r in rows)
    ]


def _told(field: Field, rows: list[StudyRow]) -> bool:
    """Whether a field only repeats the design, which every table says in words anyway."""
    said = {r.cells[field.id].text for r in rows if field.id in r.cells}
    return field.id in _KNOWN or said <= set(DESIGNS)


def _plain_table(links: Links, caption: str, rows: list[StudyRow], fields: list[Field]) -> Markup:
    columns = ["Study", "Design", "Status", *(f.label for f in fields)]
    cells = [
        [
            study_name(links, r),
            DESIGNS[r.design][0],
            STATUSES[r.status],
            *(cell(links, r, r.cells.get(f.id)) for f in fields),
        ]
        for r in rows
    ]
    view = Table(caption=caption, columns=columns, rows=cells, hide_caption=True)
    return table(links, view)


def _facts(links: Links, caption: str, rows: list[StudyRow], fields: list[Field]) -> Markup:
    """Studies with many characteristics: what is known as facts, what is missing in one line."""
    items = []
    for r in rows:
        held = {f: r.cells[f.id] for f in fields if f.id in r.cells and not _absent(r.cells[f.id])}
        facts = [
            (
                links.words(f.label, "glossary.html"),
                cell(links, r, replace(found, note="")),
                len(found.text) > _LONG,
            )
            for f, found in held.items()
        ]
        missing = [f.label for f in fields if f not in held]
        items.append(
            {
                "name": study_name(links, r),
                "design": DESIGNS[r.design][0],
                "status": STATUSES[r.status],
                "facts": facts,
                "missing": [links.words(name, "glossary.html") for name in missing],
            }
        )
    return render("blocks/study_facts.html", links, caption=caption, items=items)


def study_name(links: Links, row: StudyRow) -> Markup:
    """A study's label with the marks that matter when it is counted."""
    out = links.study(row.study)
    if row.previous:
        out += Markup(' <span class="mark">in the earlier version</span>')
    if not row.counted:
        out += Markup(' <span class="mark">shares participants, not counted twice</span>')
    return out


def cell(links: Links, row: StudyRow, found: Cell | None) -> Markup:
    """One characteristic: its number or words, or plainly that it is missing."""
    at = links.places.studies.get(row.study, "")
    if found is None or _absent(found):
        state = found.state if found else "not-reported"
        note = links.words(found.note, at) if found and found.note else ""
        words = Markup('<span class="missing">{}</span>').format(MISSING[state])
        return words + (Markup(' <small class="note">{}</small>').format(note) if note else "")
    number = links.publication.ledger.get(found.number) if found.number else None
    if label := _decoded(links, found.text):
        out = links.to(links.places.numbers[number.id], label) if number else links.words(label, at)
    elif number is None:
        out = links.words(found.text, at)
    elif number.shown.strip() == found.text.strip() or not found.text:
        out = links.num(found.number)
    else:
        out = links.words(found.text, links.places.numbers[found.number], (found.number,))
    if found.note:
        out += Markup(' <small class="note">{}</small>').format(links.words(found.note, at))
    return out


def _decoded(links: Links, code: str) -> str:
    """The label of a coded value: a term of the protocol, or a design."""
    protocol = links.publication.protocol
    terms = [*protocol.populations, *(t for f in protocol.facets for t in f.terms)]
    label = next((t.label for t in terms if t.id == code), "")
    return label or (DESIGNS[code][0] if code in DESIGNS else "")


def _absent(found: Cell) -> bool:
    return found.state in MISSING or not found.text


def registered(links: Links, argument: str, level: int) -> Markup:
    """Studies that are planned or under way, with their registrations."""
    rows = [r for r in links.publication.studies if r.status in ("ongoing", "planned")]
    if not rows:
        return Markup("<p>No planned or ongoing study was found.</p>")
    columns = ("Study", "Registration", "Status", "Design")
    cells = [
        (
            links.study(r.study),
            Markup(", ").join(registration(links, t) for t in r.registrations) or "—",
            STATUSES[r.status],
            DESIGNS[r.design][0],
        )
        for r in rows
    ]
    view = Table(caption="Registered studies", columns=columns, rows=cells, hide_caption=True)
    return table(links, view)


def registration(links: Links, name: str) -> Markup:
    """A registration number, opening the register's own page."""
    return Markup('<a class="out" href="{}">{}</a>').format(registry_url(name), name)


def facet_matrices(links: Links, argument: str, level: int) -> Markup:
    """The first facet against each of the others."""
    facets = [f for f in links.publication.protocol.facets if _used(links, f)]
    return Markup("").join(
        facet_matrix(links, f"{facets[0].id}×{other.id}", level) for other in facets[1:]
    )


def facet_matrix(links: Links, argument: str, level: int) -> Markup:
    """Studies by two facets, named as 'rows×columns'; a third facet is written beside each."""
    wanted = [name.strip() for name in argument.replace("*", "×").split("×")]
    known = {f.id: f for f in links.publication.protocol.facets}
    if len(wanted) < 2 or any(name not in known for name in wanted):
        return links.missing(f"facets {argument}")
    down, across, *rest = (known[name] for name in wanted)
    columns, rows = _used(links, across), []
    for term in _used(links, down):
        line = [links.term(term)]
        for other in columns:
            here = [
                r
                for r in links.publication.studies
                if r.included and term in r.terms.get(down.id, ())
                and other in r.terms.get(across.id, ())
            ]  # fmt: skip
            line.append(_matrix_cell(links, here, rest))
        rows.append(line)
    caption = f"{down.label} by {across.label.lower()}"
    labels = {t.id: t.label for t in across.terms}
    heads = (down.label, *(labels.get(t, t) for t in columns))
    return table(links, Table(caption=caption, columns=heads, rows=rows, kind="matrix"))


def _used(links: Links, facet: Facet) -> list[str]:
    used = {t for r in links.publication.studies if r.included for t in r.terms.get(facet.id, ())}
    known = [t.id for t in facet.terms if t.id in used]
    return known + sorted(used - set(known))


def _matrix_cell(links: Links, here: list[StudyRow], rest: list[Facet]) -> Markup:
    if not here:
        return Markup('<span class="quiet none">no study</span>')
    items = []
    for r in here:
        terms = [links.term(t) for f in rest for t in r.terms.get(f.id, ())]
        tail = Markup(" ({})").format(Markup(", ").join(terms)) if terms else Markup("")
        design = Markup(' <small class="note">{}</small>').format(DESIGNS[r.design][0].lower())
        items.append(Markup("<li>{}{}{}</li>").format(links.study(r.study), tail, design))
    return Markup('<ul class="plain">{}</ul>').format(Markup("").join(items))


def safety_table(links: Links, argument: str, level: int) -> Markup:
    """Harms: the counts over all studies, then every study's safety results."""
    protocol = links.publication.protocol
    wanted = set(protocol.synthesis.safety_outcomes)
    wanted |= {o.id for o in protocol.outcomes if o.domain.lower() in ("safety", "harms")}
    rows = _results_table(links, "Safety results, study by study", wanted)
    return harms(links, "", level) + rows or Markup("<p>No safety result could be read.</p>")


def domain_table(links: Links, argument: str, level: int) -> Markup:
    """Every study's results for the outcomes of one domain of the protocol."""
    wanted = {o.id for o in links.publication.protocol.outcomes if o.domain == argument}
    if not wanted:
        return links.missing(f"outcome domain {argument}")
    return _results_table(links, f"{readable(argument)}: results, study by study", wanted)


def other_tables(links: Links, argument: str, level: int) -> Markup:
    """A table for each domain of outcomes other than safety."""
    protocol = links.publication.protocol
    domains = dict.fromkeys(
        o.domain
        for o in protocol.outcomes
        if o.domain
        and o.domain.lower() not in ("safety", "harms")
        and o.id not in protocol.synthesis.safety_outcomes
    )
    return Markup("").join(domain_table(links, d, level) for d in domains)


def _results_table(links: Links, caption: str, wanted: set[str]) -> Markup:
    found = distinct([a for a in links.publication.analyses if a.outcome in wanted])
    rows = [
        (
            links.study(r.study, r.label),
            links.term(r.outcome),
            result_when(links, r),
            result_cell(links, r),
        )
        for r in found
    ]
    columns = ("Study", "Outcome", "When and in whom", "Result")
    return table(links, Table(caption=caption, columns=columns, rows=rows, kind="cards"))
