"""Notices about articles: retractions, corrections, expressions of concern, from several sources.

    notices(client, dois=["10.1000/x"], pmids=["12345678"], retraction_watch=Path("rw.csv"))

No source knows them all, so every one is asked and nothing is merged away: the same retraction told
by three is three values, each saying who told it. `grouped` puts them together for showing.
"""

from __future__ import annotations

from tamis.sources.notices.asking import Noticing, notices
from tamis.sources.notices.crossref import from_crossref
from tamis.sources.notices.keeping import Keeping, KeptNotices, read_again
from tamis.sources.notices.pubmed import from_pubmed, from_records
from tamis.sources.notices.retraction_watch import from_retraction_watch
from tamis.sources.notices.values import Notice, grouped

__all__ = [
    "Keeping",
    "KeptNotices",
    "Notice",
    "Noticing",
    "from_crossref",
    "from_pubmed",
    "from_records",
    "from_retraction_watch",
    "grouped",
    "notices",
    "read_again",
]
