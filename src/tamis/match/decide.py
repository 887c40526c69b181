"""Stage 4: same, not the same, or ask; and which pairs may never share a cluster.

    levels ── scorecard ──► probability ── vetoes ──► verdict

A veto is a fact no amount of agreement outweighs: two PubMed numbers, an erratum and its paper,
a preprint and the article, part I and part II, other pages of one volume.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tamis.match.holds import SAME_PAGE, held
from tamis.match.levels import at
from tamis.match.scorecard import Scorecard, probability

#: Veto number → the reason in words. 0 is no veto.
VETOES: Mapping[int, str] = {
    1: "two different PubMed numbers",
    2: "one is about the other (erratum, comment, retraction or protocol)",
    3: "one is a preprint, the other a published article",
    4: "parts, years or editions of a series differ in the title",
    5: "different pages of the same volume",
    6: "different volumes and different pages",
    7: "one is a conference abstract, the other the paper",
    8: "a heading that recurs in every issue, in another issue",
    9: "one is the registration of a trial, the other a report",
    10: "two registrations with different numbers",
}

#: Vetoes that rest on a locator somebody may have mistyped: a likely pair is shown to a person.
_MISTYPED = (5, 6, 7)

#: An erratum or a reply is told from its paper by a word in the title; a likely pair is shown, too.
_MARKED, _MARKED_ASK = 2, 0.5

#: Probability from which two records of one issue are joined, see `_same_issue`.
SAME_ISSUE = 0.6

#: Probability given to a heading that one person has in one issue, see `_same_heading`.
SAME_HEADING = 0.9


def decide(levels: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """Score compared pairs and mark those that contradict each other.

    Args:
        levels: Output of `compare`.
        model: Weights and thresholds.

    Returns:
        The same rows with `score` (Float64, probability of "same" before any veto), `veto`
        (Int8, a key of `VETOES` or 0) and `held` (Boolean, for a person at most).
    """
    scored = levels.with_columns(
        pl.Series("score", probability(model.log_odds(levels)))
    ).with_columns(
        pl.when(_same_heading()).then(pl.max_horizontal("score", SAME_HEADING)).otherwise("score")
        .alias("score")
    )  # fmt: skip
    return scored.with_columns(_veto().cast(pl.Int8).alias("veto"), held().alias("held"))


def acceptable(model: Scorecard) -> pl.Expr:
    """Pairs that may join two records without a person, by the columns of `decide`."""
    likely = (pl.col("score") >= model.same_above) | (
        (pl.col("score") >= SAME_ISSUE) & _same_issue()
    )
    return likely & (pl.col("veto") == 0) & ~pl.col("held")


def _one_issue() -> pl.Expr:
    return (
        at("issue", "equal")
        & at("journal", "equal", "abbreviated")
        & ~at("year", "two years apart", "further apart")
        & ~at("doi", "differs")
    )


def _same_heading() -> pl.Expr:
    """A heading returns in every issue, but nobody writes two editorials for one issue."""
    return (
        _one_issue()
        & at("title", "equal, a rubric")
        & at("place", "same volume and first page", "same volume, pages unknown")
        & at("authors", "equal", "same first author, others agree")
    )


def _same_issue() -> pl.Expr:
    """One issue, no page to tell items apart, the same people and a title that one lengthens.

    Few pairs of the sets the weights come from stand like this, so the sum knows too little of it.
    """
    return (
        _one_issue()
        & at("place", "same volume, pages unknown")
        & at("authors", "equal", "same first author, others agree", "same people, other order",
              "others agree")
        & at("title", "equal, long", "equal", "differs by a letter or two", "nearly equal",
              "one continues the other")
        & ~at("numbers", "differ")
    )  # fmt: skip


def questions(decided: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """Pairs a person should see, provided they do not end in one cluster anyway."""
    likely = pl.col("score") >= model.ask_above
    open_ = pl.col("veto").is_in([0, *_MISTYPED])
    marked = (pl.col("veto") == _MARKED) & (pl.col("score") >= _MARKED_ASK)
    return decided.filter(likely & (open_ | marked))


def _veto() -> pl.Expr:
    same_spot = at("place", "same volume and first page")
    identified = at("doi", "equal") | at("pmid", "equal")
    close = at("title", "equal, long", "equal", "equal, short", "equal, a rubric")
    alike = at("title", "differs by a letter or two", "nearly equal")
    same_page = at("place", *SAME_PAGE)
    elsewhere = ~same_page & ~at("place", "unknown", "same volume, pages unknown")
    one_talk = at("kind", "one in a supplement or conference")
    return (
        pl.when(at("pmid", "differs"))
        .then(1)
        .when(at("kind", "one a registration"))
        .then(9)
        .when(at("kind", "registrations of other numbers"))
        .then(10)
        .when(at("mark", "differs") & ~(same_spot & ~at("authors", "differ")) & ~identified)
        .then(2)
        .when(at("kind", "one a preprint") & ~at("doi", "equal"))
        .then(3)
        .when(at("numbers", "differ") & (alike | close) & ~same_spot & ~identified)
        .then(4)
        .when(
            at("place", "same volume, other page")
            & at("journal", "equal", "abbreviated", "similar")
            & ~identified
            & (at("page_end", "differs") | at("issue", "differs") | ~close)
            & ~at("abstract", "equal")
        )
        .then(5)
        .when(
            at("place", "other volume, other page")
            & (~identified | (one_talk & ~at("abstract", "equal")))
        )
        .then(6)
        .when(one_talk & at("doi", "differs") & ~same_page & ~at("abstract", "equal"))
        .then(7)
        .when(
            at("title", "equal, a rubric")
            & ~identified
            & (at("issue", "differs") | (elsewhere & ~at("issue", "equal")))
        )
        .then(8)
        .otherwise(0)
    )
