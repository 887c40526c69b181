"""Records: one for every row, trial report, registration, review and harm of the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tamis.model.ids import record_id
from tamis.model.records import Record
from tools.als.data import plainly
from tools.als.facts import Collection, Entry, found
from tools.als.registrations import registration
from tools.als.table1 import SOURCE as TABLE_1
from tools.als.table1 import rows

_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A set of records that came from one place."""

    id: str
    source: str
    route: str
    note: str
    records: Mapping[str, Record]


def searches(collection: Collection) -> tuple[Search, ...]:
    """The five sets, the earlier review's rows first. Keys are "set/id"."""
    return (
        Search(
            id="2022-08-21-earlier-review",
            source=TABLE_1,
            route="previous",
            note="The nineteen rows of its table of included trials.",
            records=dict(rows(collection)),
        ),
        Search(
            id="2026-11-20-trials",
            source="Collected trial reports",
            route="other",
            note="Reports named by the earlier review, by reviews and by registrations, looked up"
            " in stored pages. Most pages end before the results.",
            records={f"trials/{k}": _trial(k, e) for k, e in collection.trials.items()},
        ),
        Search(
            id="2026-11-20-registrations",
            source="Stored pages of trial registers",
            route="register",
            note="Copies of register pages and mirrors of different ages; no live register was"
            " searched.",
            records={
                f"registry/{k}": registration(k, e, collection)
                for k, e in collection.registrations.items()
            },
        ),
        Search(
            id="2026-11-20-reviews",
            source="Published reviews",
            route="other",
            note="Systematic reviews and meta-analyses met while collecting.",
            records={f"reviews/{k}": _review(k, e) for k, e in collection.reviews.items()},
        ),
        Search(
            id="2026-11-20-harms",
            source="Reports of harm",
            route="other",
            note="Publications about harm from cells, most of them sold outside trials.",
            records=dict(_harms(collection)),
        ),
    )


def _trial(key: str, entry: Entry) -> Record:
    source = "Collected trial reports"
    citation = entry.get("citation", {})
    text = str(citation.get("text", ""))
    title = citation.get("title") if found(citation.get("title")) else text
    year = _YEAR.search(str(citation.get("year", "")) or text)
    return Record(
        id=record_id(source, key),
        source=source,
        source_id=key,
        kind="registration" if key in ("cns10-cortex", "endurance") else "article",
        title=str(title or ""),
        authors=_authors(citation.get("authors")),
        year=int(year[1]) if year else None,
        journal=_said(citation, "journal"),
        volume=_said(citation, "volume"),
        issue=_said(citation, "issue"),
        pages=_said(citation, "pages"),
        doi=_said(citation, "doi"),
        pmid=_said(citation, "pmid"),
        pmcid=_said(citation, "pmcid"),
        registry_ids=tuple(str(r["id"]) for r in entry.get("registry", ()) if found(r["id"])),
        notes=tuple(
            plainly(str(n))
            for n in (entry.get("status"), entry.get("note"), citation.get("erratum"))
            if n and found(n)
        ),
    )


def _review(key: str, entry: Entry) -> Record:
    source = "Published reviews"
    text = plainly(str(entry["citation"]["text"]))
    year = _YEAR.search(text)
    return Record(
        id=record_id(source, key),
        source=source,
        source_id=key,
        title=text,
        year=int(year[1]) if year else None,
        doi=_said(entry["citation"], "doi"),
        publication_types=("Systematic Review",),
    )


def _harms(collection: Collection) -> Iterator[tuple[str, Record]]:
    """Publications among the documented harms; notices of regulators are documents only."""
    source = "Reports of harm"
    for key, entry in collection.harms.items():
        if key in ("martinez-2012", "fda-reports", "ema-2020"):
            continue
        said = str(entry.get("journal", ""))
        year = _YEAR.search(said) or _YEAR.search(key)
        doi = re.search(r"10\.\d{4,}/[^\s,]+", said)
        yield (
            f"harms/{key}",
            Record(
                id=record_id(source, key),
                source=source,
                source_id=key,
                title=plainly(str(entry["what"])),
                year=int(year[1]) if year else None,
                journal=said.split(",")[0],
                doi=doi[0] if doi else "",
                notes=("The title is this review's description; the printed one was not kept.",),
            ),
        )


def _said(citation: Entry, name: str) -> str:
    value = citation.get(name)
    return str(value) if found(value) else ""


def _authors(text: object) -> tuple[str, ...]:
    """'Berry JD, Cudkowicz ME, et al.' → ('Berry, JD', 'Cudkowicz, ME')."""
    if not found(text):
        return ()
    names = []
    for part in str(text).split(","):
        name = re.sub(r"\(.*?\)|et al\.?|\.\.\.|^PI ", "", part).strip()
        match = re.fullmatch(r"(.+?) ([A-ZÅÄÖÚ]{1,4}(?: Jr)?)", name)
        if match:
            names.append(f"{match[1]}, {match[2]}")
        elif name:
            names.append(name)
    return tuple(names)
