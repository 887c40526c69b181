from __future__ import annotations

import pytest

from tamis.model.errors import UnknownName
from tamis.sources.filters import search_filter, search_filters


def test_both_versions_of_the_cochrane_filter_are_here_for_both_platforms() -> None:
    got = {(f.platform, "sensitivity-maximizing" in f.name, f.revision) for f in search_filters()}
    assert {
        ("pubmed", True, "2008"),
        ("pubmed", False, "2008"),
        ("ovid", True, "2023"),
        ("ovid", True, "2008"),
        ("ovid", False, "2008"),
    } == got


def test_every_filter_says_where_it_is_from_and_when_it_was_read() -> None:
    for known in search_filters():
        assert known.revision in known.name
        assert "Cochrane Handbook" in known.source
        assert known.looked_up == "2026-11-20"


def test_only_the_sensitive_version_searches_groups_in_the_abstract() -> None:
    assert "groups [tiab]" in search_filter("cochrane-rct-sensitive-pubmed").text
    assert "groups" not in search_filter("cochrane-rct-balanced-pubmed").text


def test_an_unknown_filter_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="cochrane-rct-sensitive-ovid"):
        search_filter("cochrane-rct-sensitive-embase")
