"""Records prepared, headings marked and rows numbered, on Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tamis.match.errors import DuplicateIdError, MissingColumnError
from tamis.match.prepare import HEADING_LENGTH, RECORD_SCHEMA, RECURS, RECURS_SHARE, prepare
from tamis.match.spark.frames import Columns, kept, per_batch, spark_type

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Spark's monotonic ids hold the number within a partition in their lower 33 bits.
_WITHIN_PARTITION = (1 << 33) - 1


def prepared_columns() -> Columns:
    """Column → type of what `prepare` returns."""
    return dict(prepare(pl.DataFrame(schema=RECORD_SCHEMA)).schema)


def prepared_rows(records: DataFrame, scratch: str) -> DataFrame:
    """Prepare records and number them in the order of their ids, as one machine does.

    Raises:
        MissingColumnError: There is no `id` column.
        DuplicateIdError: An id occurs twice.
    """
    from pyspark.sql import functions as f

    if "id" not in records.columns:
        raise MissingColumnError("id", tuple(records.columns))
    known = [name for name in RECORD_SCHEMA if name in records.columns]
    given = records.select([f.col(name).cast(spark_type(RECORD_SCHEMA[name])) for name in known])
    read = kept(per_batch(given, prepare, prepared_columns()), scratch, "read")
    repeated = read.groupBy("id").count().where("count > 1").orderBy("id").head(1)
    if repeated:
        raise DuplicateIdError(repeated[0]["id"])
    ordered = kept(
        read.repartitionByRange("id")
        .sortWithinPartitions("id")
        .withColumn("part", f.spark_partition_id())
        .withColumn("place", f.monotonically_increasing_id().bitwiseAND(f.lit(_WITHIN_PARTITION))),
        scratch,
        "ordered",
    )
    return _numbered(_with_recurring(ordered, read))


def _with_recurring(ordered: DataFrame, read: DataFrame) -> DataFrame:
    """`tamis.match.prepare.with_recurring` as one grouped count."""
    from pyspark.sql import functions as f

    years = f.countDistinct("year") + f.max(f.col("year").isNull().cast("int"))
    headings = (
        read.where(f.char_length("title_key") < HEADING_LENGTH)
        .groupBy("title_key", "journal")
        .agg(years.alias("years"), f.count("*").alias("records"))
        .where(
            (f.col("years") >= RECURS) & (f.col("years") >= f.lit(RECURS_SHARE) * f.col("records"))
        )
        .select("title_key", f.lit(True).alias("recurs"))
        .distinct()
    )
    rubric = f.col("rubric") | f.coalesce("recurs", f.lit(False))
    return ordered.join(headings, "title_key", "left").withColumn("rubric", rubric).drop("recurs")


def _numbered(ordered: DataFrame) -> DataFrame:
    """Rows from 0 without gaps: a partition starts where the ids before it end."""
    from pyspark.sql import functions as f

    sizes = sorted((r["part"], r["count"]) for r in ordered.groupBy("part").count().collect())
    starts, start = [], 0
    for part, size in sizes:
        starts.append((part, start))
        start += size
    offsets = ordered.sparkSession.createDataFrame(starts or [(0, 0)], "part int, start bigint")
    numbered = ordered.join(f.broadcast(offsets), "part")
    return numbered.withColumn("row", f.col("start") + f.col("place")).drop(
        "part", "place", "start"
    )
