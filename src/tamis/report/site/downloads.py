"""The review as files to take away: CSV, JSON, RIS and CSL-JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from tamis.model.publication import Publication
from tamis.model.records import Record
from tamis.model.results import Interval
from tamis.report.prisma import package_csv
from tamis.report.prisma_s import markdown
from tamis.report.site.places import Places
from tamis.report.site.reference_files import csl_json, ris

Row = Sequence[object]


def data_files(publication: Publication, where: Places) -> dict[str, bytes]:
    """Everything under data/."""
    counts = {b.number: b.count for b in publication.flow.boxes}

    def count(name: str) -> int:
        number = publication.ledger.get(name)
        return int(number.value or 0) if number else counts.get(name, 0)

    included = included_records(publication)
    appendix = publication.searched
    searched = {"data/prisma-s.md": markdown(appendix).encode()} if appendix else {}
    return searched | {
        "data/studies.csv": _csv(*_studies(publication)),
        "data/results.csv": _csv(*_results(publication)),
        "data/numbers.csv": _csv(*_numbers(publication, where)),
        "data/certainty.csv": _csv(*_certainties(publication)),
        "data/risk-of-bias.csv": _csv(*_rob(publication)),
        "data/reports.csv": _csv(*_reports(publication)),
        "data/prisma.csv": package_csv(publication.flow, count),
        "data/included.ris": ris(included),
        "data/included.csl.json": csl_json(included),
        "data/review.json": _json(_whole(publication)),
    }


def numbers_json(publication: Publication, where: Places) -> bytes:
    """Every number with where it is derived: what a crawler compares a page with."""
    return _json(
        {
            name: {
                "shown": n.shown,
                "value": n.value,
                "unit": n.unit,
                "kind": n.kind,
                "label": n.label,
                "formula": n.formula,
                "method": n.method,
                "inputs": {i.symbol: i.number for i in n.inputs},
                "spans": [asdict(s) for s in n.spans],
                "members": list(n.members),
                "at": where.numbers[name],
            }
            for name, n in publication.ledger.items()
        }
    )


def included_records(publication: Publication) -> list[Record]:
    """One record for each report of an included study."""
    reports = {r for s in publication.studies if s.included for r in s.reports}
    return [publication.records[r] for r in sorted(reports) if r in publication.records]


def _whole(publication: Publication) -> object:
    """The publication without abstracts and raw exports, which are not ours to publish."""
    bare = {
        name: replace(r, abstract="", raw="", extra=()) for name, r in publication.records.items()
    }
    whole = asdict(replace(publication, records=bare))
    whole["ledger"] = whole["ledger"]["numbers"]
    return whole


def _studies(publication: Publication) -> tuple[Row, Iterable[Row]]:
    fields, facets = publication.protocol.fields, publication.protocol.facets
    head = ("study", "label", "design", "status", "included", "in_earlier_version", "counted",
            "registrations", *(f.id for f in facets), *(f"{f.id}" for f in fields))  # fmt: skip
    rows = [
        (s.study, s.label, s.design, s.status, s.included, s.previous, s.counted,
         "; ".join(s.registrations), *("; ".join(s.terms.get(f.id, ())) for f in facets),
         *((s.cells[f.id].text or s.cells[f.id].state) if f.id in s.cells else "not-reported"
           for f in fields))
        for s in publication.studies
    ]  # fmt: skip
    return head, rows


def _results(publication: Publication) -> tuple[Row, Iterable[Row]]:
    head = ("analysis", "comparison", "outcome", "study", "timepoint", "population", "design",
            "measure", "n_treated", "n_control", "estimate", "low", "high", "se", "poolable",
            "why_not")  # fmt: skip
    rows = [
        (a.id, a.comparison, a.outcome, r.study, r.timepoint, r.population, r.design, r.measure,
         *r.sizes, *_interval(r.effect), r.poolable, r.why_not)
        for a in publication.analyses
        for r in a.results
    ]  # fmt: skip
    return head, rows


def _interval(found: Interval | None) -> tuple[object, ...]:
    return (found.estimate, found.low, found.high, found.se) if found else ("", "", "", "")


def _numbers(publication: Publication, where: Places) -> tuple[Row, Iterable[Row]]:
    head = ("id", "kind", "label", "shown", "value", "unit", "formula", "inputs", "quotes",
            "documents", "page")  # fmt: skip
    rows = [
        (n.id, n.kind, n.label, n.shown, n.value, n.unit, n.formula,
         "; ".join(f"{i.symbol}={i.number}" for i in n.inputs),
         " | ".join(s.quote for s in n.spans), "; ".join(s.document for s in n.spans),
         where.numbers[n.id])
        for n in publication.ledger.values()
    ]  # fmt: skip
    return head, rows


def _certainties(publication: Publication) -> tuple[Row, Iterable[Row]]:
    head = ("comparison", "outcome", "state", "level", "estimate", "low", "high", "se", "sentence")
    rows = [
        (c.comparison, c.outcome, c.state, c.level, *_interval(c.effect), c.sentence)
        for c in publication.certainties
    ]
    return head, rows


def _rob(publication: Publication) -> tuple[Row, Iterable[Row]]:
    domains = list(dict.fromkeys(d for j in publication.rob for d, _, _ in j.domains))
    head = ("study", "instrument", "outcome", "timepoint", "population", *domains, "overall")
    rows = []
    for j in publication.rob:
        named = {d: judged for d, judged, _ in j.domains}
        judged = (named.get(d, "") for d in domains)
        rows.append(
            (j.label, j.instrument, j.outcome, j.timepoint, j.population, *judged, j.overall)
        )
    return head, rows


def _reports(publication: Publication) -> tuple[Row, Iterable[Row]]:
    head = ("report", "label", "title", "stage", "standing", "criterion", "reason", "study", "doi",
            "pmid")  # fmt: skip
    rows = []
    for r in publication.reports:
        record = publication.records.get(r.report)
        ids = (record.doi, record.pmid) if record else ("", "")
        rows.append((r.report, r.label, r.title, r.stage, r.standing, r.criterion, r.reason,
                     r.study, *ids))  # fmt: skip
    return head, rows


def _csv(head: Row, rows: Iterable[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _safe(value: object) -> object:
    """Text that a spreadsheet would run as a formula is kept as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "@", "\t") else value


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
