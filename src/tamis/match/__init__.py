"""Duplicate linkage: which records are the same publication, and which only belong together.

    prepare → block → compare → decide → cluster

    >>> import polars as pl
    >>> records = pl.DataFrame({"id": ["a", "b"], "title": ["A trial", "Another trial"]})
    >>> link(records).clusters
    ()

Stands alone: needs polars, numpy and rapidfuzz, reads and writes nothing.
"""

from __future__ import annotations

from tamis.match.block import Blocking
from tamis.match.errors import DuplicateIdError, MatchError, MissingColumnError, UnknownIdError
from tamis.match.index import Index
from tamis.match.linking import DEFAULT_MODEL, link, link_and_index
from tamis.match.prepare import RECORD_SCHEMA
from tamis.match.registrations import RankedReport, rank_reports
from tamis.match.scorecard import Scorecard, UnknownLevelError
from tamis.match.studies import suggest_studies
from tamis.match.values import Difference, Linkage, Pair, Relation, RelationKind, Suggestion

__all__ = [
    "DEFAULT_MODEL",
    "RECORD_SCHEMA",
    "Blocking",
    "Difference",
    "DuplicateIdError",
    "Index",
    "Linkage",
    "MatchError",
    "MissingColumnError",
    "Pair",
    "RankedReport",
    "Relation",
    "RelationKind",
    "Scorecard",
    "Suggestion",
    "UnknownIdError",
    "UnknownLevelError",
    "link",
    "link_and_index",
    "rank_reports",
    "suggest_studies",
]
