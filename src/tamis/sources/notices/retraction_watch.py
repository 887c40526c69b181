"""Notices of the Retraction Watch data, from the CSV file Crossref publishes.

Columns as that file names them (Crossref, "Retraction Watch data"); it is not always clean UTF-8,
so what does not decode is replaced. Dates are month/day/year; a PMID of 0 means none.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from tamis.model.errors import InvalidFile
from tamis.sources.notices.values import Notice, kind_of

_NEEDED = frozenset({"OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature"})


def from_retraction_watch(
    path: Path, dois: Collection[str] = (), pmids: Collection[str] = ()
) -> tuple[Notice, ...]:
    """The notices about some articles; about all, when neither DOIs nor PMIDs are given.

    Raises:
        InvalidFile: The file can't be read or is not Retraction Watch's.
    """
    return tuple(_found(path, {d.strip().lower() for d in dois if d}, {p for p in pmids if p}))


def _found(path: Path, dois: set[str], pmids: set[str]) -> Iterator[Notice]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = csv.DictReader(file)
            missing = _NEEDED - set(rows.fieldnames or ())
            if missing:
                why = f"it has no column {', '.join(sorted(missing))}; take Crossref's own CSV file"
                raise InvalidFile(path, [why])
            for row in rows:
                notice = _notice(row)
                if notice is None:
                    continue
                if not (dois or pmids) or notice.doi in dois or notice.pmid in pmids:
                    yield notice
    except (OSError, csv.Error) as error:
        raise InvalidFile(path, [str(error)]) from error


def _notice(row: dict[str, str | None]) -> Notice | None:
    nature = (row.get("RetractionNature") or "").strip()
    kind = kind_of(nature)
    if kind is None:
        return None
    return Notice(
        kind=kind,
        source="retraction-watch",
        doi=_doi(row.get("OriginalPaperDOI")),
        pmid=_pmid(row.get("OriginalPaperPubMedID")),
        notice_doi=_doi(row.get("RetractionDOI")),
        notice_pmid=_pmid(row.get("RetractionPubMedID")),
        on=_day(row.get("RetractionDate")),
        words=nature,
        reason="; ".join(p.strip(" +") for p in (row.get("Reason") or "").split(";") if p.strip()),
    )


def _doi(text: str | None) -> str:
    found = (text or "").strip().lower()
    return found if found.startswith("10.") else ""


def _pmid(text: str | None) -> str:
    found = (text or "").strip()
    return found if found.isdecimal() and found != "0" else ""


def _day(text: str | None) -> str:
    day = (text or "").split(" ")[0]
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(day, form).date().isoformat()
        except ValueError:
            continue
    return ""
