from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from tamis.sources.http.retrying import Patience, retry_after

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("Fri, 20 Nov 2026 12:01:30 GMT", 90.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_both_forms_of_retry_after(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}, NOW) == seconds


def test_pauses_grow_and_end_growing_and_are_never_the_same_for_two_callers() -> None:
    patience = Patience(first=1.0, longest=8.0)
    longest = [max(patience.pause(n, random.Random(s)) for s in range(300)) for n in range(1, 7)]
    for found, most in zip(longest, (1, 2, 4, 8, 8, 8), strict=True):
        assert 0.9 * most < found <= most
    assert patience.pause(3, random.Random(1)) != patience.pause(3, random.Random(2))
