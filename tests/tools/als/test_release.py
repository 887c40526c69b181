import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.als.release import VERSION, release

REVIEW = Path(__file__).parents[3] / "reviews" / "als-cell-therapy"
MOMENT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(REVIEW, tmp_path / "als", ignore=shutil.ignore_patterns("out", ".index"))
    return tmp_path / "als"


def test_the_same_release_again_adds_nothing(folder):
    before = (folder / "log" / "review-team.jsonl").read_bytes()
    assert release(folder, MOMENT).release is None
    assert (folder / "log" / "review-team.jsonl").read_bytes() == before


def test_a_release_of_other_text_comes_out_the_same_every_time(folder, tmp_path):
    page = folder / "page.toml"
    page.write_text(page.read_text("utf-8") + "\n# another line\n", "utf-8")
    shutil.copytree(folder, tmp_path / "twin")
    made = [release(place, MOMENT).release for place in (folder, tmp_path / "twin")]
    assert made[0] == made[1]
    assert (made[0].version, made[0].by, made[0].day) == (VERSION, "review-team", "2026-11-21")
