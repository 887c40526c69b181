from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tamis.model.publication import Publication
from tamis.report.site import build
from tamis.report.site.blocks.checks import FILES


@pytest.fixture(scope="module")
def files(publication: Publication) -> Mapping[str, bytes]:
    return build(publication)


def table(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"data/{name}.csv"].decode())))


def test_every_file_that_is_offered_is_there(files: Mapping[str, bytes]) -> None:
    assert {path for path, _, _ in FILES} <= set(files)


def test_numbers_say_where_they_come_from(files: Mapping[str, bytes]) -> None:
    found = json.loads(files["numbers.json"])["trial-a/md"]
    assert found["shown"] == "−3.10"
    assert found["inputs"] == {"m1": "trial-a/mean/tea", "m2": "trial-a/mean/water"}
    assert found["at"] == "evidence/trial-a.html#n-trial-a-md"


def test_results_hold_full_values(files: Mapping[str, bytes]) -> None:
    first = table(files, "results")[0]
    assert (first["study"], first["estimate"], first["low"]) == ("trial-a", "-3.1", "-5.2")


def test_missing_characteristics_are_named_and_not_empty(files: Mapping[str, bytes]) -> None:
    assert table(files, "studies")[0]["temperature"] == "not-reported"


def test_risk_of_bias_has_a_column_for_each_domain(files: Mapping[str, bytes]) -> None:
    first = table(files, "risk-of-bias")[0]
    assert (first["randomisation"], first["overall"]) == ("low", "some-concerns")


def test_included_reports_come_as_ris_and_csl(files: Mapping[str, bytes]) -> None:
    assert files["data/included.ris"].count(b"TY  - ") == 2
    assert len(json.loads(files["data/included.csl.json"])) == 2


def test_text_that_a_spreadsheet_would_run_is_kept_as_text(publication: Publication) -> None:
    first = replace(publication.studies[0], label="=1+1")
    made = build(replace(publication, studies=(first, *publication.studies[1:])))
    assert table(made, "studies")[0]["label"] == "'=1+1"


def test_the_whole_review_is_there_as_data(files: Mapping[str, bytes]) -> None:
    whole = json.loads(files["data/review.json"])
    assert whole["protocol"]["id"] == "warm-drinks"
    assert set(whole["ledger"]) == set(json.loads(files["numbers.json"]))
