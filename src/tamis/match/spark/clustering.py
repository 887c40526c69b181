"""Connected components and clusters on Spark."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from tamis.match.cluster import agglomerate
from tamis.match.decide import acceptable
from tamis.match.linking import COMPLETED, scores
from tamis.match.scorecard import Scorecard
from tamis.match.spark.frames import as_rows, collected, kept, per_partition, spread

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Accepted pairs up to this many are joined on the driver, which takes 16 bytes for each and four
#: times that for a moment; more are joined by Spark, some rounds of SQL over files.
DRIVER_EDGES = 20_000_000


def components(edges: DataFrame, scratch: str, driver_edges: int = DRIVER_EDGES) -> DataFrame:
    """Connected rows.

    Args:
        edges: Columns `a`, `b`.
        scratch: Folder for what is in between.
        driver_edges: Up to this many edges are joined on the driver.

    Returns:
        `row` and `component`, the lowest row connected with it.
    """
    if edges.count() <= driver_edges:
        found = collected(edges.select("a", "b"))
        rows, lowest = lowest_connected(found["a"].to_numpy(), found["b"].to_numpy())
        table = pl.DataFrame({"row": rows, "component": lowest})
        return kept(spread(edges.sparkSession, table), scratch, "components")
    return _by_rounds(edges, scratch)


def lowest_connected(
    a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows that edges touch, ascending, and for each the lowest row connected with it.

    Labels sink along edges and jump to their label's label until none moves, in about the
    logarithm of the longest chain (Shiloach and Vishkin, J Algorithms 1982;3:57).
    """
    rows = np.unique(np.concatenate([a, b]))
    left, right = np.searchsorted(rows, a), np.searchsorted(rows, b)
    label = np.arange(len(rows))
    while True:
        low = np.minimum(label[left], label[right])
        sunk = label.copy()
        for end in (label[left], label[right], left, right):
            np.minimum.at(sunk, end, low)
        sunk = sunk[sunk]
        if np.array_equal(sunk, label):
            return rows, rows[label]
        label = sunk


def _by_rounds(edges: DataFrame, scratch: str) -> DataFrame:
    """The same in SQL: every row takes the lowest label around it, then its label's label."""
    from pyspark.sql import functions as f

    both = edges.select("a", "b").union(edges.select(f.col("b"), f.col("a")))
    both = kept(both.toDF("row", "other").distinct(), scratch, "edges")
    labels = kept(both.groupBy("row").agg(f.min("other").alias("least")).select(
        "row", f.least("row", "least").alias("component")), scratch, "components-0")  # fmt: skip
    turn = 0
    while True:
        turn += 1
        around = both.join(labels.toDF("other", "component"), "other")
        sunk = labels.union(around.select("row", "component"))
        sunk = sunk.groupBy("row").agg(f.min("component").alias("component"))
        jumped = sunk.join(sunk.toDF("component", "below"), "component", "left").select(
            "row", f.coalesce("below", "component").alias("component")
        )
        moved = kept(jumped, scratch, f"components-{turn % 2 + 1}")
        if moved.join(labels, ["row", "component"], "left_anti").isEmpty():
            return moved
        labels = moved


def open_pairs(members: DataFrame, decided: DataFrame) -> DataFrame:
    """Pairs inside components of three up to `COMPLETED` rows that blocking did not name."""
    from pyspark.sql import functions as f

    sizes = members.groupBy("component").count().where(f.col("count").between(3, COMPLETED))
    inside = members.join(sizes.select("component"), "component")
    a, b = inside.withColumnRenamed("row", "a"), inside.withColumnRenamed("row", "b")
    wanted = a.join(b, "component").where("a < b").select("a", "b")
    return wanted.join(decided.select("a", "b"), ["a", "b"], "left_anti")


def clusters(members: DataFrame, decided: DataFrame, model: Scorecard, scratch: str) -> DataFrame:
    """`agglomerate`, a partition of whole components at a time.

    Returns:
        `row` and `root` (the cluster's lowest row) for rows in clusters of two or more.
    """
    from pyspark.sql import functions as f

    ends = [members.select(f.col("row").alias(e), f.col("component").alias(f"c{e}")) for e in "ab"]
    inside = decided.join(ends[0], "a").join(ends[1], "b").where("ca = cb")
    whole = inside.drop("cb").repartition("ca")
    stage = partial(_agglomerated, model=model)
    columns = {"row": pl.Int64, "root": pl.Int64}
    return kept(per_partition(whole, stage, columns), scratch, "clusters")


def _agglomerated(decided: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    decided = as_rows(decided, "a", "b").sort("a", "b")
    accepted = decided.filter(acceptable(model))
    edges = list(zip(accepted["a"].to_list(), accepted["b"].to_list(), strict=True))
    found = agglomerate(edges, scores(decided, edges))
    rows = [(row, members[0]) for members in found for row in members]
    return pl.DataFrame(rows, schema={"row": pl.Int64, "root": pl.Int64}, orient="row")
