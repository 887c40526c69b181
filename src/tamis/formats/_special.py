"""Columns that hold more than their heading says: whole citations, registrations, ids."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tamis.formats import _clean, _dates, _names
from tamis.formats._draft import Draft
from tamis.formats._place import Placer, place

#: Embase's "Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014".
_EMBASE = re.compile(r"(.+?) \((\d{4})\)(?: ([\w ]*?)(?::([^ (]+))?)?(?: \(([^)]+)\))?(?:[.]|$)")
#: BVS's "J Psychiatr Res;139: 179-184, 2021 07." and SciELO's "Interdisciplinaria; 40(1); 63-80".
_BVS = re.compile(r"([^;]+);\s*([\w ]+?)(?:\(([^)]*)\))?[:;]\s*([\w-]+)(?:,\s*(\d{4}.*))?\.?\s*")


#: No citation line is longer; matching grows with the square of the length.
_CITATION = 600


def _citation(draft: Draft, text: str, key: str) -> None:
    """Take apart a citation in one line, for what no column of its own holds."""
    draft.keep(key, text)
    if found := _EMBASE.match(text[:_CITATION]):
        journal, year, volume, issue, pages = found.groups()
        _unless(draft, journal=journal, volume=volume, issue=issue, pages=pages)
        draft.parts.setdefault("year", year)
    elif found := _BVS.match(text[:_CITATION]):
        journal, volume, issue, pages, _ = found.groups()
        _unless(draft, journal=journal, volume=volume, issue=issue, pages=pages)


def _unless(draft: Draft, **values: str | None) -> None:
    for name, value in values.items():
        if value and not getattr(draft, name):
            setattr(draft, name, _clean.tidy_pages(value) if name == "pages" else value.strip())


def _trial(draft: Draft, text: str, key: str) -> None:
    draft.own_id = text.strip()
    draft.kind = "registration"
    place(draft, "registry", text, key)


def _registry_maybe(draft: Draft, text: str, key: str) -> None:
    """Other ids of a trial: those a registry gave are kept apart from the sponsor's."""
    found = _clean.registry_ids(text)
    draft.registry_ids.extend(n for n in found if n not in draft.registry_ids)
    draft.keep(key, text)


def _openalex(draft: Draft, text: str, key: str) -> None:
    draft.own_id = text.rpartition("/")[2]


def _openalex_authors(draft: Draft, text: str, key: str) -> None:
    """ "Alba Vicente|Josep Sanjuan": given names first, parted by bars."""
    draft.authors = [
        _names.person(name, given_first=True) for name in text.split("|") if name.strip()
    ]


def _bars(field: str) -> Placer:
    return lambda draft, text, key: place(draft, field, text.replace("|", "; "), key)


def _date_us(draft: Draft, text: str, key: str) -> None:
    draft.parts["date"] = _dates.slashed(text, day_first=False)


SPECIAL: Mapping[str, Placer] = {
    "journal_citation": _citation,
    "trial": _trial,
    "registry_maybe": _registry_maybe,
    "openalex": _openalex,
    "openalex_authors": _openalex_authors,
    "serial_bars": _bars("serial"),
    "date_us": _date_us,
}
