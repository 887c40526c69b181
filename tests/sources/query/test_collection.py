"""Every published strategy of tests/data/strategies is read and written for every platform."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamis.sources.lint import without_header
from tamis.sources.query import TARGETS, Strategy, parse, translate_strategy, walk
from tamis.sources.query.reading import READERS

FOLDER = Path(__file__).parents[2] / "data" / "strategies"


def strategies() -> list[Path]:
    headed = [
        (path, without_header(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.txt")
    ]
    return sorted(path for path, text in headed if text.header["platform"] in READERS)


def read(path: Path) -> Strategy:
    headed = without_header(path.read_text(encoding="utf-8"))
    return parse(headed.text, str(headed.header["platform"]))


def test_there_are_more_than_sixty() -> None:
    assert len(strategies()) > 60


@pytest.mark.parametrize("path", strategies(), ids=lambda path: path.stem)
def test_a_published_strategy_is_read_and_translated(path: Path) -> None:
    strategy = read(path)
    places = [node.place for line in strategy.lines for node in walk(line.query)]
    assert all(place.of(strategy.text).strip() for place in places)
    for target in ("pubmed", "ovid", "embase", "cochrane", "scopus", "wos", "ctgov"):
        assert translate_strategy(strategy, target).text


#: The oddities that are in the published text, counted by reading it.
BROKEN = {
    "pubmed-congenital-glaucoma": 1,
    "pubmed-vestibular": 1,
    "cochrane-older-exercise": 1,
}


@pytest.mark.parametrize("path", strategies(), ids=lambda path: path.stem)
def test_only_brackets_broken_in_print_are_called_broken(path: Path) -> None:
    found = [odd for odd in read(path).oddities if odd.code == "unbalanced"]
    assert len(found) == BROKEN.get(path.stem, 0)


@pytest.mark.parametrize("path", strategies(), ids=lambda path: path.stem)
def test_no_reference_of_a_published_strategy_points_nowhere_by_our_fault(path: Path) -> None:
    assert not [odd for odd in read(path).oddities if odd.code == "dangling-reference"]


def test_all_eleven_targets_are_covered() -> None:
    assert len(TARGETS) == 11
