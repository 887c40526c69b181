"""Where everything lives on the site: one address for each number, study, document and name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tamis.model.publication import Publication
from tamis.report.site.glossary import Entry, glossary
from tamis.report.site.slugs import unique_slugs

RECORDS_PER_PAGE = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Addresses from the root of the site, as "page.html#anchor".

    `named` maps every name that holds a digit (and may stand in free text) to its address;
    `pattern` finds those names, longest first.
    """

    numbers: Mapping[str, str]
    studies: Mapping[str, str]
    results: Mapping[str, str]
    documents: Mapping[str, str]
    records: Mapping[str, str]
    terms: Mapping[str, str]
    criteria: Mapping[str, str]
    trials: Mapping[str, str]
    labels: Mapping[str, str]
    entries: tuple[Entry, ...]
    named: Mapping[str, str]
    pattern: re.Pattern[str] | None


def places(publication: Publication) -> Places:
    """Work out the address of everything a page may link to."""
    files = unique_slugs(row.study for row in publication.studies)
    studies = {study: f"evidence/{name}.html" for study, name in files.items()}
    entries = glossary(publication)
    labels = {e.name: f"glossary.html#{e.anchor}" for e in entries}
    terms = labels | {
        s: f"glossary.html#{e.anchor}" for e in entries for s in e.synonyms if s not in labels
    }
    named = {name: place for name, place in terms.items() if _is_name(name)}
    named |= {row.label: studies[row.study] for row in publication.studies if _is_name(row.label)}
    criteria = unique_slugs((c.code for c in publication.protocol.criteria), prefix="criterion-")
    return Places(
        numbers=_numbers(publication, studies),
        studies=studies,
        results=_results(publication, studies),
        documents=_anchors("sources.html", publication.documents, "doc-"),
        records=_records(publication),
        terms=terms,
        criteria={code: f"methods.html#{anchor}" for code, anchor in criteria.items()},
        trials={t: studies[row.study] for row in publication.studies for t in row.registrations},
        labels=_labels(publication),
        entries=entries,
        named=named,
        pattern=_names_pattern(tuple(named)),
    )


def relative(place: str, page: str) -> str:
    """The address of a place as seen from a page; other sites' addresses stay as they are."""
    if re.match(r"[a-z]+:", place):
        return place
    path, _, anchor = place.partition("#")
    if not path or path == page:
        return f"#{anchor}" if anchor else posixpath.basename(page)
    path = posixpath.relpath(path, posixpath.dirname(page) or ".")
    return f"{path}#{anchor}" if anchor else path


def _digit(text: str) -> bool:
    return any(c.isdecimal() for c in text)


def _is_name(text: str) -> bool:
    """A bare number is never a name, or '2' in a sentence would pass for explained."""
    return _digit(text) and any(c.isalpha() for c in text)


def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def _labels(publication: Publication) -> dict[str, str]:
    """How people speak of records and reports."""
    records = {name: r.label for name, r in publication.records.items()}
    return records | {r.report: r.label or r.title for r in publication.reports}


def _anchors(page: str, ids: Mapping[str, object], prefix: str) -> dict[str, str]:
    return {name: f"{page}#{a}" for name, a in unique_slugs(ids, prefix=prefix).items()}


def _numbers(publication: Publication, studies: Mapping[str, str]) -> dict[str, str]:
    """Numbers about a study are on its page; all others on one page for what they are about."""
    anchors = unique_slugs(publication.ledger, prefix="n-")
    about = {number.about or "review" for number in publication.ledger.values()}
    pages = unique_slugs(sorted(about - set(studies)))
    homes = {name: f"numbers/{page}.html" for name, page in pages.items()} | dict(studies)
    return {
        name: f"{homes[number.about or 'review']}#{anchors[name]}"
        for name, number in publication.ledger.items()
    }


def _results(publication: Publication, studies: Mapping[str, str]) -> dict[str, str]:
    found = {r.id: r.study for a in publication.analyses for r in a.results if r.study in studies}
    anchors = unique_slugs(found, prefix="result-")
    return {name: f"{studies[study]}#{anchors[name]}" for name, study in found.items()}


def _records(publication: Publication) -> dict[str, str]:
    """Records and reports: an excluded report is on its own page, others in the list of records."""
    anchors = unique_slugs((*publication.records, *(r.report for r in publication.reports)), "r-")
    listed = {
        name: f"records/{number // RECORDS_PER_PAGE + 1}.html#{anchors[name]}"
        for number, name in enumerate(publication.records)
    }
    reports = {
        row.report: f"excluded.html#{anchors[row.report]}"
        for row in publication.reports
        if row.standing == "excluded" and row.stage == "full-text"
    }
    return listed | reports
