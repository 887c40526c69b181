from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.sources.http.bucket import MARGIN, Bucket


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def test_the_first_request_goes_at_once_and_the_next_wait_their_turn() -> None:
    clock = Clock()
    bucket = Bucket(4.0, clock)
    assert [bucket.take() for _ in range(3)] == pytest.approx([0.0, 0.25 / MARGIN, 0.25 / MARGIN])


def test_time_that_passed_is_not_waited_again_and_not_saved_up() -> None:
    clock = Clock()
    bucket = Bucket(2.0, clock)
    bucket.take()
    clock.sleep(60)
    assert bucket.take() == 0.0
    assert bucket.take() == pytest.approx(0.5 / MARGIN)


@given(
    rate=st.floats(0.5, 20),
    gaps=st.lists(st.floats(0, 2), min_size=5, max_size=40),
)
@settings(max_examples=60)
def test_never_more_than_the_rate_in_any_second(rate: float, gaps: list[float]) -> None:
    clock = Clock()
    bucket = Bucket(rate, clock)
    times = []
    for gap in gaps:
        clock.sleep(gap)
        bucket.take()
        times.append(clock.now())
    for start in times:
        within = sum(start <= t < start + 1.0 for t in times)
        assert within <= rate * MARGIN + 1.0 + 1e-6


@pytest.mark.parametrize(
    ("limit", "interval", "rate"),
    [("50", "1s", 50.0), ("5", "1s", 5.0), ("300", "60s", 5.0), ("9999", "1s", 50.0)],
)
def test_an_advertised_rate_is_taken_over(limit: str, interval: str, rate: float) -> None:
    bucket = Bucket(1.0, Clock())
    bucket.heed({"x-rate-limit-limit": limit, "x-rate-limit-interval": interval})
    assert bucket.rate == rate


@pytest.mark.parametrize("headers", [{}, {"x-rate-limit-limit": "0"}, {"x-rate-limit-limit": "x"}])
def test_headers_that_say_nothing_change_nothing(headers: dict[str, str]) -> None:
    bucket = Bucket(1.0, Clock())
    bucket.heed({"x-rate-limit-interval": "1s", **headers})
    assert bucket.rate == 1.0
