"""Linkage on Apache Spark, for a corpus that outgrows one machine: the extra `tamis[spark]`.

    from tamis.match.spark import link_on_spark, session
    spark = session("local[2]")
    tables = link_on_spark(spark.read.parquet("records"), scratch="work")

Importing this package does not import Spark. Workers need tamis installed in their Python. Unlike
the rest of `tamis.match` it writes: the rows between stages, into a folder the caller names.
"""

from __future__ import annotations

from tamis.match.spark.linking import link_on_spark
from tamis.match.spark.session import SparkMissingError, session
from tamis.match.spark.tables import Tables

__all__ = ["SparkMissingError", "Tables", "link_on_spark", "session"]
