"""Registration numbers: one spelling for each, its register, and where that shows it."""

from __future__ import annotations

import re
from urllib.parse import quote

#: Register → how its numbers look once spaces are gone and letters are capital.
_REGISTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ClinicalTrials.gov", re.compile(r"NCT\d{8}")),
    ("ISRCTN", re.compile(r"ISRCTN\d{6,8}")),
    ("EU CTIS", re.compile(r"20(?:2[2-9]|[3-9]\d)-5\d{5}-\d{2}")),
    ("EU CTR", re.compile(r"(?:19|20)\d{2}-\d{6}-\d{2}")),
    ("ANZCTR", re.compile(r"ACTRN\d{14}P?")),
    ("ChiCTR", re.compile(r"CHICTR-?[\dA-Z-]{6,}")),
    ("DRKS", re.compile(r"DRKS\d{8}")),
    ("IRCT", re.compile(r"IRCT\d{8,}N?\d*")),
    ("CRIS", re.compile(r"KCT\d{7}")),
    ("jRCT", re.compile(r"JRCTS?\d{9,10}")),
    ("UMIN-CTR", re.compile(r"UMIN\d{9}")),
    ("JapicCTI", re.compile(r"JAPICCTI-\d{6}")),
    ("CTRI", re.compile(r"CTRI/\d{4}/\d{2,3}/\d{5,6}")),
    ("TCTR", re.compile(r"TCTR\d{11}")),
    ("PACTR", re.compile(r"PACTR\d{15,16}")),
    ("ReBec", re.compile(r"RBR-[0-9A-Z]{5,8}")),
    ("SLCTR", re.compile(r"SLCTR/\d{4}/\d{3}")),
    ("RPCEC", re.compile(r"RPCEC\d{8}")),
    ("LBCTR", re.compile(r"LBCTR\d{10}")),
    ("Dutch registers", re.compile(r"(?:NTR|NL-?OMON|NL)\d{2,6}")),
    ("UTN", re.compile(r"U1111-\d{4}-\d{4}")),
)
_EU = re.compile(
    r"(?:EUCTR|EUDRACT|EUCT)?[:#-]?((?:19|20)\d{2}-\d{6}-\d{2})(?:-\d{2})?(?:-[A-Z]{2,3})?"
)
_ISRCTN = re.compile(r"ISRCTN0*(\d{1,8})")


def canonical(number: str) -> str:
    """One spelling of a number: no spaces, capitals, without a register's prefixes and suffixes.

    "EUCTR2012-001234-12-DE" and "2012-001234-12" are one trial (EU CTR has a page for each
    country), "2023-503456-12-00" and "…-01" are two submissions of one (CTIS user guide, "EU CT
    number"), "JPRN-UMIN000012345" is how the WHO portal writes "UMIN000012345".
    """
    text = re.sub(r"[\s\u2010-\u2015]+", lambda m: "-" if m[0].strip() else "", number).upper()
    text = text.removeprefix("JPRN-").strip(".,;:()[]")
    if eu := _EU.fullmatch(text):
        return eu[1]
    if isrctn := _ISRCTN.fullmatch(text):
        return f"ISRCTN{int(isrctn[1]):08d}"
    return text


def register_of(number: str) -> str:
    """The register a number belongs to; "" when its shape is nobody's."""
    text = canonical(number)
    return next((name for name, shape in _REGISTERS if shape.fullmatch(text)), "")


def register_page(number: str) -> str:
    """The public page of a trial in its register; the WHO portal where that is not known."""
    text, register = canonical(number), register_of(number)
    if not register:
        return ""
    return {
        "ClinicalTrials.gov": f"https://clinicaltrials.gov/study/{text}",
        "ISRCTN": f"https://www.isrctn.com/{text}",
        "EU CTR": f"https://www.clinicaltrialsregister.eu/ctr-search/search?query={text}",
        "EU CTIS": f"https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT={text}",
        "DRKS": f"https://drks.de/search/en/trial/{text}",
    }.get(register, f"https://trialsearch.who.int/Trial2.aspx?TrialID={quote(number.strip())}")
