from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tamis.review import Review

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

AGAIN = """TY  - JOUR
AU  - Alder, A.
TI  - Walking for back pain: a randomised trial.
PY  - 2018
JO  - J Walks
DO  - https://doi.org/10.1000/WALK.1
ER  -
"""


def test_a_review_gets_the_same_links_from_spark(
    spark: SparkSession, review: Review, tmp_path: Path
) -> None:
    path = tmp_path / "embase.ris"
    path.write_text(AGAIN, encoding="utf-8")
    review.import_files([path], source="embase", run_on="2026-03-02")
    other = Review(shutil.copytree(review.path, tmp_path / "copy"), by="anna")
    here, there = review.dedupe(), other.dedupe(engine="spark")
    told = [[(e.records, e.score, e.reason) for e in done.linked] for done in (here, there)]
    assert told[0] == told[1] != []
    assert (here.ask, here.related, here.reports) == (there.ask, there.related, there.reports)
    assert not (other.path / ".index" / "spark").exists()
