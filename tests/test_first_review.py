from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tamis.cli import app
from tamis.review import Review

GUIDE = Path(__file__).parent.parent / "docs" / "guides" / "first-review.md"
NBIB = "PMID- 123\nTI  - Walking for back pain: a randomised trial\nFAU - Alder, Ann\nDP  - 2018\n"
READINGS = """
[[documents]]
id = "alder"
[[studies]]
study = "alder-2018"
label = "Alder 2018"
reports = ["{0}"]
[[readings]]
study = "alder-2018"
values.design = {{ value = "randomised-open", document = "alder", quote = "randomised" }}
"""
JUDGEMENTS = """
[[judgements]]
study = "alder-2018"
outcome = "main-outcome"
instrument = "rob-2"
domain = "randomisation"
answers = { "1.1" = "Y", "1.2" = "NI", "1.3" = "N" }
"""


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def test_every_line_of_the_guide_runs(
    tmp_path: Path, ris: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pubmed.nbib").write_text(NBIB, encoding="utf-8")
    ris.rename("scopus.ris")
    Path("judgements.toml").write_text(JUDGEMENTS, encoding="utf-8")
    names: dict[str, str] = {}
    for command in commands():
        if "REPORT" in command and not names:
            waiting = Review("pain-review").waiting()
            names = {"REPORT1": waiting[0].report, "REPORT2": waiting[-1].report[:8]}
            text = READINGS.format(names["REPORT1"])
            Path("readings.toml").write_text(text, encoding="utf-8")
        words = [names.get(w, w) for w in shlex.split(command)]
        assert words[0] == "tamis"
        done = CliRunner().invoke(app, words[1:])
        assert done.exit_code == 0, f"{command}\n{done.output}\n{done.exception}"
    assert Path("pain-review/out/site/index.html").is_file()
