from __future__ import annotations

import polars as pl
import pytest

from tamis.match import DEFAULT_MODEL, Scorecard, UnknownLevelError
from tamis.match.fit import fit
from tamis.match.levels import LEVELS


def levels(**given: str) -> pl.DataFrame:
    row = {field: words.index(given.get(field, words[0])) for field, words in LEVELS.items()}
    return pl.DataFrame([row], schema=dict.fromkeys(LEVELS, pl.Int8))


def card(**changes: object) -> Scorecard:
    given = {"base": -1.0, "weights": {"doi": {"equal": 3.0}}, "crossings": {},
             "same_above": 0.9, "ask_above": 0.1}  # fmt: skip
    return Scorecard(**{**given, **changes})


def test_points_are_added_to_the_base():
    assert card().log_odds(levels(doi="equal")).tolist() == [2.0]


def test_a_missing_field_weighs_nothing():
    assert card().log_odds(levels()).tolist() == [-1.0]


def test_a_crossing_counts_only_when_both_levels_meet():
    crossed = card(crossings={("doi", "year"): {("equal", "equal"): -2.0}})
    assert crossed.log_odds(levels(doi="equal", year="equal")).tolist() == [0.0]
    assert crossed.log_odds(levels(doi="equal")).tolist() == [2.0]


def test_an_unknown_level_is_refused_with_the_allowed_ones():
    with pytest.raises(UnknownLevelError, match="'same' is not one of: missing, equal, differs"):
        card(weights={"doi": {"same": 1.0}})


def test_no_default_weight_is_given_to_a_missing_field():
    for field, points in DEFAULT_MODEL.weights.items():
        assert "missing" not in points, field


def test_fitting_recovers_which_level_speaks_for_a_match():
    same = pl.concat([levels(doi="equal")] * 40 + [levels(doi="differs")] * 40)
    labelled = same.with_columns(
        pl.Series("same", [True] * 38 + [False] * 2 + [False] * 40), pl.lit(1.0).alias("share")
    )
    model = fit(labelled, {})
    assert model.weights["doi"]["equal"] > 1 > -1 > model.weights["doi"]["differs"]


def test_a_level_never_seen_in_fitting_keeps_its_prior():
    seen = pl.concat([levels(doi="equal")] * 4).with_columns(
        pl.lit(value=True).alias("same"), pl.lit(1.0).alias("share")
    )
    assert fit(seen, {"pmid": {"differs": -6.0}}).weights["pmid"]["differs"] == -6.0
