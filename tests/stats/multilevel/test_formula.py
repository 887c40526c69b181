from __future__ import annotations

import numpy as np
import pytest

from tamis.stats.errors import MissingArgument, UnknownOption
from tamis.stats.multilevel.formula import moderators, random_effects
from tamis.stats.multilevel.terms import Intercepts, Structured

DATA = {"x": [1.0, 2.0, 3.0, 4.0], "g": ["b", "a", "b", "c"], "t": [2, 1, 2, 1]}


def test_a_factor_is_contrasted_with_its_first_level() -> None:
    design = moderators("~ x + g", DATA)
    assert design.names == ("intrcpt", "x", "gb", "gc")
    assert design.X[:, 2].tolist() == [1, 0, 1, 0]


def test_without_an_intercept_a_factor_keeps_every_level() -> None:
    assert moderators("~ 0 + factor(t)", DATA).names == ("factor(t)1", "factor(t)2")


def test_an_interaction_without_main_effect_gives_a_slope_per_level() -> None:
    design = moderators("~ 0 + g + g:I(x-2)", DATA)
    assert design.names[3:] == ("ga:I(x - 2)", "gb:I(x - 2)", "gc:I(x - 2)")
    assert design.X[:, 4].tolist() == [-1, 0, 1, 0]


def test_a_star_is_main_effects_and_their_product() -> None:
    design = moderators("~ x * g", DATA)
    assert design.names == ("intrcpt", "x", "gb", "gc", "x:gb", "x:gc")
    assert np.linalg.matrix_rank(design.X) == 4


def test_powers_are_arithmetic_and_nothing_else_is() -> None:
    assert moderators("~ I(x^2)", DATA).X[:, 1].tolist() == [1, 4, 9, 16]
    with pytest.raises(UnknownOption):
        moderators("~ I(__import__('os').getcwd())", DATA)


def test_an_unknown_column_is_named_with_those_there_are() -> None:
    with pytest.raises(MissingArgument, match="x, g, t"):
        moderators("~ y", DATA)


def test_nested_intercepts_are_one_component_per_level() -> None:
    terms = random_effects("~ 1 | g/t", DATA)
    assert [t.name for t in terms if isinstance(t, Intercepts)] == ["g", "g/t"]


def test_a_list_of_terms_takes_correlations_in_turn() -> None:
    first, second = random_effects("list(~ t | g, ~ factor(t) | g)", DATA, rho=0.5, phi=0.2)
    assert isinstance(first, Structured)
    assert isinstance(second, Structured)
    assert (first.rho, second.rho) == ((0.5,), (0.2,))
