from __future__ import annotations

import sys

import pytest

from tamis.match.spark import SparkMissingError, session


def test_a_missing_pyspark_is_named_with_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkMissingError, match=r"Install tamis\[spark\]"):
        session()
