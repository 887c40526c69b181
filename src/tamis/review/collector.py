"""The garbage collector, paused while a review is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Don't look for cycles while making many values that hold none.

    Reading 200,000 events makes millions of objects, each of which the collector would visit
    again and again: it takes two thirds of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
