"""A Spark session that keeps to this machine, or joins a cluster by its master's address."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tamis.match.errors import MatchError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Settings of every session. Addresses are for the driver of a local master only.
_SETTINGS: dict[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # Skewed joins are split and small partitions joined while the job runs.
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.adaptive.skewJoin.enabled": "true",
    # Prepared records are near a kilobyte: 10,000 rows make an Arrow batch of 10 MB.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
}
_LOCAL: dict[str, str] = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    # Two hundred parts, Spark's own choice, are for a cluster; here each would be a few rows.
    "spark.sql.shuffle.partitions": "16",
}


class SparkMissingError(MatchError):
    """Spark was asked for and is not installed, or has no Java to run on."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"The Spark engine needs {what}, which is not here. {remedy}")


def session(master: str = "local[2]", **settings: str) -> SparkSession:
    """Start Spark, or take the session that runs already.

    Args:
        master: `local[2]` for two threads here, `spark://host:7077`, `yarn` … for a cluster.
        settings: Further settings, dots written as underscores ("spark_driver_memory").

    Raises:
        SparkMissingError: pyspark or Java is not installed.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissingError("pyspark", "Install tamis[spark].") from error
    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    local = master.startswith("local")
    if local:
        # Otherwise Spark asks the network for this machine's name and tells of it.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # Workers must run the Python that has tamis and polars.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    given = {name.replace("_", "."): value for name, value in settings.items()}
    builder = SparkSession.builder.master(master).appName("tamis linkage")
    for name, value in {**_SETTINGS, **(_LOCAL if local else {}), **given}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkRuntimeError, FileNotFoundError) as error:
        remedy = "Install a Java runtime of version 17 or later and put it on the path."
        raise SparkMissingError("Java", remedy) from error
