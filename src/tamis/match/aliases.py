"""Journal names that mean one journal, learnt from the records at hand.

Databases name one venue in ways no table foresees ("SIGMOD Conference", "International Conference
on Management of Data"). If many records agree in full title, people and year under two names, and
almost none of them stands in another year, volume or page, the two names are one.

This is the only step that looks at all pairs at once (`elected`); on a cluster it is one grouped
count.
"""

from __future__ import annotations

import polars as pl

from tamis.match.levels import at, number_of

#: Fewer agreeing titles than this could be one author's habit of publishing twice.
MIN_TITLES = 5

#: Share of equal-title pairs under two names that must also agree in year and place.
MIN_SHARE = 0.8


def with_aliases(levels: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """Raise the journal level of pairs whose two journal names are one by the evidence here.

    Args:
        levels: Output of `compare`.
        prepared: The frame `a` and `b` point into.

    Returns:
        The same rows; `journal` becomes "abbreviated" where the names are aliases.
    """
    ballot = ballots(levels, prepared)
    return raised(levels, ballot, elected(ballot))


def ballots(levels: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """What each pair says about its two journal names; any batch of pairs.

    Returns:
        `x`, `y` (the names, ordered; null where they agree already), `title_key` (null where the
        pair tells nothing about them) and `agreeing`, a row per pair.
    """
    unnamed = pl.col("unnamed")
    return (
        levels.select(
            prepared["journal"].gather(levels["a"]).alias("x"),
            prepared["journal"].gather(levels["b"]).alias("y"),
            prepared["title_key"].gather(levels["a"]).alias("title_key"),
            _unnamed().alias("unnamed"),
            _telling().alias("telling"),
            _agreeing().alias("agreeing"),
        )
        .with_columns(
            pl.when(unnamed).then(pl.min_horizontal("x", "y")).alias("x"),
            pl.when(unnamed).then(pl.max_horizontal("x", "y")).alias("y"),
            pl.when(unnamed & pl.col("telling")).then(pl.col("title_key")).alias("title_key"),
        )
        .drop("unnamed", "telling")
    )


def elected(ballot: pl.DataFrame) -> pl.DataFrame:
    """The names `x`, `y` that are one journal's, by all ballots together."""
    return (
        ballot.filter(pl.col("title_key").is_not_null())
        .group_by("x", "y")
        .agg(
            pl.col("title_key").filter("agreeing").n_unique().alias("titles"),
            pl.col("agreeing").mean().alias("share"),
        )
        .filter((pl.col("titles") >= MIN_TITLES) & (pl.col("share") >= MIN_SHARE))
        .select("x", "y")
    )


def raised(levels: pl.DataFrame, ballot: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """Raise the journal level of the pairs whose names are chosen.

    Args:
        levels: Output of `compare`.
        ballot: Output of `ballots`, aligned.
        chosen: Output of `elected`.
    """
    if chosen.is_empty():
        return levels
    alias = ballot.join(
        chosen.with_columns(pl.lit(value=True).alias("alias")),
        on=["x", "y"],
        how="left",
        maintain_order="left",
    )["alias"].fill_null(value=False)
    word = pl.lit(number_of("journal", "abbreviated"), dtype=pl.Int8)
    return levels.with_columns(
        pl.when(alias).then(word).otherwise(pl.col("journal")).alias("journal")
    )


def _unnamed() -> pl.Expr:
    return at("journal", "similar", "differs")


def _telling() -> pl.Expr:
    """One full title by the same people, neither on a preprint server."""
    return (
        at("title", "equal, long", "equal")
        & at("authors", "equal", "same first author, others agree", "same people, other order")
        & ~at("kind", "one a preprint", "one in a supplement or conference")
    )


def _agreeing() -> pl.Expr:
    return (
        at("year", "equal")
        & ~at("doi", "differs")
        & at("place", "unknown", "same volume and first page", "same first page, volume unknown",
              "same volume, pages unknown", "same volume, pages overlap")
    )  # fmt: skip
