from __future__ import annotations

import polars as pl

from tamis.match.block import keys_of
from tamis.match.index import prepared_rows
from tamis.match.spark.frames import renumbered, spark_schema, taken_apart

from ..records import frame, paper


def test_types_are_written_in_sparks_own_words():
    columns = {"key": pl.UInt64, "names": pl.List(pl.String), "d": pl.Struct({"w": pl.Float64})}
    assert spark_schema(columns) == ("`key` bigint, `names` array<string>, `d` struct<`w`: double>")


def test_a_batch_of_joined_pairs_comes_apart_and_keeps_its_rows():
    batch = pl.DataFrame({"a": [7, 8], "b": [70, 80], "t_a": ["x", "y"], "t_b": ["X", "Y"]})
    pairs, records, rows = taken_apart(batch, ["t"])
    assert records["t"].to_list() == ["x", "y", "X", "Y"]
    assert pairs.rows() == [(0, 2), (1, 3)]
    assert renumbered(pairs.tail(1), rows).rows() == [(8, 80)]


def test_blocking_keys_are_the_same_in_every_process():
    # Workers hash on their own: were the hash to change, blocks would fall apart.
    keyed = keys_of(prepared_rows(frame(paper())), "doi")
    again = pl.Series(["doi\0" + "10.5555/jrr.2016.0101"]).hash(seed=0)
    assert keyed["key"].to_list() == again.to_list()
