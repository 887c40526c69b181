"""Search strategies: read, translated and explained between databases.

    from tamis.sources.query import parse, translate

    strategy = parse('"heart attack"[tiab] OR myocardial infarction[mh]', "pubmed")
    result = translate(text, source="pubmed", target="ovid")
    result.text, result.losses

The tree is described in `tree.py`, tokens in `tokens.py`; each platform has a page in `dialects/`
with the rules and the documents they follow, a grammar in `reading/` and a writer in `writing/`.
"""

from __future__ import annotations

from tamis.sources.query.errors import UnreadableQuery
from tamis.sources.query.losses import Loss, LossGroup, grouped
from tamis.sources.query.normal import normal, resolved
from tamis.sources.query.parse import dialect_of, parse, platform, tokenise
from tamis.sources.query.place import Oddity, Place
from tamis.sources.query.translate import (
    Translation,
    compile_query,
    sayable,
    translate,
    translate_strategy,
)
from tamis.sources.query.tree import (
    And,
    Heading,
    Leaf,
    Limit,
    Line,
    LineRef,
    Near,
    Node,
    Not,
    Operator,
    Or,
    Platform,
    Qualifier,
    Strategy,
    Tag,
    Term,
    Verbatim,
    Wild,
    leaves,
    parts_of,
    walk,
)
from tamis.sources.query.writing.targets import TARGETS

__all__ = [
    "TARGETS",
    "And",
    "Heading",
    "Leaf",
    "Limit",
    "Line",
    "LineRef",
    "Loss",
    "LossGroup",
    "Near",
    "Node",
    "Not",
    "Oddity",
    "Operator",
    "Or",
    "Place",
    "Platform",
    "Qualifier",
    "Strategy",
    "Tag",
    "Term",
    "Translation",
    "UnreadableQuery",
    "Verbatim",
    "Wild",
    "compile_query",
    "dialect_of",
    "grouped",
    "leaves",
    "normal",
    "parse",
    "parts_of",
    "platform",
    "resolved",
    "sayable",
    "tokenise",
    "translate",
    "translate_strategy",
    "walk",
]
