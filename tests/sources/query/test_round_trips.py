"""What is written is read back as the same search, on every platform that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tamis.sources.query import Node, compile_query, normal, parse, resolved, sayable
from tamis.sources.query.reading import READERS
from tests.sources.query.trees import TREES

PLATFORMS = sorted(READERS)


def read_back(node: Node, platform: str) -> Node:
    return normal(resolved(parse(compile_query(node, platform), platform)))


@pytest.mark.parametrize("platform", PLATFORMS)
@given(node=TREES)
@settings(max_examples=40, deadline=None)
def test_what_a_platform_can_say_is_read_back_the_same(platform: str, node: Node) -> None:
    said = sayable(node, platform)
    if said is not None:
        assert read_back(said, platform) == said


@pytest.mark.parametrize("platform", PLATFORMS)
@given(node=TREES)
@settings(max_examples=40, deadline=None)
def test_what_can_be_said_is_said_without_a_change(platform: str, node: Node) -> None:
    said = sayable(node, platform)
    assert said is None or sayable(said, platform) == said


@pytest.mark.parametrize("platform", PLATFORMS)
@given(node=TREES)
@settings(max_examples=40, deadline=None)
def test_a_search_from_elsewhere_is_read_back_as_what_was_made_of_it(
    platform: str, node: Node
) -> None:
    origin = "embase" if platform == "pubmed" else "pubmed"
    said = sayable(node, platform, origin)
    if said is not None:
        assert read_back(said, platform) == said
