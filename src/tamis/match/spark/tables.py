"""What linkage on Spark hands back: four tables, which a small run reads as one `Linkage`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from tamis.match import relate, telling
from tamis.match.levels import number_of
from tamis.match.scorecard import Scorecard
from tamis.match.spark.frames import Columns, collected, kept, per_batch, taken_apart, with_sides
from tamis.match.values import Difference, Linkage, Pair, Relation

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_DIFFERENCE = pl.Struct(
    {"field": pl.String, "level": pl.String, "a": pl.String, "b": pl.String, "weight": pl.Float64}
)
_PAIR: Columns = {
    "a": pl.String, "b": pl.String, "score": pl.Float64, "reasons": pl.List(pl.String),
    "differences": pl.List(_DIFFERENCE), "row_a": pl.Int64, "row_b": pl.Int64, "doubt": pl.Float64,
}  # fmt: skip
_RELATION: Columns = {
    "a": pl.String, "b": pl.String, "kind": pl.String, "score": pl.Float64,
    "reasons": pl.List(pl.String),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The outcome of `link_on_spark`, as tables in the scratch folder.

    Attributes:
        clusters: `cluster` (the lowest id of its records) and `id`.
        pairs: Accepted pairs: `a`, `b`, `score`, `reasons`.
        ask: Pairs for a person, with `differences`.
        related: Typed links: `a`, `b`, `kind`, `score`, `reasons`.
    """

    clusters: DataFrame
    pairs: DataFrame
    ask: DataFrame
    related: DataFrame

    def linkage(self) -> Linkage:
        """Everything on the driver, as `tamis.match.link` returns it."""
        members: dict[str, list[str]] = {}
        for cluster, name in collected(self.clusters).sort("cluster", "id").iter_rows():
            members.setdefault(cluster, []).append(name)
        related = collected(self.related).sort("a", "b").to_dicts()
        return Linkage(
            clusters=tuple(sorted(tuple(names) for names in members.values())),
            pairs=_read(collected(self.pairs).sort("row_a", "row_b")),
            ask=_read(collected(self.ask).sort("doubt", "row_a", "row_b")),
            related=tuple(Relation(**{**r, "reasons": tuple(r["reasons"])}) for r in related),
        )


def told(
    roots: DataFrame, decided: DataFrame, prepared: DataFrame, model: Scorecard, scratch: str
) -> Tables:
    """Turn rows into ids, and pairs into what people read.

    Args:
        roots: Output of `clustering.clusters`.
        decided: Every compared pair.
        prepared: The records.
        model: Names the weights in the reasons.
        scratch: Folder for the tables.
    """
    from pyspark.sql import functions as f

    rooted = decided
    for end in ("a", "b"):
        side = roots.select(f.col("row").alias(end), f.col("root").alias(f"r{end}"))
        rooted = rooted.join(side, end, "left")
        rooted = rooted.withColumn(f"r{end}", f.coalesce(f"r{end}", end))
    rooted = kept(rooted, scratch, "rooted")
    named = roots.join(prepared.select("row", "id"), "row")
    lowest = named.groupBy("root").agg(f.min("id").alias("cluster"))
    return Tables(
        clusters=kept(named.join(lowest, "root").select("cluster", "id"), scratch, "linked"),
        pairs=kept(_pairs(rooted, prepared, model), scratch, "pairs"),
        ask=kept(_questions(rooted, prepared, model), scratch, "questions"),
        related=kept(_related(rooted, prepared, model), scratch, "related"),
    )


def _pairs(rooted: DataFrame, prepared: DataFrame, model: Scorecard) -> DataFrame:
    columns: Columns = {name: _TYPES[kind] for name, kind in rooted.dtypes}
    stage = partial(telling.holding, model=model)
    inside = per_batch(rooted.where("ra = rb"), stage, columns)
    return per_batch(with_sides(inside, prepared, ("id",)), partial(_held, model=model), _PAIR)


def _held(batch: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    pairs, records, rows = taken_apart(batch, ("id",))
    return _pair_rows(telling.held_pairs(pairs, records["id"], model), pairs, rows)


def _questions(rooted: DataFrame, prepared: DataFrame, model: Scorecard) -> DataFrame:
    """`telling.likeliest` as a ranking within each two clusters."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    columns: Columns = {name: _TYPES[kind] for name, kind in rooted.dtypes}
    asked = per_batch(
        rooted.where("ra <> rb"), partial(telling.open_questions, model=model),
        {**columns, "r1": pl.Int64, "r2": pl.Int64},
    )  # fmt: skip
    order = Window.partitionBy("r1", "r2").orderBy(f.desc("score"), "a", "b")
    best = asked.withColumn("rank", f.row_number().over(order)).where("rank = 1").drop("rank")
    sides = with_sides(best, prepared, telling.SHOWN)
    return per_batch(sides, partial(_asked, model=model), _PAIR)


_TYPES: dict[str, type[pl.DataType]] = {
    "bigint": pl.Int64, "tinyint": pl.Int8, "float": pl.Float32, "double": pl.Float64,
    "boolean": pl.Boolean,
}  # fmt: skip


def _asked(batch: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    pairs, records, rows = taken_apart(batch, telling.SHOWN)
    return _pair_rows(telling.asked_pairs(pairs, records, model), pairs, rows)


def _related(rooted: DataFrame, prepared: DataFrame, model: Scorecard) -> DataFrame:
    from pyspark.sql import functions as f

    columns: Columns = {name: _TYPES[kind] for name, kind in rooted.dtypes}
    close = with_sides(
        per_batch(rooted.where("ra <> rb"), relate.near, columns), prepared, relate.TYPED
    )
    close = _paired_off(close)
    titles = close.select(f.explode(f.array("title_key_a", "title_key_b")).alias("title_key"))
    crowd = relate.crowded(collected(titles.groupBy("title_key").count().where("count > 100")))
    return per_batch(close, partial(_typed, crowd=crowd, model=model), _RELATION)


def _paired_off(close: DataFrame) -> DataFrame:
    """`relate.paired_off` as rankings: of an article's preprints, then of a preprint's articles."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    first, level = f.col("preprint_a"), number_of("kind", "one a preprint")
    turned = close.withColumns(
        {
            "posted": f.when(first, f.col("ra")).otherwise(f.col("rb")),
            "article": f.when(first, f.col("rb")).otherwise(f.col("ra")),
        }
    )
    nearest = turned.where(f.col("kind") == level)
    nearest = nearest.select("posted", "article", "title_ratio", "a", "b")
    for one in ("article", "posted"):
        order = Window.partitionBy(one).orderBy(f.desc("title_ratio"), "a", "b")
        ranked = nearest.withColumn("rank", f.row_number().over(order))
        nearest = ranked.where("rank = 1").drop("rank")
    chosen = nearest.select("posted", "article", f.lit(True).alias("chosen"))
    told = turned.join(chosen, ["posted", "article"], "left")
    kept = (f.col("kind") != level) | (f.col("title_ratio") >= relate.NEARLY_EQUAL)
    return told.where(kept | f.col("chosen").isNotNull()).drop("posted", "article", "chosen")


def _typed(batch: pl.DataFrame, crowd: pl.Series, model: Scorecard) -> pl.DataFrame:
    pairs, records, _ = taken_apart(batch, relate.TYPED)
    return _frame(relate.typed(pairs, records, crowd, model), _RELATION)


def _pair_rows(found: Iterable[Pair], pairs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    told = _frame(found, {k: v for k, v in _PAIR.items() if k not in ("row_a", "row_b", "doubt")})
    return told.with_columns(
        rows["a"].alias("row_a"),
        rows["b"].alias("row_b"),
        (pairs["score"] - 0.5).abs().alias("doubt"),
    )


def _frame(values: Iterable[Any], columns: Columns) -> pl.DataFrame:
    rows = [dataclasses.asdict(value) for value in values]
    return pl.DataFrame(rows, schema=dict(columns), orient="row")


def _read(rows: pl.DataFrame) -> tuple[Pair, ...]:
    return tuple(
        Pair(
            a=row["a"],
            b=row["b"],
            score=row["score"],
            reasons=tuple(row["reasons"]),
            differences=tuple(Difference(**d) for d in row["differences"]),
        )
        for row in rows.iter_rows(named=True)
    )
