from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from tamis.match import Blocking, DuplicateIdError, MissingColumnError, block, link
from tamis.match.cluster import components as connected
from tamis.match.index import prepared_rows
from tamis.match.spark import link_on_spark
from tamis.match.spark.clustering import components
from tamis.match.spark.frames import collected, per_batch, spread
from tamis.match.spark.pairing import candidates

from ..records import frame, paper

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_JOURNALS = (("Proceedings of the Sieve Society", "Sieve Conference"), ("Grain", "Grain Letters"))


def _crowd() -> pl.DataFrame:
    """Near copies, errata, preprints, headings, aliases of journals and an outsized block."""
    rows: list[dict[str, Any]] = []
    for at in range(40):
        title = f"On the drift of gravel bed {at * 7919} under load number {at * 104729}"
        base = paper(title=title, pages=f"{at * 20 + 1}-{at * 20 + 9}", doi=f"10.5555/g.{at}",
                     volume=str(at % 9 + 1), abstract=None)  # fmt: skip
        rows += [base, {**base, "doi": None, "journal": "J River Res"}]
        if at % 4 == 0:
            rows.append({**base, "title": f"Erratum: {title}", "pages": "400", "doi": None})
        if at % 5 == 0:
            rows.append({**base, "pmid": f"1{at:06d}"})
            rows.append({**base, "pmid": f"2{at:06d}", "doi": None})
        if at % 6 == 0:
            rows.append({**base, "journal": "medRxiv", "doi": None, "volume": None, "pages": None})
    for at in range(24):
        long, short = _JOURNALS[0]
        same = {"title": f"Mesh {at * 31} of the {at * 17}th sieve and its wear in daily work",
                "authors": "Haas, Ute; Brandt, Kai; Ito, Ken", "year": 1990 + at}  # fmt: skip
        rows += [{**same, "journal": long}, {**same, "journal": short}]
    rows += [paper(title="Trade press news", year=1980 + at, doi=None, pages=f"{at + 1}",
                   volume=str(at), abstract=None) for at in range(60)]  # fmt: skip
    rows += [{}, {}, {"title": "Editorial"}, {"title": "Editorial"}]
    return frame(*rows)


@pytest.fixture(scope="module")
def crowd() -> pl.DataFrame:
    return _crowd()


def test_spark_and_one_machine_say_the_same(
    spark: SparkSession, crowd: pl.DataFrame, tmp_path: Path
) -> None:
    given = spread(spark, crowd.sample(fraction=1, shuffle=True, seed=1)).repartition(3)
    one = link(crowd)
    assert len(one.clusters) >= 40
    assert one.ask
    assert {"erratum", "preprint"} <= {r.kind for r in one.related}
    assert link_on_spark(given, scratch=str(tmp_path)).linkage() == one


def test_outsized_blocks_give_the_same_pairs(
    spark: SparkSession, crowd: pl.DataFrame, tmp_path: Path
) -> None:
    prepared, small = prepared_rows(crowd), Blocking(cap=5, window=2)
    table = per_batch(spread(spark, prepared), lambda rows: rows, dict(prepared.schema))
    found = collected(candidates(table, small, str(tmp_path)))
    here = block.candidates(prepared, small).cast(pl.Int64)
    assert found.select("a", "b").sort("a", "b").equals(here)
    assert len(here) < len(block.candidates(prepared))


def test_components_beyond_the_driver_are_found_in_sql(spark: SparkSession, tmp_path: Path) -> None:
    edges = [(1, 2), (2, 9), (4, 9), (5, 6), (10, 11), (11, 12), (0, 12)]
    table = spark.createDataFrame(edges, "a bigint, b bigint")
    found = collected(components(table, str(tmp_path), driver_edges=0)).sort("row")
    expected = {row: rows[0] for rows in connected(edges) for row in rows}
    assert dict(found.select("row", "component").iter_rows()) == expected


def test_a_repeated_id_and_a_missing_column_are_refused_by_name(
    spark: SparkSession, tmp_path: Path
) -> None:
    twice = spread(spark, frame(paper(id="same"), paper(id="same")))
    with pytest.raises(DuplicateIdError, match="'same'"):
        link_on_spark(twice, scratch=str(tmp_path))
    with pytest.raises(MissingColumnError):
        link_on_spark(twice.drop("id"), scratch=str(tmp_path))
