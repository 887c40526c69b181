from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tamis.cli import app
from tamis.review import Review


def tamis(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


def test_help_starts_without_anything_heavy() -> None:
    code = (
        "import sys; from tamis.cli import app; from typer.testing import CliRunner;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "heavy = {'scipy','numpy','polars','sklearn','fastapi','jinja2','lxml','pydantic',"
        "'matplotlib','rapidfuzz','msgspec'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "words",
    [
        ["status"], ["check"], ["log"], ["grade"], ["appraise"], ["extract"],
        ["analyse", "--outcome", "pain"], ["screen"], ["dedupe"],
    ],
)  # fmt: skip
def test_every_verb_prints_json(extracted: Review, words: list[str]) -> None:
    done = tamis(words[0], extracted.path, *words[1:], "--json")
    assert done.exit_code == 0, done.output
    json.loads(done.stdout)


def test_a_stranger_gets_from_nothing_to_a_page(tmp_path: Path, ris: Path) -> None:
    folder = tmp_path / "mine"
    assert tamis("init", folder).exit_code == 0
    assert tamis("import", folder, ris).exit_code == 0
    assert tamis("dedupe", folder).exit_code == 0
    waiting = json.loads(tamis("screen", folder, "--json").stdout)
    ids = [w["report"] for w in waiting]
    assert tamis("screen", folder, *ids, "--verdict", "include").exit_code == 0
    done = tamis("publish", folder)
    assert done.exit_code == 0, done.output
    assert (folder / "out" / "site" / "index.html").is_file()
    assert tamis("verify", folder).exit_code == 0


def test_columns_of_a_table_can_be_named(review: Review, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("Name,Record\nThe Journal of Long Walks,Short walk\n", encoding="utf-8")
    words = ("import", review.path, table, "--format", "csv", "--json", "--column", "Name=journal")
    done = tamis(*words, "--column", "Record=title")
    assert done.exit_code == 0, done.output
    (one,) = json.loads(done.stdout)
    (record,) = review.folder.records(one["search"])
    assert (record.title, record.journal) == ("Short walk", "The Journal of Long Walks")
    assert any("as they were named" in p["what"] for p in one["problems"])
    assert tamis(*words[:-1], "Name").exit_code == 2


def test_a_broken_file_is_named_and_the_exit_code_says_so(review: Review, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ris"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    done = tamis("import", review.path, broken)
    assert done.exit_code == 3
    assert "broken.ris" in done.stderr
    assert "unchanged" in done.stderr


def test_an_unknown_name_gets_a_suggestion(extracted: Review) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tamis", "analyse", str(extracted.path), "--outcome", "pian"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "did you mean 'pain'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_day_that_is_no_day_is_refused(review: Review) -> None:
    done = tamis("status", review.path, "--as-of", "yesterday")
    assert done.exit_code == 2
    assert "YYYY-MM-DD" in done.stderr


def test_export_and_import_review_hold_the_same_review(extracted: Review, tmp_path: Path) -> None:
    archive, copy = tmp_path / "review.zip", tmp_path / "copy"
    assert tamis("export", extracted.path, archive).exit_code == 0
    assert tamis("import-review", archive, copy).exit_code == 0
    assert Review(copy).folder.heads() == extracted.folder.heads()
