"""The connectors by name, and which one a protocol's words mean."""

from __future__ import annotations

from tamis.model.errors import UnknownName
from tamis.model.naming import slug
from tamis.sources.connector import Connector
from tamis.sources.crossref import Crossref
from tamis.sources.ctgov import ClinicalTrials
from tamis.sources.europepmc import EuropePMC
from tamis.sources.openalex import OpenAlex
from tamis.sources.pubmed import PubMed

CONNECTORS: dict[str, Connector] = {
    c.name: c for c in (PubMed(), EuropePMC(), ClinicalTrials(), OpenAlex(), Crossref())
}


def connector(name: str) -> Connector:
    """The connector called `name`.

    Raises:
        UnknownName: There is none; the message lists them.
    """
    if name not in CONNECTORS:
        raise UnknownName("source that can be searched", name, CONNECTORS)
    return CONNECTORS[name]


def meant_by(words: str) -> Connector | None:
    """The connector a protocol's "source" means; None when it is searched by export."""
    wanted = slug(words)
    for found in CONNECTORS.values():
        if wanted in {found.name, slug(found.source), *map(slug, found.known_as)}:
            return found
    return None
