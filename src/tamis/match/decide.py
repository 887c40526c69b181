"""Stage 4: same, not the same, or ask; and which pairs may never share a cluster.

    levels ── scorecard ──► probability ── vetoes ──► verdict

A veto is a fact no amount of agreement outweighs: two PubMed numbers, an erratum and its paper,
a preprint and the article, part I and part II, other pages of one volume.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tamis.match.levels import number_of
from tamis.match.scorecard import Scorecard, probability

#: Veto number → the reason in words. 0 is no veto.
VETOES: Mapping[int, str] = {
    1: "two different PubMed numbers",
    2: "one is about the other (erratum, comment, retraction or protocol)",
    3: "one is a preprint, the other a published article",
    4: "parts, years or editions of a series differ in the title",
    5: "different pages of the same volume",
    6: "different journals, volumes and pages",
}


def decide(levels: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """Score compared pairs and mark those that contradict each other.

    Args:
        levels: Output of `compare`.
        model: Weights and thresholds.

    Returns:
        The same rows with `score` (Float64, probability of "same" before any veto) and `veto`
        (Int8, a key of `VETOES` or 0).
    """
    scored = levels.with_columns(pl.Series("score", probability(model.log_odds(levels))))
    return scored.with_columns(_veto().cast(pl.Int8).alias("veto"))


def _veto() -> pl.Expr:
    def at(field: str, *words: str) -> pl.Expr:
        return pl.col(field).is_in([number_of(field, word) for word in words])

    same_spot = at("place", "same volume and first page")
    identified = at("doi", "equal") | at("pmid", "equal")
    close = at("title", "equal, long", "equal", "equal, short")
    alike = at("title", "differs by a letter or two", "nearly equal")
    return (
        pl.when(at("pmid", "differs"))
        .then(1)
        .when(at("mark", "differs") & ~same_spot & ~identified)
        .then(2)
        .when(at("kind", "one a preprint") & ~at("doi", "equal"))
        .then(3)
        .when(at("numbers", "differ") & alike & ~same_spot & ~identified)
        .then(4)
        .when(
            at("place", "same volume, other page")
            & at("journal", "equal", "abbreviated")
            & ~identified
            & (at("page_end", "differs") | ~close)
            & (at("issue", "equal", "missing") | ~close)
            & ~at("abstract", "equal")
        )
        .then(5)
        .when(
            at("journal", "differs")
            & at("place", "other volume, other page")
            & at("doi", "differs")
        )
        .then(6)
        .otherwise(0)
    )
