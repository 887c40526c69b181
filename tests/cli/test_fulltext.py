from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tamis.cli import app
from tamis.review import Review
from tests.formats.fulltext import making


def tamis(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "alder.pdf"
    path.write_bytes(making.pdf())
    return path


def test_a_full_text_is_added_shown_and_searched(
    review: Review, reports: dict[str, str], paper: Path
) -> None:
    done = tamis("fulltext", "add", review.path, reports["alder"], paper, "--json")
    document = json.loads(done.stdout)["document"]["id"]
    assert "2 pages" in tamis("fulltext", "add", review.path, reports["alder"], paper).stdout
    assert document in tamis("fulltext", "show", review.path, reports["alder"]).stdout
    assert "Falls were not reported" in tamis("fulltext", "show", review.path, document).stdout
    found = tamis("fulltext", "show", review.path, document, "--find", "SD 4.53")
    assert "1 place" in found.stdout


def test_suggestions_are_listed_with_their_words(
    review: Review, reports: dict[str, str], paper: Path
) -> None:
    tamis("fulltext", "add", review.path, reports["alder"], paper)
    listed = tamis("extract", "suggest", review.path, reports["alder"])
    assert "n-randomised" in listed.stdout
    assert "56 adults were ran-domised" in listed.stdout
    (one,) = json.loads(tamis("extract", "suggest", review.path, reports["alder"], "--json").stdout)
    assert {"rule", "values", "quote"} <= set(one["suggestions"][0])


def test_a_file_that_is_not_there_is_a_sentence(review: Review, reports: dict[str, str]) -> None:
    done = tamis("fulltext", "add", review.path, reports["alder"], "nowhere.pdf")
    assert done.exit_code != 0
    assert "nowhere.pdf" in str(done.exception)


def test_the_verb_of_extract_may_be_left_out(extracted: Review) -> None:
    assert tamis("extract", extracted.path).stdout == tamis(
        "extract", "values", extracted.path
    ).stdout  # fmt: skip
