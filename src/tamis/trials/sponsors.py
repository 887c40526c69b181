"""What kind of body a sponsor is, by the register's own field, else by its name."""

from __future__ import annotations

import re

from tamis.trials.registration import SponsorKind

#: ClinicalTrials.gov's agency classes, and the words other registers use.
_FIELDS: dict[str, SponsorKind] = {
    "industry": "industry", "nih": "government", "fed": "government", "other_gov": "government",
    "network": "network", "indiv": "other", "commercial": "industry",
    "pharmaceutical company": "industry", "educational institution": "academic",
    "hospital/clinic/other health care facility": "academic", "non-commercial": "academic",
    "university": "academic", "government": "government",
}  # fmt: skip
_NAMES: tuple[tuple[SponsorKind, re.Pattern[str]], ...] = (
    ("academic", re.compile(
    r"\b(?:universit\w*|universidad|hospital\w*|h[oô]pita\w+|azienda|institut\w*|college|school"
    r"|medical cent(?:er|re)|mayo clinic|academy|fundaci[oó]n|assistance publique|klinik\w*)\b",
        re.I)),
    ("government", re.compile(
    r"\b(?:ministry|national institutes? of health|veterans affairs|department of)\b", re.I)),
    ("industry", re.compile(
    r"\b(?:inc|ltd|gmbh|llc|corp\w*|s\.?p?\.?a|co|therapeutics|pharma\w*|biotech\w*|bioscience\w*"
    r"|corestem\w*|company|limited)\b\.?", re.I)),
)  # fmt: skip


def sponsor_kind(name: str, field: str = "") -> SponsorKind:
    """The kind of sponsor; "OTHER" of ClinicalTrials.gov is decided by the name."""
    said = _FIELDS.get(field.strip().lower())
    if said:
        return said
    if not name.strip():
        return "not-stated"
    return next((kind for kind, pattern in _NAMES if pattern.search(name)), "other")
