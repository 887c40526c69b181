from __future__ import annotations

import pickle

import pytest

from tamis.stats.cautions import Caution, merged
from tamis.stats.errors import LengthMismatch, NegativeVariance, OutOfRange, StatsError


def test_a_message_names_the_argument_what_was_found_and_what_is_allowed() -> None:
    error = LengthMismatch("vi", "3 values", "4, as many as yi")
    assert str(error) == "`vi`: found 3 values; allowed: 4, as many as yi"


def test_every_refusal_can_be_caught_as_a_value_error() -> None:
    with pytest.raises(ValueError, match="vi"):
        raise NegativeVariance("vi", "-1", "0 or more")
    assert issubclass(NegativeVariance, OutOfRange)
    assert issubclass(OutOfRange, StatsError)


def test_an_error_survives_pickling_between_processes() -> None:
    error = NegativeVariance("vi", "-1", "0 or more")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is NegativeVariance
    assert (again.argument, again.found, again.allowed) == ("vi", "-1", "0 or more")


def test_merging_keeps_order_and_drops_repeats() -> None:
    few, zero = Caution("few-studies", "3 studies"), Caution("tau2-at-zero", "τ² is 0")
    assert merged([few, zero], [few]) == (few, zero)
    assert str(few) == "3 studies"
