"""From text to the tree, one module per platform over a shared grammar."""

from __future__ import annotations

from tamis.sources.query.reading.cochrane import CochraneReader
from tamis.sources.query.reading.ebsco import EbscoReader
from tamis.sources.query.reading.embase import EmbaseReader
from tamis.sources.query.reading.europepmc import EuropePmcReader
from tamis.sources.query.reading.ovid import OvidEmbaseReader, OvidReader
from tamis.sources.query.reading.pubmed import PubmedReader
from tamis.sources.query.reading.reader import Reader
from tamis.sources.query.reading.scopus import ScopusReader
from tamis.sources.query.reading.wos import WosReader
from tamis.sources.query.tree import Platform

READERS: dict[Platform, type[Reader]] = {
    "pubmed": PubmedReader,
    "ovid": OvidReader,
    "ovid-embase": OvidEmbaseReader,
    "embase": EmbaseReader,
    "cochrane": CochraneReader,
    "scopus": ScopusReader,
    "wos": WosReader,
    "ebsco": EbscoReader,
    "europepmc": EuropePmcReader,
}
