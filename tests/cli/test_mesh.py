from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tamis.cli.app import app
from tamis.sources.mesh.errors import NoSuchHeading

FILE = """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "nlmdescriptorrecordset_20260101.dtd">
<DescriptorRecordSet LanguageCode="eng"><DescriptorRecord>
<DescriptorUI>D000001</DescriptorUI><DescriptorName><String>Calcimycin</String></DescriptorName>
<TreeNumberList><TreeNumber>D03.438</TreeNumber></TreeNumberList>
<ConceptList><Concept><TermList><Term><String>A-23187</String></Term></TermList></Concept></ConceptList>
</DescriptorRecord></DescriptorRecordSet>"""


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAMIS_DATA", str(tmp_path / "data"))


def test_show_explains_where_a_word_leads() -> None:
    result = CliRunner().invoke(app, ["mesh", "show", "Lou Gehrig Disease"])
    assert result.exit_code == 0
    assert (
        "Amyotrophic Lateral Sclerosis (D000690), where 'Lou Gehrig Disease' leads" in result.stdout
    )


def test_show_gives_json() -> None:
    result = CliRunner().invoke(app, ["mesh", "show", "Motor Neuron Disease", "--json"])
    shown = json.loads(result.stdout)
    assert shown["heading"]["ui"] == "D016472"
    assert "Amyotrophic Lateral Sclerosis" in shown["narrower"]


def test_load_then_show_uses_what_was_loaded(tmp_path: Path) -> None:
    file = tmp_path / "desc2026.xml"
    file.write_text(FILE, encoding="utf-8")
    loaded = CliRunner().invoke(app, ["mesh", "load", str(file)])
    assert "MeSH 2026: 1 headings" in loaded.stderr
    shown = CliRunner().invoke(app, ["mesh", "show", "a-23187"])
    assert "Calcimycin (D000001)" in shown.stdout


def test_a_word_nobody_knows_says_what_to_do() -> None:
    result = CliRunner().invoke(app, ["mesh", "show", "no such word"])
    assert isinstance(result.exception, NoSuchHeading)
    assert "tamis mesh load FILE" in str(result.exception)
