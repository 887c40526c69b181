"""The protocol's searches, checked: what its page says about each search string.

Headings are looked up in the part of MeSH that travels with tamis, never in what a user loaded,
so that the same review makes the same page everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.model.findings import SearchReport

if TYPE_CHECKING:
    from tamis.model.protocol import Protocol, SearchPlan

#: What a source or platform is called in a protocol → whose syntax its string is in. The first
#: that fits counts: one string reported for several databases is checked for the first of them.
_CALLED = (
    ("pubmed", "pubmed"),
    ("europe pmc", "europepmc"),
    ("europepmc", "europepmc"),
    ("embase.com", "embase"),
    ("cochrane", "cochrane"),
    ("scopus", "scopus"),
    ("web of science", "wos"),
    ("ebsco", "ebsco"),
    ("cinahl", "ebsco"),
    ("medline", "ovid"),
    ("ovid", "ovid"),
)


def checked_searches(protocol: Protocol) -> tuple[SearchReport | None, ...]:
    """A report for each of the protocol's searches; None where no rule applies to its words."""
    return tuple(_checked(search) for search in protocol.searches)


def _checked(search: SearchPlan) -> SearchReport | None:
    from tamis.sources.lint import lint_text
    from tamis.sources.mesh import subset
    from tamis.sources.query.errors import UnreadableQuery

    called = f"{search.platform} {search.source}".casefold()
    platform = next((name for words, name in _CALLED if words in called), "")
    if not search.query or not platform:
        return None
    try:
        return lint_text(search.query, platform, subset())
    except UnreadableQuery:
        return None
