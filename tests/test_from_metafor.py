"""Every Python block of docs/guides/from-metafor.md runs, and gives metafor's numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

PAGE = Path(__file__).parent.parent / "docs" / "guides" / "from-metafor.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAID = {
    "python": re.compile(r"^(?P<code>.+?)  # (?P<said>-?\d[-\d.e+ ]*)$"),
    "r": re.compile(r"^(?P<code>.+?)  #> (?P<said>.+)$"),
}


def lines(language: str) -> list[str]:
    text = PAGE.read_text("utf-8")
    return [
        line for kind, body in BLOCK.findall(text) if kind == language for line in body.splitlines()
    ]


def numbers(language: str) -> list[str]:
    return [m["said"] for line in lines(language) if (m := SAID[language].match(line))]


CHECKED = [line for line in lines("python") if SAID["python"].match(line)]


@pytest.fixture(scope="module")
def values() -> Mapping[str, list[list[float]]]:
    """The page's Python run from top to bottom; what each checked line gives, in order."""
    names: dict[str, Any] = {}
    found: dict[str, list[list[float]]] = {}
    waiting: list[str] = []
    for line in lines("python"):
        match = SAID["python"].match(line)
        if match is None:
            waiting.append(line)
            continue
        *before, last = match["code"].split("; ")
        exec("\n".join([*waiting, *before]), names)
        waiting = []
        value = np.ravel(np.asarray(eval(last, names), dtype=float)).tolist()
        found.setdefault(line, []).append(value)
    exec("\n".join(waiting), names)
    return found


def rounds_to(said: str, value: float) -> bool:
    """Whether a value rounds to the number as written, ±1 in its last digit; counts exactly."""
    last = Decimal(said).as_tuple().exponent
    step = 0.0 if last == 0 else 10.0 ** int(last)
    return abs(float(said) - value) <= 1.01 * step + 1e-9 * abs(value)


@pytest.mark.parametrize("line", dict.fromkeys(CHECKED))
def test_a_call_gives_the_number_that_metafor_gives(
    line: str, values: Mapping[str, list[list[float]]]
) -> None:
    match = SAID["python"].match(line)
    assert match is not None
    said = match["said"].split()
    for found in values[line]:
        assert len(found) == len(said)
        wrong = [(a, b) for a, b in zip(said, found, strict=True) if not rounds_to(a, b)]
        assert wrong == []


def test_both_columns_of_the_page_state_the_same_numbers() -> None:
    assert numbers("python") == numbers("r")
    assert len(CHECKED) >= 60


def test_a_number_that_is_wrong_in_its_last_but_one_digit_is_found() -> None:
    assert rounds_to("0.313243", 0.31324325)
    assert not rounds_to("0.313243", 0.313263)
    assert not rounds_to("598", 599)
