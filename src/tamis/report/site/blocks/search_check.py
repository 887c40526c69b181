"""What a check of a search string found, below the string."""

from __future__ import annotations

import re

from markupsafe import Markup

from tamis.model.findings import Finding, SearchReport
from tamis.report.site.links import Links
from tamis.report.site.templating import render

#: Where digits within an explanation lead.
_AT = "methods.html#search"
#: How much a finding weighs, in words.
_WEIGHT = {
    "error": "changes what is found",
    "warning": "may change what is found",
    "note": "good to know",
}
_CODE = re.compile(r"`([^`]+)`")


def search_check(links: Links, report: SearchReport | None) -> Markup:
    """The findings of a check; nothing for a search that was not checked."""
    if report is None:
        return Markup("")
    findings = [_finding(links, f) for f in report.findings]
    return render("blocks/search_check.html", links, report=report, findings=findings)


def _finding(links: Links, found: Finding) -> dict[str, object]:
    return {
        "title": found.title,
        "weight": _WEIGHT[found.severity],
        "words": found.words,
        "more": len(found.passages) > len(found.words),
        "why": _prose(links, found.why),
        "instead": _prose(links, found.instead),
        "source": found.source,
        "address": found.address,
    }


def _prose(links: Links, text: str) -> Markup:
    """Text with what stands between backticks set as code."""
    pieces = _CODE.split(text)
    made = (
        Markup("<code>{}</code>").format(piece) if i % 2 else links.words(piece, _AT)
        for i, piece in enumerate(pieces)
    )
    return Markup("").join(made)
