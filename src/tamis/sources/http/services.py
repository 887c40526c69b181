"""The services tamis speaks to: addresses, limits, and how each wants callers to say who they are.

Limits are those the services publish (research of November 2026); where none is published, a
number that no one could call rude. A service's own headers come before what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service.

    Attributes:
        name: What the settings and the command line call it.
        title: Its name for people.
        base: Where its paths begin.
        rate: Requests a second.
        keyed_rate: Requests a second with a key.
        key_variable: The environment variable that may hold a key.
        key_as: The parameter a key is sent in.
        email_as: The parameter an e-mail address is sent in.
        tool_as: The parameter the program's name is sent in.
        needs_email: Whether it answers only those who give an address.
        when_limited: What to do when it asks to wait.
    """

    name: str
    title: str
    base: str
    rate: float
    keyed_rate: float = 0.0
    key_variable: str = ""
    key_as: str = ""
    email_as: str = ""
    tool_as: str = ""
    needs_email: bool = False
    when_limited: str = ""


#: NCBI: 3 requests a second, 10 with a key; `tool` and `email` in every request (NBK25497).
PUBMED = Service(
    name="pubmed",
    title="PubMed",
    base="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    rate=3.0,
    keyed_rate=10.0,
    key_variable="NCBI_API_KEY",
    key_as="api_key",
    email_as="email",
    tool_as="tool",
    when_limited="a free key in NCBI_API_KEY raises the limit to ten requests a second",
)
#: No limit is published.
EUROPEPMC = Service(
    name="europepmc",
    title="Europe PMC",
    base="https://www.ebi.ac.uk/europepmc/webservices/rest",
    rate=5.0,
)
#: No limit is published; robots.txt asks for a second between requests.
CTGOV = Service(
    name="ctgov",
    title="ClinicalTrials.gov",
    base="https://clinicaltrials.gov/api/v2",
    rate=1.0,
)
#: 100 requests a second are allowed; a day's allowance in money is what runs out.
OPENALEX = Service(
    name="openalex",
    title="OpenAlex",
    base="https://api.openalex.org",
    rate=5.0,
    key_variable="OPENALEX_API_KEY",
    key_as="api_key",
    when_limited="a free key in OPENALEX_API_KEY raises the day's allowance, which ends at "
    "midnight UTC",
)
#: Its headers say the limit; until the first reply, one request a second.
CROSSREF = Service(
    name="crossref",
    title="Crossref",
    base="https://api.crossref.org",
    rate=1.0,
    email_as="mailto",
    when_limited="an address in TAMIS_EMAIL leads to the polite pool, which allows more",
)
#: 100,000 calls a day, and an address is required.
UNPAYWALL = Service(
    name="unpaywall",
    title="Unpaywall",
    base="https://api.unpaywall.org/v2",
    rate=5.0,
    email_as="email",
    needs_email=True,
)
#: Whatever host a full text lies on: as slowly as a person.
FILES = Service(name="files", title="the full text's host", base="", rate=0.5)

SERVICES: dict[str, Service] = {
    s.name: s for s in (PUBMED, EUROPEPMC, CTGOV, OPENALEX, CROSSREF, UNPAYWALL, FILES)
}
