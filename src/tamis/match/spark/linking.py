"""The five stages in a row on Spark, each the function that one machine runs, on Arrow batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamis.match import block
from tamis.match.linking import DEFAULT_MODEL
from tamis.match.scorecard import Scorecard
from tamis.match.spark import clustering, pairing
from tamis.match.spark.frames import kept
from tamis.match.spark.preparing import prepared_rows
from tamis.match.spark.tables import Tables, told

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def link_on_spark(
    records: DataFrame,
    *,
    scratch: str,
    model: Scorecard = DEFAULT_MODEL,
    blocking: block.Blocking | None = None,
    driver_edges: int = clustering.DRIVER_EDGES,
) -> Tables:
    """Find records of the same publication on a Spark cluster.

    The clusters are those of `tamis.match.link` on the same records. Nothing is drawn at random
    and every stage is written to files, so a lost executor or a second run changes nothing.

    Args:
        records: Columns of `RECORD_SCHEMA`; only `id` is required and must be unique.
        scratch: Folder that every worker reaches (`hdfs://…`, `s3a://…`, a path on one machine);
            what is in it under the names of the stages is overwritten. The tables lie there.
        model: Weights and thresholds.
        blocking: Cap and window of the blocks.
        driver_edges: Up to this many accepted pairs are connected on the driver.

    Raises:
        MissingColumnError: There is no `id` column.
        DuplicateIdError: An id occurs twice.
    """
    prepared = kept(prepared_rows(records, scratch), scratch, "prepared")
    pairs = pairing.candidates(prepared, blocking or block.Blocking(), scratch)
    levels = pairing.compared(pairs, prepared, scratch, "levels")
    decided = kept(pairing.decided(levels, model, pairing.elected(levels)), scratch, "decided")
    accepted = pairing.accepted(decided, model)
    members = clustering.components(accepted, scratch, driver_edges)
    missing = clustering.open_pairs(members, decided)
    completing = pairing.compared(missing, prepared, scratch, "completing")
    whole = kept(decided.union(pairing.decided(completing, model)), scratch, "whole")
    roots = clustering.clusters(members, whole, model, scratch)
    return told(roots, whole, prepared, model, scratch)
