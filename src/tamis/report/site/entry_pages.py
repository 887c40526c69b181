"""Pages for single things: a study with its evidence, groups of numbers, lists of records."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from tamis.model.numbers import Number
from tamis.model.publication import Publication
from tamis.model.results import StudyRow
from tamis.report.site.blocks.approaches import distinct
from tamis.report.site.blocks.checks import inconsistencies
from tamis.report.site.blocks.studies import cell, registration
from tamis.report.site.citations import cite
from tamis.report.site.derivations import derivation
from tamis.report.site.links import Links
from tamis.report.site.places import RECORDS_PER_PAGE, Places
from tamis.report.site.results import result_cell, result_when
from tamis.report.site.templating import Table, render, table
from tamis.report.site.wording import DESIGNS, STANDINGS, STATUSES

Made = Iterator[tuple[str, str, Markup]]


def study_pages(publication: Publication, where: Places) -> Made:
    """A page for each study: what it is, what it found, and every word that was read in it."""
    about: dict[str, list[Number]] = {}
    for number in publication.ledger.values():
        about.setdefault(number.about, []).append(number)
    for row in publication.studies:
        path = where.studies[row.study]
        links = Links(publication=publication, places=where, path=path)
        fields = [(links.term(f.id), cell(links, row, row.cells.get(f.id)))
                  for f in publication.protocol.fields]  # fmt: skip
        body = render(
            "study.html",
            links,
            row=row,
            design=DESIGNS[row.design],
            status=STATUSES[row.status],
            fields=fields,
            reports=[_report(links, r) for r in row.reports],
            registrations=[registration(links, t) for t in row.registrations],
            overlaps=[links.record(s) for s in row.overlaps],
            terms=_terms(links, row),
            results=_results(links, row.study),
            rob=[j for j in publication.rob if j.study == row.study],
            inconsistencies=_inconsistencies(links, row.study),
            derivations=[derivation(links, n) for n in about.get(row.study, ())],
        )
        yield path, row.label, body


def _terms(links: Links, row: StudyRow) -> list[tuple[str, list[Markup]]]:
    """What the study is sorted under, where no characteristic of its own says it."""
    protocol = links.publication.protocol
    said = {c.text for c in row.cells.values()}
    sorted_by = [("People", row.populations)]
    sorted_by += [(f.label, row.terms.get(f.id, ())) for f in protocol.facets]
    return [
        (label, [links.term(t) for t in terms])
        for label, terms in sorted_by
        if terms and not set(terms) <= said
    ]


def _report(links: Links, report: str) -> Markup:
    record = links.publication.records.get(report)
    return cite(links, record) if record else links.record(report)


def _inconsistencies(links: Links, study: str) -> Markup:
    has = any(i.study == study for i in links.publication.inconsistencies)
    return inconsistencies(links, study, 3) if has else Markup("")


def _results(links: Links, study: str) -> Markup:
    found = [r for r in distinct(list(links.publication.analyses)) if r.study == study]
    rows = []
    for r in found:
        at = links.places.results[r.id]
        printed = Markup("<br>").join(
            Markup("{}: {}").format(links.words(label, at), links.num(name))
            for label, name in r.printed
        )
        words = Markup("<br>").join(links.words(w, at) for w in r.words)
        said = Markup("<br>").join(p for p in (printed, words) if p) or Markup("—")
        rows.append(
            (
                links.term(r.outcome),
                result_when(links, r),
                result_cell(links, r) if r.effect else Markup("no estimate"),
                said,
                links.words(r.why_not, at) or "—",
            )
        )
    anchors = [links.places.results[r.id].partition("#")[2] for r in found]
    columns = ("Outcome", "When and in whom", "Effect", "As printed", "Caution")
    return table(links, Table(caption="Results", columns=columns, rows=rows, anchors=anchors))


def number_pages(publication: Publication, where: Places) -> Made:
    """Pages of derivations, one for each thing that numbers are about."""
    homes: dict[str, list[Number]] = {}
    for name, place in where.numbers.items():
        path = place.partition("#")[0]
        if path.startswith("numbers/"):
            homes.setdefault(path, []).append(publication.ledger[name])
    for path, numbers in homes.items():
        links = Links(publication=publication, places=where, path=path)
        title = _title(publication, numbers[0].about)
        body = render(
            "numbers.html",
            links,
            heading=links.words(title, path),
            derivations=[derivation(links, n) for n in numbers],
        )
        yield path, title, body


def _title(publication: Publication, about: str) -> str:
    protocol, names = publication.protocol, []
    for part in about.split("/"):
        outcome, comparison = protocol.outcome(part), protocol.comparison(part)
        names.append(outcome.label if outcome else comparison.label if comparison else part)
    return f"Numbers: {', '.join(names) if about else 'the review'}"


def record_pages(publication: Publication, where: Places) -> Made:
    """Every record that was found, as its source gave it, with where its report stands."""
    home = {r: report for report, members in publication.members.items() for r in members}
    standing = {row.report: row for row in publication.reports}
    names = list(publication.records)
    for start in range(0, len(names), RECORDS_PER_PAGE):
        path = f"records/{start // RECORDS_PER_PAGE + 1}.html"
        links = Links(publication=publication, places=where, path=path)
        rows, anchors = [], []
        for name in names[start : start + RECORDS_PER_PAGE]:
            record = publication.records[name]
            row = standing.get(home.get(name, name))
            state = STANDINGS[row.standing] if row else "not screened"
            if row and row.study in where.studies:
                state = Markup("{}: {}").format(state, links.study(row.study))
            rows.append(
                (cite(links, record), links.words(record.source, "methods.html#search"), state)
            )
            anchors.append(_anchor(where, name))
        view = Table(
            caption="Records", columns=("Record", "Source", "Report"), rows=rows, anchors=anchors
        )
        yield path, "Records", render("records.html", links, table=table(links, view))


def _anchor(where: Places, name: str) -> str:
    place = where.records[name]
    return place.partition("#")[2]
