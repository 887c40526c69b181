"""Records of registered trials: what the collection says, and what register pages say of whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tamis.model.evidence import MAX_QUOTED_WORDS
from tamis.model.ids import record_id
from tamis.model.records import Record
from tools.als.data import plainly
from tools.als.decisions import decisions
from tools.als.errors import Unconverted
from tools.als.facts import Collection, Entry, found, keys_of

SOURCE = "Stored pages of trial registers"
_REGISTRY_ID = re.compile(r"(NCT\d{8}|IRCT\d+N\d+)")
#: Name in the collection, or in registrations.toml → name in the record.
_COLLECTED = (
    ("status", "status"), ("phase", "phase"), ("sponsor", "sponsor"), ("country", "country"),
    ("n", "n"), ("route", "route"), ("cells", "cells"),
)  # fmt: skip
_DATES = (
    ("posted", "posted"), ("last_update", "last-update"), ("start", "start"),
    ("completion", "completion"), ("results", "results"),
)  # fmt: skip
_READ = (
    ("minimum_age", "minimum-age"), ("maximum_age", "maximum-age"), ("sex", "sex"),
    ("primary_completion", "primary-completion"),
)  # fmt: skip


def registration(key: str, entry: Entry, collection: Collection) -> Record:
    """A registered trial; fields that were not found are left out, never filled."""
    match = _REGISTRY_ID.search(key)
    page = _pages().get(key, {})
    return Record(
        id=record_id(SOURCE, key),
        source=SOURCE,
        source_id=key,
        kind="registration",
        title=str(entry["title"]),
        registry_ids=(match[1],) if match else (),
        notes=tuple(plainly(str(entry[n])) for n in ("note", "clinic_checker_note") if n in entry),
        extra=(
            *_collected(entry, page),
            *_dates(entry, page),
            *_read(page),
            *_eligibility(key, entry, page),
            *_documents(entry, page, collection),
        ),
    )


def _pages() -> Mapping[str, Mapping[str, Any]]:
    return {str(r["id"]): r for r in decisions("registrations")["registration"]}


def _collected(entry: Entry, page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, field in _COLLECTED:
        value = entry.get(name) if found(entry.get(name)) else page.get(name)
        if value:
            yield field, str(value)
    yield "conditions", "; ".join(entry["conditions"])


def _dates(entry: Entry, page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The register page's date before the collection's, which rounds some to a month's end."""
    for name, field in _DATES:
        value = page.get(name) or (entry.get(name) if found(entry.get(name)) else None)
        if value:
            yield field, str(value)


def _read(page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, field in _READ:
        if page.get(name):
            yield field, str(page[name])
    for outcome in page.get("primary_outcomes", ()):
        yield "primary-outcome", str(outcome)
    for name, value in page.get("oversight", {}).items():
        yield name, str(value)


def _eligibility(key: str, entry: Entry, page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Quotations under two headings, or else what the collection noted of whom a trial takes."""
    said = list(page.get("statements", ()))
    if said:
        parts = []
        for sign, heading in (("+", "Inclusion Criteria:"), ("-", "Exclusion Criteria:")):
            quotes = [s[2:] for s in said if s[0] == sign]
            for quote in quotes:
                if len(quote.split()) > MAX_QUOTED_WORDS:
                    raise Unconverted("registrations.toml", f"{key}: '{quote}' is too long a quote")
            if quotes:
                parts.append("\n".join([heading, *(f"- {q}" for q in quotes)]))
        yield "eligibility", "\n\n".join(parts)
        yield "eligibility-state", "excerpts"
    elif found(entry.get("pls_note")) and entry.get("pls_or_umn") is False:
        yield "eligibility-note", plainly(str(entry["pls_note"]))
    if page.get("note"):
        yield "eligibility-note", str(page["note"])
    if page.get("page_day"):
        yield "page-day", str(page["page_day"])


def _documents(
    entry: Entry, page: Mapping[str, Any], collection: Collection
) -> Iterator[tuple[str, str]]:
    """The pages that were read, the one with the eligibility text first."""
    urls = [str(page[name]) for name in ("page", "oversight_page") if name in page]
    urls += [collection.documents[k].url for k in keys_of(entry) if collection.documents[k].url]
    for url in dict.fromkeys(urls):
        yield "document", url
    yield "copy", "a stored copy of a register page or of a mirror was read, not the register"
