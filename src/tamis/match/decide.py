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

_SAME_PAGE = (
    "same volume and first page",
    "same first page, volume unknown",
    "same first page, other volume",
)

_YEARS_APART = ("one year apart", "two years apart", "further apart")


def decide(levels: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """Score compared pairs and mark those that contradict each other.

    Args:
        levels: Output of `compare`.
        model: Weights and thresholds.

    Returns:
        The same rows with `score` (Float64, probability of "same" before any veto), `veto`
        (Int8, a key of `VETOES` or 0) and `held` (Boolean, for a person at most).
    """
    scored = levels.with_columns(pl.Series("score", probability(model.log_odds(levels))))
    return scored.with_columns(_veto().cast(pl.Int8).alias("veto"), _held().alias("held"))


def acceptable(model: Scorecard) -> pl.Expr:
    """Pairs that may join two records without a person, by the columns of `decide`."""
    likely = (pl.col("score") >= model.same_above) | (
        (pl.col("score") >= SAME_ISSUE) & _same_issue()
    )
    return likely & (pl.col("veto") == 0) & ~pl.col("held")


def _same_issue() -> pl.Expr:
    """One issue, no page to tell items apart, the same people and a title that one lengthens.

    Few pairs of the sets the weights come from stand like this, so the sum knows too little of it.
    """
    return (
        _at("place", "same volume, pages unknown")
        & _at("issue", "equal")
        & _at("journal", "equal", "abbreviated")
        & ~_at("year", "two years apart", "further apart")
        & _at("authors", "equal", "same first author, others agree", "same people, other order",
              "others agree")
        & _at("title", "equal, long", "equal", "differs by a letter or two", "nearly equal",
              "one continues the other")
        & ~_at("numbers", "differ")
        & ~_at("doi", "differs")
    )  # fmt: skip


def questions(decided: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """Pairs a person should see, provided they do not end in one cluster anyway."""
    likely = pl.col("score") >= model.ask_above
    open_ = pl.col("veto").is_in([0, *_MISTYPED])
    marked = (pl.col("veto") == _MARKED) & (pl.col("score") >= _MARKED_ASK)
    return decided.filter(likely & (open_ | marked))


def _held() -> pl.Expr:
    """Pairs that are never joined without a person, however high they score.

    A place in a volume does not tell two letters or abstracts on one page apart, and a shared
    identifier may be wrong: where titles are unlike or unknown, authors or journals differ or
    pages contradict, something else has to vouch for the pair.
    """
    # Publishers give one DOI to a whole supplement.
    wholesale = _at("place", "same volume, other page", "other page, volume unknown") & (
        _at("kind", "both in supplements") | _at("abstract", "differs")
    )
    named = (_at("doi", "equal") & ~wholesale) | _at("pmid", "equal")
    same_text = _at("abstract", "equal")
    # Two articles may share a page, hardly their first and their last; two abstracts may.
    framed = (
        _at("place", "same volume and first page")
        & _at("page_end", "equal")
        & ~_at("issue", "differs")
        & ~_at("kind", "both in supplements")
        & ~_at("abstract", "differs")
    )
    unlike = _at("title", "loosely similar", "differs") & ~same_text
    strangers = _at("authors", "differ") & ~same_text & ~_at("abstract", "nearly equal")
    spot = _at("place", "same volume and first page")
    foreign = _at("journal", "differs") & ~spot & ~same_text
    renumbered = _at("numbers", "differ") & ~framed & ~same_text
    elsewhere = (_at("page_end", "differs") & ~_at("place", *_SAME_PAGE)) | (
        _at("place", "other page, volume unknown")
        & (~same_text | _at("kind", "both in supplements"))
    )
    nowhere = _at("place", "unknown") & ~same_text
    # The conference paper and, a year later, the journal's version of it.
    later = _at("year", *_YEARS_APART) & _at("journal", "similar", "differs") & nowhere
    # Nothing but titles and names to go by, and neither is quite the same.
    faint = nowhere & (
        _at("kind", "one in a supplement or conference")
        | (
            _at("title", "nearly equal", "one continues the other", "similar")
            & _at("authors", "others agree", "same people, other order", "partly shared")
        )
    )
    moved = _at("title", "differs") & _at("issue", "differs")
    doubtful = ((unlike != strangers) & ~framed) | (unlike & strangers)
    return renumbered | pl.when(named).then(
        unlike & ~_at("journal", "equal", "abbreviated")
    ).otherwise(_at("title", "missing") | doubtful | foreign | elsewhere | moved | later | faint)


def _at(field: str, *words: str) -> pl.Expr:
    return pl.col(field).is_in([number_of(field, word) for word in words])


def _veto() -> pl.Expr:
    at = _at
    same_spot = at("place", "same volume and first page")
    identified = at("doi", "equal") | at("pmid", "equal")
    close = at("title", "equal, long", "equal", "equal, short", "equal, a rubric")
    alike = at("title", "differs by a letter or two", "nearly equal")
    same_page = at("place", *_SAME_PAGE)
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
