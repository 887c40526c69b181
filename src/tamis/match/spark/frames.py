"""Between Spark's Arrow batches and the frames that the stages take.

Spark knows no unsigned numbers: row numbers travel as 64-bit integers, hashes as the signed
integer of the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import pyarrow as pa
    from polars._typing import PolarsDataType
    from pyspark.sql import DataFrame, SparkSession

#: Column → type of a frame that a stage returns.
Columns = Mapping[str, "PolarsDataType"]
Stage = Callable[[pl.DataFrame], pl.DataFrame]

_SIMPLE: dict[pl.DataType, str] = {
    pl.String(): "string", pl.Boolean(): "boolean", pl.Int8(): "tinyint", pl.Int32(): "int",
    pl.Int64(): "bigint", pl.UInt32(): "bigint", pl.UInt64(): "bigint", pl.Float32(): "float",
    pl.Float64(): "double",
}  # fmt: skip


def spark_schema(columns: Columns) -> str:
    """The columns as Spark's DDL."""
    return ", ".join(f"`{name}` {spark_type(kind)}" for name, kind in columns.items())


def spark_type(kind: PolarsDataType) -> str:
    """A type in Spark's DDL."""
    if isinstance(kind, pl.List):
        return f"array<{spark_type(kind.inner)}>"
    if isinstance(kind, pl.Struct):
        inner = ", ".join(f"`{f.name}`: {spark_type(f.dtype)}" for f in kind.fields)
        return f"struct<{inner}>"
    return _SIMPLE[kind if isinstance(kind, pl.DataType) else kind()]


def per_batch(frame: DataFrame, stage: Stage, columns: Columns) -> DataFrame:
    """Run a stage on each Arrow batch; batches may be cut anywhere."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from _sent(stage(_received([batch])), columns)

    return frame.mapInArrow(run, spark_schema(columns))


def per_partition(frame: DataFrame, stage: Stage, columns: Columns) -> DataFrame:
    """Run a stage on each partition as a whole, held in a worker's memory."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        whole = list(batches)
        if whole:
            yield from _sent(stage(_received(whole)), columns)

    return frame.mapInArrow(run, spark_schema(columns))


def kept(frame: DataFrame, scratch: str, name: str) -> DataFrame:
    """Write a stage's rows and read them back.

    What follows then starts from files, not from a longer and longer plan, and an executor lost
    later costs its own part of one stage.
    """
    path = f"{scratch}/{name}"
    frame.write.mode("overwrite").parquet(path)
    return frame.sparkSession.read.parquet(path)


def collected(frame: DataFrame) -> pl.DataFrame:
    """Rows on the driver, for tables that are small by their nature."""
    return pl.DataFrame(frame.toArrow())


def spread(spark: SparkSession, frame: pl.DataFrame) -> DataFrame:
    """A frame of the driver as a table of Spark."""
    columns = dict(frame.schema)
    return spark.createDataFrame(_table(frame, columns), spark_schema(columns))


def with_sides(pairs: DataFrame, prepared: DataFrame, columns: Sequence[str]) -> DataFrame:
    """Both records' columns beside each pair, as `name_a` and `name_b`."""
    from pyspark.sql import functions as f

    for end in ("a", "b"):
        named = [f.col(name).alias(f"{name}_{end}") for name in columns]
        pairs = pairs.join(prepared.select(f.col("row").alias(end), *named), end)
    return pairs


def taken_apart(
    batch: pl.DataFrame, columns: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """A batch of `with_sides` as a stage takes it.

    Returns:
        The pairs with `a` and `b` as row numbers into the second frame; the records; the pairs'
        `a` and `b` as they were.
    """
    ends = [
        batch.select(pl.col(f"{name}_{end}").alias(name) for name in columns) for end in ("a", "b")
    ]
    sides = [f"{name}_{end}" for name in columns for end in ("a", "b")]
    count = len(batch)
    pairs = batch.drop(sides).with_columns(
        pl.int_range(count, dtype=pl.UInt32).alias("a"),
        pl.int_range(count, 2 * count, dtype=pl.UInt32).alias("b"),
    )
    return pairs, pl.concat(ends), batch.select("a", "b")


def renumbered(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """A stage's pairs with the row numbers of all records again."""
    at = found["a"]
    return found.with_columns(rows["a"].gather(at), rows["b"].gather(at))


def as_rows(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Columns that Spark carried as 64-bit integers, as row numbers."""
    return frame.with_columns(pl.col(name).cast(pl.UInt32) for name in columns)


def as_hash(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """A column that Spark carried signed, as the hash it was."""
    return frame.with_columns(pl.col(column).reinterpret(signed=False))


def _received(batches: Sequence[pa.RecordBatch]) -> pl.DataFrame:
    import pyarrow as pa

    return pl.DataFrame(pa.Table.from_batches(batches))


def _sent(frame: pl.DataFrame, columns: Columns) -> Iterator[pa.RecordBatch]:
    yield from _table(frame, columns).to_batches()


def _table(frame: pl.DataFrame, columns: Columns) -> pa.Table:
    import pyarrow as pa

    signed = [
        pl.col(name).reinterpret(signed=True) if kind == pl.UInt64 else pl.col(name)
        for name, kind in columns.items()
    ]
    schema = pa.schema([(name, _arrow_type(kind)) for name, kind in columns.items()])
    return frame.select(signed).to_arrow().cast(schema)


def _arrow_type(kind: PolarsDataType) -> pa.DataType:
    import pyarrow as pa

    if isinstance(kind, pl.List):
        return pa.list_(_arrow_type(kind.inner))
    if isinstance(kind, pl.Struct):
        return pa.struct([(f.name, _arrow_type(f.dtype)) for f in kind.fields])
    name = _SIMPLE[kind if isinstance(kind, pl.DataType) else kind()]
    types: dict[str, pa.DataType] = {
        "string": pa.string(), "boolean": pa.bool_(), "tinyint": pa.int8(), "int": pa.int32(),
        "bigint": pa.int64(), "float": pa.float32(), "double": pa.float64(),
    }  # fmt: skip
    return types[name]
