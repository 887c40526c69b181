"""What a platform asks of a query as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.sources.query.dialects.tables import TITLE_ABSTRACT
from tamis.sources.query.normal import normal, with_fields
from tamis.sources.query.place import NOWHERE
from tamis.sources.query.tree import Node, Term, walk

if TYPE_CHECKING:
    from tamis.sources.query.writing.adapting import Adapter


def one_filter(work: Adapter, node: Node) -> Node:
    """OpenAlex: one filter, so one field set, and no stemming anywhere once a word is truncated."""
    terms = [here for here in walk(node) if isinstance(here, Term)]
    sets = {term.fields for term in terms}
    if len(sets) > 1:
        work.lose(
            "fields",
            f"{work.label} searches one set of fields in a query",
            "title and abstract for every term",
            "broadens",
            NOWHERE,
        )
        node = normal(with_fields(node, TITLE_ABSTRACT))
    if any(term.wilds for term in terms):
        work.lose(
            "stemming",
            f"{work.label} truncates only where it does not stem",
            "no word is stemmed (`.search.exact`): add plurals that were left to stemming",
            "changes",
            NOWHERE,
        )
    return node
