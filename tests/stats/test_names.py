from __future__ import annotations

import pytest

from tamis.stats import names
from tamis.stats.errors import UnknownOption


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("REML", "REML"),
        ("reml", "REML"),
        ("FE", "EE"),
        ("common", "EE"),
        ("CA", "HE"),
        ("HSk", "HSk"),
        ("HS", "HS"),
        ("paule-mandel", "PM"),
    ],
)
def test_methods_have_many_spellings(spelling, code):
    assert names.method_code(spelling) == code


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("knha", "knapp-hartung"),
        ("hksj", "knapp-hartung"),
        ("z", "z"),
        ("adhoc", "knapp-hartung-conservative"),
    ],
)
def test_tests_have_many_spellings(spelling, code):
    assert names.test_code(spelling) == code


@pytest.mark.parametrize("table", [names.METHODS, names.TESTS])
def test_no_spelling_means_two_things(table):
    spellings = [s.casefold() for n in table for s in (n.code, *n.spellings)]
    assert len(spellings) == len(set(spellings))


def test_every_estimator_cites_its_paper():
    assert all(n.reference for n in names.METHODS)


def test_an_unknown_name_is_answered_with_those_that_exist():
    with pytest.raises(UnknownOption, match="EE, DL, HE"):
        names.method_code("bayes")
    with pytest.raises(UnknownOption, match="knapp-hartung"):
        names.test_code(3)
