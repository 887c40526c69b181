"""PubMed's own reading of terms: automatic term mapping, all fields, the phrase index."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.query.tree import Term

#: Words PubMed knows as subsets of its own, not as text.
SUBSET_WORDS = frozenset({"pmcbook", "inprocess", "publisher", "pubmednotmedline", "medline"})


def untagged(context: Context) -> Iterator[Finding]:
    """Words without a tag, gathered by line."""
    if context.platform != "pubmed":
        return
    terms = [
        n
        for line, n in context.nodes()
        if isinstance(n, Term)
        and n.mapped
        and n.text.casefold() not in SUBSET_WORDS
        # `#1 Search …` is how PubMed printed its history until 2020
        and not (n.text == "Search" and n.place.start == line.place.start)
    ]
    for places in context.by_line(t.place for t in terms):
        yield context.finding("untagged", places, f"no field tag on {context.listed(places)}")


def all_fields(context: Context) -> Iterator[Finding]:
    """Truncated or quoted terms without a tag, once for the text."""
    if context.platform != "pubmed":
        return
    places = [
        n.place
        for _, n in context.nodes()
        if isinstance(n, Term) and n.tag is None and not n.mapped and not n.fields
    ]
    if places:
        yield context.finding("all-fields", places, f"no field tag on {context.listed(places)}")


def phrase_index(context: Context) -> Iterator[Finding]:
    """Quoted phrases, once for the text."""
    if context.platform != "pubmed":
        return
    places = [
        n.place
        for _, n in context.nodes()
        if isinstance(n, Term) and n.quoted and len(n.words) > 1 and not n.wilds
    ]
    if places:
        many = "a quoted phrase" if len(places) == 1 else f"{len(places)} quoted phrases"
        yield context.finding("phrase-index", places, f"{many}: {context.listed(places)}")


RULES = (untagged, all_fields, phrase_index)
