from __future__ import annotations

import csv
import gzip
import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tamis.cli import app
from tamis.learn.metrics import figures
from tamis.model.errors import UnreadableFile
from tamis.review import Review
from tamis.review.labelled import NoLabels, found, read
from tamis.review.simulating import Wanted, simulate

TOPIC = ("migraine", "triptan", "headache", "relief", "aura", "attack")
OTHER = ("bone", "fracture", "hip", "surgery", "implant", "plaster", "knee")
COMMON = ("patients", "randomised", "trial", "placebo", "results", "weeks", "dose", "group")


def rows(size: int = 90, includes: int = 12, seed: int = 1) -> list[dict[str, object]]:
    """Invented records; the includes use the topic's words."""
    chance, made = random.Random(seed), []
    for number in range(size):
        wanted = number < includes
        own = chance.choices(TOPIC if wanted else OTHER, k=6)
        abstract = " ".join(own[3:] + chance.choices(COMMON, k=12))
        made.append(
            {"title": " ".join(own[:3]), "abstract": abstract, "label_included": int(wanted)}
        )
    chance.shuffle(made)
    return made


def write(path: Path, held: list[dict[str, object]]) -> Path:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(held[0]))
        writer.writeheader()
        writer.writerows(held)
    return path


def tamis(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "one.csv.gz", rows(seed=1))
    write(tmp_path / "two.csv", rows(seed=2))
    return tmp_path


def test_two_runs_of_one_seed_print_the_same_bytes(folder: Path) -> None:
    words = ("simulate", folder, "--seeds", "1-2", "--json", "--no-times")
    first, again = tamis(*words), tamis(*words)
    assert first.exit_code == 0, first.output
    assert first.stdout == again.stdout
    assert [(r["file"], r["seed"]) for r in json.loads(first.stdout)] == [
        ("one", 1), ("one", 2), ("two", 1), ("two", 2)
    ]  # fmt: skip


def test_several_processes_find_what_one_finds(folder: Path) -> None:
    wanted = Wanted(seeds=(1,), questions={})

    def told(jobs: int) -> list[object]:
        return [(r.file, r.figures, r.stops) for r in simulate([folder], wanted, jobs).runs]

    assert told(2) == told(1)


def test_a_topic_with_its_own_words_is_found_early_and_rules_are_asked(folder: Path) -> None:
    (run,) = simulate([folder / "two.csv"], Wanted(seeds=(1,), questions={})).runs
    assert run.figures.recall_20 > 0.9
    assert run.curve[0] == (0.0, 0.0)
    assert run.curve[-1] == (1.0, 1.0)
    stops = {s.rule: s for s in run.stops}
    assert stops["in-a-row:50"].read >= 50
    assert stops["thinning"].standing == "validated"
    assert run.cost.retrains > 10


def test_figures_leave_the_starting_pair_out(folder: Path) -> None:
    (run,) = simulate([folder / "two.csv"], Wanted(seeds=(1,), questions={})).runs
    assert (run.figures.records, run.figures.includes) == (88, 11)


def test_recall_curves_are_drawn_for_each_file(folder: Path) -> None:
    done = tamis("simulate", folder, "--seeds", 1, "--svg", folder / "plots")
    assert done.exit_code == 0, done.output
    svg = (folder / "plots" / "one.svg").read_text("utf-8")
    assert "<svg" in svg
    assert "lexical seed 1: 95% found after" in svg


def test_a_file_without_includes_is_named_and_the_others_run(folder: Path) -> None:
    write(folder / "none.csv", rows(includes=0))
    done = tamis("simulate", folder, "--seeds", 1)
    assert done.exit_code == 1
    assert "none.csv" in done.output
    assert "Got 0 includes" in done.output
    assert "two" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "columns title, abstract"),
        ("title,abstract,label\nx,y,maybe\n", "record 1 has the label 'maybe'"),
        ("", r"can't be replayed: .*; it has none"),
    ],
)
def test_a_file_of_another_shape_says_what_is_wanted(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=said):
        read(path, "included", {})


def test_a_file_in_another_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("title,abstract,label\nSjögren,x,1\n".encode("latin-1"))
    with pytest.raises(NoLabels, match="save it as UTF-8"):
        read(path, "included", {})


def test_one_include_can_not_be_started_from_and_found(tmp_path: Path) -> None:
    path = write(tmp_path / "single.csv", rows(includes=1))
    done = tamis("simulate", path, "--seeds", 1)
    assert done.exit_code == 1
    assert "Got 1 and 89" in done.output
    assert "--start protocol" in done.output
    assert not done.stdout
    assert tamis("simulate", path, "--seeds", 1, "--start", "protocol").exit_code == 0


def test_an_empty_folder_says_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"no protocol\.toml and no \.csv"):
        found([tmp_path])


def test_a_screened_review_is_replayed_with_its_own_protocol(extracted: Review) -> None:
    data = read(extracted.path, "included", {})
    assert (len(data.documents), sum(data.labels.values())) == (3, 2)
    assert data.question is not None
    assert "back pain" in data.question.question
    (run,) = simulate([extracted.path], Wanted(seeds=(1,), start="protocol", questions={})).runs
    assert run.figures == figures([1, 1, 0])


def test_protocol_words_start_a_replay_without_a_pair(folder: Path) -> None:
    words = folder / "protocols.toml"
    words.write_text('[two]\ntitle = "Triptans for migraine"\n', encoding="utf-8")
    done = tamis(
        "simulate", folder / "two.csv", "--start", "protocol", "--protocols", words, "--seeds", 1,
        "--json",
    )  # fmt: skip
    (run,) = json.loads(done.stdout)
    assert (run["asked"], run["figures"]["first"], run["figures"]["records"]) == (True, 1, 90)


def test_an_unknown_ranker_is_named(folder: Path) -> None:
    done = tamis("simulate", folder, "--ranker", "lexcal")
    assert "lexcal" in str(done.exception)
