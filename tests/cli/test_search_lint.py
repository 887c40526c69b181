from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tamis.cli.search import app

EARLIER = "(((neurodegenerative disease) OR (ALS)) AND ((stem cells) OR (IPSCs)))"


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAMIS_DATA", str(tmp_path / "data"))


def _file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "search.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_finding_has_its_place_reason_advice_and_source(tmp_path: Path) -> None:
    file = _file(tmp_path, EARLIER)
    result = CliRunner().invoke(app, ["lint", file, "--platform", "pubmed"])
    assert result.exit_code == 0
    assert f"{file}:1:4: warning untagged: Words left to automatic term mapping" in result.stdout
    for part in ("seen", "why", "instead", "source"):
        assert f"    {part}" in result.stdout


def test_json_holds_what_the_text_says(tmp_path: Path) -> None:
    file = _file(tmp_path, EARLIER)
    result = CliRunner().invoke(app, ["lint", file, "--platform", "pubmed", "--json"])
    (finding,) = json.loads(result.stdout)["findings"]
    assert finding["code"] == "untagged"
    assert finding["words"] == ["neurodegenerative disease", "ALS", "stem cells", "IPSCs"]


def test_the_header_of_a_file_names_its_platform(tmp_path: Path) -> None:
    file = _file(tmp_path, '+++\nplatform = "pubmed"\n+++\nasthma[tiab] and wheez*[tiab]\n')
    result = CliRunner().invoke(app, ["lint", file])
    assert f"{file}:4:14: error lower-case-operator" in result.stdout


def test_only_strict_fails_on_errors(tmp_path: Path) -> None:
    file = _file(tmp_path, "asthma[tiab] and wheez*[tiab]")
    lax = CliRunner().invoke(app, ["lint", file, "--platform", "pubmed"])
    strict = CliRunner().invoke(app, ["lint", file, "--platform", "pubmed", "--strict"])
    assert (lax.exit_code, strict.exit_code) == (0, 1)


def test_a_clean_string_says_so(tmp_path: Path) -> None:
    file = _file(tmp_path, "asthma[tiab]")
    result = CliRunner().invoke(app, ["lint", file, "--platform", "pubmed"])
    assert result.stdout == ""
    assert "nothing found" in result.stderr


def test_stdin_is_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["lint", "-", "--platform", "pubmed"], input="ear*[tiab]")
    assert "short-truncation" in result.stdout


def test_a_missing_file_is_a_usage_error() -> None:
    result = CliRunner().invoke(app, ["lint", "nowhere.txt"])
    assert result.exit_code == 2


def test_filters_are_listed_and_printed_as_published() -> None:
    listed = CliRunner().invoke(app, ["filters"])
    assert "cochrane-rct-sensitive-pubmed" in listed.stdout
    printed = CliRunner().invoke(app, ["filters", "cochrane-rct-sensitive-pubmed"])
    assert printed.stdout.startswith("#1  randomized controlled trial [pt]")
    assert "Box 4.4.a" in printed.stderr
