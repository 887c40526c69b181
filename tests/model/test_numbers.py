from __future__ import annotations

import pytest

from tamis.model.numbers import Input, Ledger, Number


def number(name: str, shown: str = "1", inputs: tuple[str, ...] = ()) -> Number:
    needs = tuple(Input(symbol=n, number=n) for n in inputs)
    return Number(id=name, kind="derived", label=name, shown=shown, inputs=needs)


def test_a_ledger_keeps_numbers_in_the_order_they_came_about():
    ledger = Ledger.of([number("b")], [number("a", inputs=("b",))])
    assert (list(ledger), len(ledger), ledger["a"].inputs[0].number) == (["b", "a"], 2, "b")


def test_the_same_number_may_be_told_twice():
    assert len(Ledger.of([number("a")], [number("a")])) == 1


def test_one_id_is_one_number():
    with pytest.raises(ValueError, match="two different numbers are called 'a'"):
        Ledger.of([number("a"), number("a", "2")])


def test_every_input_of_a_number_is_a_number():
    with pytest.raises(ValueError, match="'a' needs 'b', which is not there"):
        Ledger.of([number("a", inputs=("b",))])


def test_an_input_may_come_later_than_what_needs_it():
    assert len(Ledger.of([number("a", inputs=("b",))], [number("b")])) == 2
