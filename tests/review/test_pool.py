from __future__ import annotations

import pytest

from tamis.review import Review
from tamis.review.pool import Filter, Pool
from tamis.review.screening_room import ScreeningRoom


class Unread:
    """A text index that is not filled yet."""

    ready = False

    def fill(self) -> None:
        """Nothing."""


@pytest.mark.parametrize("asked", [Filter(text="walking"), Filter(first=2020), Filter(last=2018)])
def test_what_needs_the_index_waits_for_it_instead_of_answering_with_everything(
    review: Review, asked: Filter
) -> None:
    pool = Pool(ScreeningRoom(review).pool._live, Unread())  # type: ignore[arg-type]
    page = pool.page("anna", "title-abstract", asked)
    assert (page.ready, page.total, page.rows) == (False, 0, ())
    assert pool.page("anna", "title-abstract", Filter()).total == 3
