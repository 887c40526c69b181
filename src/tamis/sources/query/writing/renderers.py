"""Every platform's renderer by name."""

from __future__ import annotations

from tamis.sources.query.tree import Platform
from tamis.sources.query.writing.cochrane import CochraneRenderer
from tamis.sources.query.writing.ctgov import CtgovRenderer
from tamis.sources.query.writing.ebsco import EbscoRenderer
from tamis.sources.query.writing.embase import EmbaseRenderer
from tamis.sources.query.writing.europepmc import EuropePmcRenderer
from tamis.sources.query.writing.openalex import OpenAlexRenderer
from tamis.sources.query.writing.ovid import OvidRenderer
from tamis.sources.query.writing.pubmed import PubmedRenderer
from tamis.sources.query.writing.rendering import Renderer
from tamis.sources.query.writing.scopus import ScopusRenderer
from tamis.sources.query.writing.wos import WosRenderer

RENDERERS: dict[Platform, type[Renderer]] = {
    "pubmed": PubmedRenderer,
    "ovid": OvidRenderer,
    "ovid-embase": OvidRenderer,
    "embase": EmbaseRenderer,
    "cochrane": CochraneRenderer,
    "scopus": ScopusRenderer,
    "wos": WosRenderer,
    "ebsco": EbscoRenderer,
    "europepmc": EuropePmcRenderer,
    "ctgov": CtgovRenderer,
    "openalex": OpenAlexRenderer,
}
