"""Blocks and comparisons on Spark: which pairs, and how their fields agree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from tamis.match import aliases, block
from tamis.match.compare import COMPARED, GLANCED, compare, promising
from tamis.match.decide import acceptable, decide
from tamis.match.levels import LEVELS
from tamis.match.scorecard import Scorecard
from tamis.match.spark.frames import (
    Columns,
    as_hash,
    as_rows,
    collected,
    kept,
    per_batch,
    per_partition,
    renumbered,
    taken_apart,
    with_sides,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PAIRS: Columns = {"a": pl.Int64, "b": pl.Int64}
LEVEL_COLUMNS: Columns = {
    **PAIRS, **dict.fromkeys(LEVELS, pl.Int8), "title_ratio": pl.Float32,
}  # fmt: skip
BALLOTS: Columns = {"x": pl.String, "y": pl.String, "title_key": pl.String, "agreeing": pl.Boolean}
DECIDED: Columns = {
    **LEVEL_COLUMNS, "score": pl.Float64, "veto": pl.Int8, "held": pl.Boolean,
}  # fmt: skip

#: What `compare` reads, its first look included.
_READ: tuple[str, ...] = tuple(dict.fromkeys((*GLANCED, *COMPARED)))
_KEYS: Columns = {"key": pl.UInt64, "row": pl.Int64}


def candidates(prepared: DataFrame, how: block.Blocking, scratch: str) -> DataFrame:
    """`block.pairs`: blocks are spread by their key, so that each lies in one partition whole."""
    keyed = per_batch(prepared, _keys, _KEYS)
    first = kept(
        per_partition(keyed.repartition("key"), partial(_small, how=how), {**_KEYS, **PAIRS}),
        scratch,
        "blocks",
    )
    large = first.where("key is not null").select("key", "row")
    sides = prepared.select("row", *block.REFINING)
    refined = per_partition(
        large.join(sides, "row").repartition("key"), partial(_large, how=how), PAIRS
    )
    small = first.where("key is null").select("a", "b")
    return kept(small.union(refined).distinct(), scratch, "candidates")


def compared(pairs: DataFrame, prepared: DataFrame, scratch: str, name: str) -> DataFrame:
    """`compare`, with the ballots about journal names: titles first, then the pairs that are left.

    Returns:
        Levels and ballots of each pair that may be the same.
    """
    glanced = per_batch(with_sides(pairs, prepared, GLANCED), _glance, PAIRS)
    left = kept(glanced, scratch, f"{name}-promising")
    looked = with_sides(left, prepared, _READ)
    return kept(per_batch(looked, _compare, {**LEVEL_COLUMNS, **BALLOTS}), scratch, name)


def decided(levels: DataFrame, model: Scorecard, chosen: pl.DataFrame | None = None) -> DataFrame:
    """`decide`, after raising the journal level of aliases.

    Args:
        levels: Output of `compared`.
        model: Weights and thresholds.
        chosen: Output of `elected`.
    """
    return per_batch(levels, partial(_decide, model=model, chosen=chosen), DECIDED)


def accepted(decided: DataFrame, model: Scorecard) -> DataFrame:
    """Pairs that may join two records, `a` and `b`."""
    return per_batch(decided, partial(_accepted, model=model), PAIRS)


def elected(levels: DataFrame) -> pl.DataFrame:
    """`aliases.elected` as one grouped count; few names, so they come to the driver."""
    from pyspark.sql import functions as f

    agreeing = f.when(f.col("agreeing"), f.col("title_key"))
    votes = (
        levels.where(f.col("title_key").isNotNull())
        .groupBy("x", "y")
        .agg(
            f.countDistinct(agreeing).alias("titles"),
            f.avg(f.col("agreeing").cast("double")).alias("share"),
        )
        .where((f.col("titles") >= aliases.MIN_TITLES) & (f.col("share") >= aliases.MIN_SHARE))
    )
    return collected(votes.select("x", "y"))


def _keys(prepared: pl.DataFrame) -> pl.DataFrame:
    hashed = as_hash(as_hash(as_rows(prepared, "row"), "sketch_1"), "sketch_2")
    return block.keys(hashed)


def _small(keyed: pl.DataFrame, how: block.Blocking) -> pl.DataFrame:
    """Pairs of the blocks that are small enough, and the rows of the others."""
    small, large = block.sized(as_rows(as_hash(keyed, "key"), "row"), how.cap)
    return pl.concat([block.within(small, how), large], how="diagonal").select(
        "key", "row", "a", "b"
    )


def _large(keyed: pl.DataFrame, how: block.Blocking) -> pl.DataFrame:
    """`block.pairs` of whole blocks, on the records of this partition alone."""
    records = keyed.select("row", *block.REFINING).unique("row").sort("row")
    numbered = records.select("row").with_row_index("at")
    local = as_hash(keyed, "key").join(numbered, on="row").select("key", pl.col("at").alias("row"))
    found = block.pairs(local, records, how)
    return found.select(records["row"].gather(found[end]).alias(end) for end in ("a", "b"))


def _glance(batch: pl.DataFrame) -> pl.DataFrame:
    pairs, prepared, rows = taken_apart(batch, GLANCED)
    return renumbered(promising(pairs, prepared), rows)


def _compare(batch: pl.DataFrame) -> pl.DataFrame:
    pairs, prepared, rows = taken_apart(batch, _READ)
    levels = compare(pairs, prepared)
    ballot = aliases.ballots(levels, prepared)
    return pl.concat([renumbered(levels, rows), ballot], how="horizontal")


def _accepted(batch: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    return batch.filter(acceptable(model)).select("a", "b")


def _decide(batch: pl.DataFrame, model: Scorecard, chosen: pl.DataFrame | None) -> pl.DataFrame:
    levels = batch.drop(list(BALLOTS))
    if chosen is not None:
        levels = aliases.raised(levels, batch.select(list(BALLOTS)), chosen)
    return decide(levels, model)
