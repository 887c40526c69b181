from __future__ import annotations

import polars as pl
import pytest

from tamis.match.journals import compare_journals
from tamis.match.levels import EQUAL, FAR, MISSING, NEAR, SIMILAR


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("j clin invest", "journal of clinical investigation", NEAR),
        ("dtsch med wochenschr", "deutsche medizinische wochenschrift", NEAR),
        ("the lancet", "lancet", EQUAL),
        ("jpen", "journal of parenteral and enteral nutrition", EQUAL),
        ("european respiratory journal", "european respiratory journal supplement", SIMILAR),
        ("very large data bases", "vldb j", SIMILAR),
        ("neurology", "world neurosurgery", FAR),
        (None, "lancet", MISSING),
    ],
)
def test_journal_names_are_compared_as_librarians_abbreviate_them(left, right, level):
    sides = [pl.Series([name], dtype=pl.String) for name in (left, right)]
    assert compare_journals(*sides).to_list() == [level]
    assert compare_journals(*reversed(sides)).to_list() == [level]
