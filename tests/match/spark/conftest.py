"""One small Spark for all tests: starting it takes longer than any of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tamis.match.spark import session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """Two threads, two partitions, no compiling for the long run."""
    running = session(
        "local[2]",
        spark_driver_extraJavaOptions="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        spark_driver_memory="1g",
        spark_log_level="ERROR",
        spark_sql_codegen_wholeStage="false",
        spark_sql_shuffle_partitions="2",
    )
    yield running
    with warnings.catch_warnings():
        # The socket to the Java process is closed by its end, not by name.
        warnings.simplefilter("ignore", ResourceWarning)
        running.stop()
