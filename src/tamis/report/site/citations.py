"""Citations of records and of the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.model.publication import Publication
from tamis.model.records import Record

if TYPE_CHECKING:
    from tamis.report.site.links import Links

_MOST_AUTHORS = 6


def cite(links: Links, record: Record) -> Markup:
    """A record as a reference-list entry, with its identifiers as links."""
    out = Markup("<cite>{}</cite>").format(citation(record))
    for name, place in addresses(record):
        if links.href(place):
            out += Markup(' <a class="out" href="{}">{}</a>').format(place, name)
    return out


def citation(record: Record) -> str:
    """A record in words: authors, title, journal, year, volume, pages."""
    names = [a.replace(",", "") for a in record.authors[:_MOST_AUTHORS]]
    authors = ", ".join(names) + (" et al" if len(record.authors) > _MOST_AUTHORS else "")
    place = record.volume + (f"({record.issue})" if record.issue else "")
    place += f":{record.pages}" if record.pages else ""
    when = ";".join(part for part in (str(record.year or ""), place) if part)
    journal = record.journal_abbreviation or record.journal or record.publisher
    title = record.title or f"Record without a title ({record.source_id or record.id})"
    parts = (authors, title, journal, when)
    return " ".join(part.rstrip(".") + "." for part in parts if part)


def addresses(record: Record) -> tuple[tuple[str, str], ...]:
    """Where a record can be found: (name, address)."""
    found = []
    if record.doi:
        found.append((f"doi:{record.doi}", f"https://doi.org/{record.doi}"))
    if record.pmid:
        found.append((f"PubMed {record.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"))
    if record.pmcid:
        found.append((record.pmcid, f"https://www.ncbi.nlm.nih.gov/pmc/articles/{record.pmcid}/"))
    if not found:
        found += [("online", url) for url in record.urls[:1] if url.startswith("http")]
    return tuple(found)


def page_citation(publication: Publication) -> str:
    """How to cite the page."""
    authors = ", ".join(publication.protocol.authors)
    version = publication.publications[-1].version if publication.publications else ""
    parts = (
        authors,
        publication.text.title or publication.protocol.title,
        f"Version {version}" if version else f"Protocol version {publication.protocol.version}",
        f"Evidence as of {publication.as_of}, last search {publication.last_search or 'none'}",
    )
    return " ".join(part.rstrip(".") + "." for part in parts if part)


def bibtex(publication: Publication) -> str:
    """The page as a BibTeX entry."""
    fields = {
        "title": publication.text.title or publication.protocol.title,
        "author": " and ".join(publication.protocol.authors),
        "year": publication.as_of[:4],
        "note": f"Evidence as of {publication.as_of}",
    }
    lines = [f"  {k} = {{{v.translate(_PLAIN)}}}" for k, v in fields.items() if v]
    return f"@misc{{{publication.protocol.id},\n" + ",\n".join(lines) + "\n}"


_PLAIN = str.maketrans({"{": "(", "}": ")", "\\": "/"})
