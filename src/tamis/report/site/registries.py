"""Trial registration numbers in text, and where each register shows them."""

from __future__ import annotations

import re
from urllib.parse import quote

#: Prefixes of the primary registers of the WHO network, as they appear in print.
REGISTRATION = re.compile(
    r"\b(?:NCT\d{8}|ISRCTN\d{6,8}|(?:EudraCT |EUCTR)?\d{4}-\d{6}-\d{2}(?:-\d{2})?(?:-[A-Z]{2})?"
    r"|ACTRN\d{14}p?|ChiCTR[\dA-Za-z-]{6,}|DRKS\d{8}|IRCT\d{8,}[\dN]*|KCT\d{7}|jRCTs?\d{9,10}"
    r"|UMIN\d{9}|CTRI/\d{4}/\d{2,3}/\d{6}|TCTR\d{11}|NTR\d{3,5}|RBR-[0-9a-z]{6,})\b"
)


def registry_url(registration: str) -> str:
    """The public page of a registered trial; the WHO portal where the register is not known."""
    name = registration.strip()
    if name.startswith("NCT"):
        return f"https://clinicaltrials.gov/study/{quote(name)}"
    if name.startswith("ISRCTN"):
        return f"https://www.isrctn.com/{quote(name)}"
    if eu := re.search(r"\d{4}-\d{6}-\d{2}", name):
        base = "https://www.clinicaltrialsregister.eu/ctr-search/search?query="
        return base + eu.group()
    return f"https://trialsearch.who.int/Trial2.aspx?TrialID={quote(name)}"
