"""`tamis search translate` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tamis.cli.app import app

QUERY = '(("heart attack"[tiab] OR infarct*[ti]) AND Aspirin[mh])\n'


def run(*words: str, text: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["search", "translate", *words], input=text)
    return result.exit_code, result.stdout, result.stderr


def saved(folder: Path, text: str = QUERY) -> str:
    path = folder / "query.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_each_target_is_a_text_and_its_losses(tmp_path: Path) -> None:
    code, out, _ = run("--from", "pubmed", "--to", "ovid,embase", saved(tmp_path))
    assert code == 0
    assert (
        "== Ovid MEDLINE (ovid)\n(heart attack.ti,ab,kf. or infarct*.ti.) and exp Aspirin/\n" in out
    )
    assert "- changes: Embase.com is indexed with Emtree" in out
    assert "    line 1: Aspirin[mh]" in out


def test_json_has_every_loss_with_its_place(tmp_path: Path) -> None:
    _, out, _ = run("--from", "pubmed", "--to", "embase", "--json", saved(tmp_path))
    (made,) = json.loads(out)
    loss = next(loss for loss in made["losses"] if loss["code"] == "vocabulary")
    assert QUERY[loss["start"] : loss["end"]] == loss["source"] == "Aspirin[mh]"


def test_auto_says_what_it_took_the_text_for(tmp_path: Path) -> None:
    _, out, err = run("--to", "cochrane", saved(tmp_path))
    assert "read as pubmed" in err
    assert "== the Cochrane Library (cochrane)" in out


def test_all_writes_for_every_platform(tmp_path: Path) -> None:
    _, out, _ = run("--from", "pubmed", "--to", "all", saved(tmp_path))
    assert out.count("\n== ") == 10


def test_stdin_is_read_and_oddities_go_to_stderr() -> None:
    _, out, err = run("--from", "pubmed", "--to", "wos", "-", text="(asthma[ti] or cough[ti]")
    assert "TI=(asthma OR cough)" in out
    assert "-:1: `(` is never closed (closed at the end)" in err


def test_lines_are_kept_on_request(tmp_path: Path) -> None:
    path = saved(tmp_path, "1. asthma.ti.\n2. cough.ti.\n3. 1 and 2\n")
    _, out, _ = run("--from", "ovid", "--to", "ebsco", "--lines", path)
    assert "S1 TI asthma\nS2 TI cough\nS3 S1 AND S2\n" in out


def test_an_unknown_database_is_named_with_the_known(tmp_path: Path) -> None:
    code = CliRunner().invoke(
        app, ["search", "translate", "--from", "pubmed", "--to", "ovd", saved(tmp_path)]
    )
    assert code.exit_code != 0
    assert "did you mean 'ovid'?" in str(code.exception)


def test_a_text_without_words_is_refused_with_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["search", "translate", "--from", "ovid", "--to", "wos", saved(tmp_path, "---\n")]
    )
    assert "can't be read as a search strategy" in str(result.exception)
