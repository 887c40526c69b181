from __future__ import annotations

import pytest

from tamis.model.errors import UnknownName
from tamis.model.protocol import Term
from tamis.trials.vocabulary import built_in, known, vocabulary


def named(text: str) -> list[str]:
    return [m.condition for m in built_in().mentions(text)]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("Amyotrophic Lateral Sclerosis", ["als"]),
        ("Lou Gehrig's disease", ["als"]),
        ("Lou Gehrig’s disease", ["als"]),
        ("primary  lateral\nsclerosis", ["pls"]),
        ("ALS or PLS", ["als", "pls"]),
        ("als ob", []),
        ("please, also, ALSFRS-R", []),
    ],
)
def test_conditions_are_found_by_name_and_short_names_by_capitals(
    text: str, conditions: list[str]
) -> None:
    assert named(text) == conditions


def test_every_mention_stands_where_it_says() -> None:
    text = "MND: ALS, PLS and Parkinson's disease"
    assert all(text[m.start : m.end] == m.text for m in built_in().mentions(text))


def test_forms_stand_under_what_they_are_forms_of() -> None:
    assert built_in().lineage("pls")[:2] == ("pls", "mnd")


def test_a_name_in_any_spelling_resolves_and_another_is_an_error() -> None:
    assert built_in().resolve("Primary Lateral Sclerosis") == "pls"
    with pytest.raises(UnknownName, match="gout"):
        built_in().resolve("gout")


def test_a_protocols_population_takes_over_the_names_of_a_known_condition() -> None:
    words = vocabulary((Term(id="lateral", label="Primary lateral sclerosis (PLS)"),))
    assert words.resolve("pls") == "lateral"
    assert [m.condition for m in words.mentions("PLS")] == ["lateral"]
    assert words.lineage("lateral") == ("lateral", "mnd")


def test_a_protocols_own_tree_counts() -> None:
    adults = Term(id="adults", label="Adults with gout", synonyms=("gout",))
    words = vocabulary((adults, Term(id="old", label="Elders with gout", parent="adults")))
    assert words.lineage("old") == ("old", "adults")
    assert words.resolve("GOUT") == "adults"


def test_listed_conditions_are_known_once_each() -> None:
    assert list(known(["ALS", "Amyotrophic lateral sclerosis", "PLS"], built_in())) == [
        "als",
        "pls",
    ]
