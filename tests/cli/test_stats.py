"""`tamis stats`: files in, results and pictures out."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner, Result

from tamis.cli import app
from tamis.cli.stats.guessing import guessed, label_columns, ready
from tamis.stats.measures import MEASURES

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "plots.md"
BCG = GUIDE.parent / "plots" / "bcg.csv"
PAIN = GUIDE.parent / "plots" / "pain.csv"
NETWORK = GUIDE.parent / "plots" / "network.csv"


def stats(*words: object) -> Result:
    return CliRunner().invoke(app, ["stats", *map(str, words)])


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_help_of_stats_loads_nothing_heavy() -> None:
    code = (
        "import sys; from tamis.cli import app; from typer.testing import CliRunner;"
        "assert CliRunner().invoke(app, ['stats', '--help']).exit_code == 0;"
        "assert CliRunner().invoke(app, ['stats', 'forest', '--help']).exit_code == 0;"
        "heavy = {'scipy', 'numpy', 'polars', 'matplotlib', 'lxml', 'msgspec', 'markupsafe'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text("utf-8"), re.M | re.S)
    for line in block.replace("\\\n", " ").strip().splitlines()
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_draws_the_picture_of_the_guide(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in GUIDE.parent.glob("plots/*.csv"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    done = stats(*words[2:])
    assert done.exit_code == 0, done.output
    name = words[words.index("-o") + 1]
    assert texts(tmp_path / name) == texts(GUIDE.parent / "plots" / name)


def texts(path: Path) -> list[str]:
    found = etree.parse(path).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(t.itertext()) for t in found]


def test_pool_says_result_and_methods() -> None:
    done = stats("pool", BCG, "--measure", "RR")
    assert done.exit_code == 0, done.output
    assert "Risk ratio 0.49 (95% CI 0.33 to 0.73)" in done.stdout
    assert "restricted maximum likelihood [1]" in done.stdout
    assert "events1 ← `tpos`" in done.stderr


def test_pool_as_json_can_be_read_by_programs() -> None:
    said = json.loads(stats("pool", BCG, "-m", "RR", "--test", "z", "--json").stdout)
    assert said["estimate"] == pytest.approx(-0.7145323, abs=1e-6)
    assert said["shown"]["estimate"] == pytest.approx(0.48942, abs=1e-4)
    assert {"tau2", "i2", "prediction_interval", "cautions", "methods"} <= said.keys()


def test_methods_and_tests_in_metafors_spelling() -> None:
    said = json.loads(
        stats("pool", BCG, "-m", "OR", "--method", "FE", "--test", "z", "--json").stdout
    )
    assert (said["method"], said["test"]) == ("EE", "z")


def test_subgroups_are_compared() -> None:
    done = stats("pool", BCG, "-m", "RR", "--subgroup", "alloc")
    assert "χ²=2.04, df=2, P=0.36" in done.stdout


def test_cautions_are_told(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "study,ai,n1i,ci,n2i\nA,0,20,3,20\nB,2,30,5,30\nC,1,9,2,9\n")
    done = stats("pool", file, "-m", "OR")
    assert done.exit_code == 0, done.output
    assert "caution: row 1: 0.5 added to the cells" in done.stdout
    assert "3 studies" in done.stdout


def test_regression_on_a_column_of_the_file() -> None:
    done = stats("regress", BCG, "-m", "RR", "--moderators", "~ ablat", "--json")
    said = json.loads(done.stdout)
    assert said["coefficients"][1]["estimate"] == pytest.approx(-0.0291, abs=1e-4)


def test_bias_names_every_test() -> None:
    done = stats("bias", BCG, "-m", "RR")
    assert done.exit_code == 0, done.output
    for word in ("Regression test (Egger): z=−0.80", "Rank test (Begg)", "Trim and fill: 1 added"):
        assert word in done.stdout


def test_influence_can_be_sorted() -> None:
    said = json.loads(stats("influence", BCG, "-m", "RR", "--sort", "cook", "--json").stdout)
    assert said[0]["study"] == "Hart & Sutherland 1977"
    assert len(said) == 13


def test_effects_come_as_csv_that_can_be_pooled_again(tmp_path: Path) -> None:
    done = stats("effects", BCG, "-m", "RR")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert float(rows[0]["yi"]) == pytest.approx(-0.8893113)
    again = stats("pool", written(tmp_path / "e.csv", done.stdout), "--measure", "RR")
    assert "Risk ratio 0.49 (95% CI 0.33 to 0.73)" in again.stdout


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_the_suffix_says_what_is_written(suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"plot{suffix}"
    done = stats("forest", PAIN, "--measure", "SMD", "-o", out)
    assert done.exit_code == 0, done.output
    start = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF"}[suffix]
    assert out.read_bytes().startswith(start)


def test_the_table_of_a_plot_is_csv(tmp_path: Path) -> None:
    done = stats("forest", PAIN, "-m", "SMD", "-o", tmp_path / "f.svg", "--table")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert rows[0]["Study"] == "Alder"
    assert rows[0]["Standardised mean difference"] == "−0.50"


def test_hazard_ratios_with_limits_are_taken_as_ratios(tmp_path: Path) -> None:
    file = written(tmp_path / "hr.csv", "trial,HR,lower,upper\nA,0.5,0.3,0.9\nB,0.8,0.5,1.3\n")
    done = stats("effects", file, "-m", "HR")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert float(rows[0]["yi"]) == pytest.approx(-0.693147, abs=1e-6)
    assert "logarithms" in done.stderr


def test_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "study;yi;vi\nA;0,5;0,1\nB;0,7;0,2\n")
    assert stats("effects", file).stdout.splitlines()[1] == "A,0.5,0.1"


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("study,yi\nA,1\n", [], "no column found for vi"),
        ("study,yi,vi\nA,x,1\nB,1,1\n", [], "column 'yi', line 2: 'x' is not a number"),
        ("study,yi,vi\nA,1\n", [], "line 2 has 2 cells, the first line 3"),
        ("study,yi,yi\nA,1,2\n", [], "two columns are called 'yi'"),
        ("", [], "it needs a line of column names"),
        ("study,yi,vi\nA,1,1\nB,2,1\n", ["-m", "RX"], "no measure 'RX'; known:"),
        ("study,ai,n1i\nA,1,10\n", ["-m", "RR"], "no column found for events2, n2 (RR:"),
        ("study,yi,vi\nA,1,1\nB,2,1\n", ["-c", "vi=wi"], "no column 'wi'; known: study, vi, yi"),
        ("study,yi,vi\nA,1,1\nB,2,1\n", ["-c", "vi"], "write `-c NAME=COLUMN`"),
        ("study,yi,vi\nA,1,-1\nB,2,1\n", [], "allowed:"),
        (
            "study,yi,vi\nA,1,1\nB,2,1\n",
            ["--method", "BEST"],
            "`method`: found 'BEST'; allowed: EE",
        ),
        ("study,yi,vi\nA,1,1\nB,2,1\n", ["--test", "w"], "`test`: found 'w'; allowed: z"),
    ],
)
def test_a_fault_is_named_with_what_to_do(
    text: str, words: list[str], message: str, tmp_path: Path
) -> None:
    done = stats("pool", written(tmp_path / "a.csv", text), *words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["forest", "nowhere.csv"], "there is no such file"),
        (["forest", PAIN, "-m", "SMD", "-o", "f.jpg"], "known: .pdf, .png, .svg"),
        (["forest", PAIN, "-m", "SMD", "-o", "f.svg", "--width", "wall"], "known: journal, phone"),
        (["forest", PAIN, "-m", "SMD", "--subgroup", "seting", "-o", "f.svg"], "did you mean 'set"),
        (["labbe", PAIN, "-m", "SMD", "-o", "f.svg"], "no column found for events1"),
        (["bubble", BCG, "-m", "RR", "--moderator", "alloc", "-o", "f.svg"], "is not a number"),
        (["network", PAIN, "-o", "f.svg"], "no column found for treat1, treat2"),
        (["rankogram", NETWORK, "--better", "x", "-o", "f.svg"], "allowed: smaller, larger"),
        (["rankogram", NETWORK, "--model", "x", "-o", "f.svg"], "allowed: random, common"),
    ],
)
def test_a_picture_that_cannot_be_drawn_says_why(
    words: list[object], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = stats(*words)
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    "head",
    [
        "ai,n1i,ci,n2i", "events1,n1,events2,n2", "event.e,n.e,event.c,n.c",
        "Events Treatment,Total Treatment,Events Control,Total Control", "ev_t,n_t,ev_c,n_c",
        "treat_events,treat_n,ctrl_events,ctrl_n", "events_drug,n_drug,events_placebo,n_placebo",
    ],
)  # fmt: skip
def test_columns_are_found_by_the_names_people_give_them(head: str) -> None:
    found = guessed(head.split(","), MEASURES["RR"].family.columns, {})
    assert list(found) == ["events1", "events2", "n1", "n2"]
    assert [found[k] for k in ("events1", "n1", "events2", "n2")] == head.split(",")


def test_what_the_user_names_is_not_guessed_away() -> None:
    columns = MEASURES["SMD"].family.columns
    found = guessed(["m", "mean1", "sd1", "n1", "mean2", "sd2", "n2"], columns, {"m1i": "m"})
    assert found["mean1"] == "m"


def test_ready_effects_and_labels_are_found() -> None:
    assert ready(["TE", "seTE"], {}) == {"yi": "TE", "sei": "seTE"}
    assert label_columns(["author", "year", "ai"]) == ("author", "year")
    assert label_columns(["Study", "year"]) == ("Study",)
    assert label_columns(["ai"]) == ()
