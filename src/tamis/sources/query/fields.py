"""Names of what a term is looked for in, neutral between platforms.

A platform's tag is a set of these: PubMed's `[tiab]` is title, abstract and author keywords;
Ovid's `.mp.` is much of the record. The platforms' tables stand in their own modules.
"""

from __future__ import annotations

from collections.abc import Iterable

TITLE = "title"
ABSTRACT = "abstract"
KEYWORDS = "keywords"  # the authors'
HEADING_WORDS = "heading-words"  # words within subject headings
SUBSTANCE = "substance"  # names of chemicals, drugs, supplementary concepts
KEYWORDS_PLUS = "keywords-plus"  # Web of Science's own
ORIGINAL_TITLE = "original-title"  # not in English
SUBHEADING = "subheading"
PUBLICATION_TYPE = "publication-type"
TRADE_NAME = "trade-name"
DEVICE = "device"
REGISTRY_NUMBER = "registry-number"
SECONDARY_ID = "secondary-id"  # trial registration numbers, databank accessions
AUTHOR = "author"
AFFILIATION = "affiliation"
JOURNAL = "journal"
PUBLISHER = "publisher"  # of a preprint: its server
LANGUAGE = "language"
IDENTIFIER = "identifier"  # PMID, DOI, accession number
FUNDING = "funding"
PHARMACOLOGICAL_ACTION = "pharmacological-action"
FULL_TEXT = "full-text"
CONDITION = "condition"  # of a trial registration
INTERVENTION = "intervention"
EVERYTHING = "everything"

#: Tags that make something other than words: `tagged` in the readers turns a term under one of
#: these into a Heading, Qualifier or Limit.
AS_HEADING = "@heading"
AS_EXPLODED = "@exploded-heading"
AS_MAJOR = "@major-heading"
AS_EXPLODED_MAJOR = "@exploded-major-heading"
AS_QUALIFIER = "@qualifier"
AS_DATE = "@date"
AS_ENTRY_DATE = "@entry-date"
AS_LANGUAGE = "@language"
AS_PUBLICATION_TYPE = "@publication-type"
AS_SUBSET = "@subset"

KNOWN = frozenset(
    value for name, value in globals().items() if name.isupper() and not str(value).startswith("@")
)


def field_set(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the one order in which trees hold them; "everything" holds all but full texts."""
    found = set(names)
    if EVERYTHING in found:
        found &= {EVERYTHING, FULL_TEXT}
    return tuple(sorted(found))


def unknown(tag: str) -> str:
    """The name of a field whose tag no table of ours has: `?xyz`."""
    return f"?{tag.strip().lower()}"
