"""DOIs, PubMed numbers and accession numbers, wherever RIS exporters put them."""

from __future__ import annotations

import re
from typing import Any

from tamis.formats import _clean
from tamis.formats._identity import accession
from tamis.formats._ris_fields import Fields
from tamis.formats._ris_plan import Plan

_PMID = re.compile(
    r"(?:PUBMED|PMID)[: ]\s*(\d{1,8})(?!\d)|(?<!\d)(\d{1,8})\s?\[pmid\]", re.IGNORECASE
)
_PMCID = re.compile(r"(PMC\d{2,9})(?:\s?\[pmcid\])?", re.IGNORECASE)
_LINKED = re.compile(
    r"eid=(2-s2\.0-\d+)|embase\.com/.{0,300}?[?&]id=(L\d{6,12})|openalex\.org/(W\d+)"
    r"|pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})(?!\d)|nlm\.nih\.gov/pubmed/(\d{1,8})(?!\d)"
)
_PLAIN = re.compile(r"10\.\d{4,9}/[A-Za-z0-9./_()-]*[A-Za-z0-9]")
_DOI_NOTE = re.compile(r".{0,40}?\bdoi:? ?10\.\S+", re.IGNORECASE)
#: Accession number begins with → source.
_ORIGINS = (
    ("2-s2.0", "scopus"),
    ("WOS:", "wos"),
    ("CN-", "central"),
    ("rayyan-", "rayyan"),
    ("L", "embase"),
    ("W", "openalex"),
    ("EJ", "eric"),
    ("ED", "eric"),
    ("pub.", "dimensions"),
)


def find_doi(text: str, fields: Fields, raw: str, extra: list[tuple[str, str]]) -> str:
    """The DOI in its own tag or, failing that, in a link or a note."""
    if _PLAIN.fullmatch(text):
        return text
    found = _clean.doi(text)
    if text and not found:
        extra.append(("DO", text))
    if found or "10." not in raw:
        return found
    places = [url for url in fields.all("UR") if "doi" in url.lower()]
    for tag in ("L2", "LK", "M3", "M1", "L1", "ID"):
        places += [v for v in fields.all(tag) if "doi" in v.lower() or v.startswith("10.")]
    for tag in ("N1", "M3", "M1"):
        places += [m[0] for value in fields.all(tag) if (m := _DOI_NOTE.match(value))]
    return next(filter(None, map(_clean.doi, places)), "")


def find_ids(
    plan: Plan,
    fields: Fields,
    values: dict[str, Any],
    detected: str,
    extra: list[tuple[str, str]],
) -> tuple[str, str]:
    """Fill PubMed, PMC and registry numbers; return (own id, database)."""
    number = fields.first.get("AN", "")
    # A plain number in AN says nothing of its kind, and is often all there is.
    only_plain = number.isdecimal() and plan.numbers == ("AN",)
    pmid = "" if only_plain or not plan.numbers else _numbers(plan, fields, values)
    linked = ""
    for url in fields.many.get("UR") or (fields.first.get("UR", ""),):
        if ("id=" in url or "openalex" in url or "pubmed" in url) and (m := _LINKED.search(url)):
            linked = linked or m[1] or m[2] or m[3] or ""
            pmid = pmid or m[4] or m[5] or ""
    if not pmid and detected in ("pubmed", "medline") and number.isdecimal() and len(number) < 9:
        pmid = number
    values["pmid"] = pmid
    own = accession(number, numeric=True) if number else ""
    own = own or linked or _elsewhere(plan, fields) or pmid or values["pmcid"]
    if number and (own != number or "AN" in fields.many):
        # As the record's id in its source the number has its place.
        extra.extend(("AN", value) for value in fields.all("AN") if value and value != own)
    return own, detected or _origin(own)


def _numbers(plan: Plan, fields: Fields, values: dict[str, Any]) -> str:
    """PMC and registry numbers go to their fields, the PubMed number is returned."""
    pmid = ""
    for tag in plan.numbers:
        for value in fields.many.get(tag) or (fields.first[tag],):
            if value.isdecimal():
                pmid = pmid or (value if tag == "PMID" else "")
                continue
            named = "PMID" in value or "pmid" in value or "PUBMED" in value
            if named and not pmid and value.isascii() and (found := _PMID.search(value)):
                pmid = found[1] or found[2]
            if "PMC" in value and tag != "N1" and (found := _PMCID.search(value)):
                values["pmcid"] = values["pmcid"] or found[1].upper()
    for tag in plan.trials:
        for value in fields.many.get(tag) or (fields.first[tag],):
            # CENTRAL writes "CTGOV NCT01234567"; other uses of C3 are not searched.
            trial = tag == "AN" or "CTGOV" in value or "ICTRP" in value
            if trial and not value.isdecimal() and (ids := _clean.registry_ids(value)):
                values["registry_ids"] = _clean.unique((*values["registry_ids"], *ids))
    return pmid


def _elsewhere(plan: Plan, fields: Fields) -> str:
    """Accession numbers outside AN: Embase in U2, Ovid and EBSCO in ID."""
    for tag in plan.elsewhere:
        for value in fields.all(tag):
            if found := accession(value):
                return found
            if 8 <= len(value) <= 12 and value.isdecimal():
                return value
    return ""


def _origin(own: str) -> str:
    for start, source in _ORIGINS if own else ():
        if own.startswith(start):
            return source
    return ""
