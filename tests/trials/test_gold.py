"""The reader against labelled texts; benchmarks/trials.md tells what the figures mean."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tamis.trials.reading import read

from . import gold

HEADINGS = {"in": "Inclusion Criteria:\n- ", "out": "Exclusion Criteria:\n- "}
DATA = Path(__file__).parents[1] / "data" / "eligibility"
PHRASES = tomllib.loads((DATA / "phrases.toml").read_text("utf-8"))["phrase"]
#: Texts that were read while the code was written, though their id says "keep away".
OPENED = {"NCT04297683", "EUCTR2018-000668-28"}


@pytest.mark.parametrize("name", ["tuning", "kept_away", "second_look", "third_look"])
def test_what_is_read_is_labelled_and_what_is_labelled_is_read(name: str) -> None:
    tally = gold.tallies(name)["all"]
    assert tally.precision >= 0.95
    assert tally.recall >= 0.95


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("fourth_look", 0.95, 0.9), ("fifth_look", 0.85, 0.95)]
)
def test_texts_far_from_the_first_ones_are_read_nearly_as_well(
    name: str, precision: float, recall: float
) -> None:
    tally = gold.tallies(name)["all"]
    assert tally.precision >= precision
    assert tally.recall >= recall


def test_the_hash_of_the_id_decides_what_was_kept_away() -> None:
    def kept(id_: str) -> bool:
        return hashlib.sha256(id_.encode()).digest()[0] % 3 == 0

    assert all(kept(t.id) for t in gold.texts("kept_away"))
    assert {t.id for t in gold.texts("tuning") if kept(t.id)} == OPENED


def test_every_text_has_its_own_id_and_an_address() -> None:
    texts = [t for name in gold.SETS for t in gold.texts(name)]
    assert len({t.id for t in texts}) == len(texts) >= 60
    assert all(t.source.startswith(("http://", "https://")) for t in texts)


@pytest.mark.parametrize("name", ["tuning", "kept_away", "second_look", "third_look"])
def test_most_texts_that_lost_their_line_ends_are_read_the_same(name: str) -> None:
    wrong = 0
    for text in gold.texts(name):
        keys = sorted(key for _, key in text.labels)
        wrong += keys != sorted(c.key for c in read(" ".join(text.text.split())).criteria)
    assert wrong <= len(gold.texts(name)) / 4


@pytest.mark.parametrize("phrase", PHRASES, ids=[f"{p['where']}: {p['text']}" for p in PHRASES])
def test_a_statement_is_read(phrase: dict[str, Any]) -> None:
    found = {c.key for c in read(HEADINGS[phrase["where"]] + phrase["text"]).criteria}
    assert found == set(phrase["says"])
