"""The linter over the published strategies, against what a person found by reading them."""

from __future__ import annotations

import tomllib

import pytest

from tamis.sources.lint.catalogue import codes
from tests.sources.lint.labels import LABELLED, READABLE, STRATEGIES, compared, labels, report


def test_every_platform_is_in_the_collection() -> None:
    index = (STRATEGIES / "INDEX.md").read_text(encoding="utf-8")
    files = sorted(p.name for p in STRATEGIES.glob("*.txt"))
    assert len(files) >= 60
    assert all(f"`{name}`" in index for name in files)
    platforms = {name.split("-")[0] for name in files}
    assert platforms >= {"pubmed", "ovid", "embase", "cochrane", "scopus", "wos", "ebsco"}


def test_every_strategy_says_where_it_is_from() -> None:
    for path in STRATEGIES.glob("*.txt"):
        header = tomllib.loads(path.read_text(encoding="utf-8").split("+++\n")[1])
        assert {"title", "platform", "published", "source", "licence", "looked_up"} <= header.keys()


@pytest.mark.parametrize("name", READABLE)
def test_every_finding_stands_at_its_words_and_cites_a_source(name: str) -> None:
    found = report(name)
    for finding in found.findings:
        assert finding.passages
        for passage in finding.passages:
            assert 0 <= passage.start < passage.end <= len(found.text)
            assert passage.line == found.text.count("\n", 0, passage.start) + 1
        assert finding.address.startswith("http")
        assert finding.why
        assert finding.instead
        assert finding.seen


def test_enough_strategies_are_labelled_by_hand() -> None:
    assert len(LABELLED) >= 25
    assert {label.code for name in LABELLED for label in labels(name)} <= set(codes())


def test_precision_and_recall_against_the_labels() -> None:
    missed, extra, expected = [], [], 0
    for name in LABELLED:
        expected += len(labels(name))
        without, more = compared(name)
        missed += [(name, label) for label in without]
        extra += [(name, finding.code, finding.seen) for finding in more]
    hits = expected - len(missed)
    assert hits / (hits + len(extra)) >= 0.97, extra
    assert hits / expected >= 0.97, missed
