from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from tamis.model.ids import digest, new_id, record_id

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
moments = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))


def milliseconds(ulid: str) -> int:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return sum(letters.index(x) * 32**i for i, x in enumerate(reversed(ulid[:10])))


@given(moments)
def test_an_id_is_a_ulid_of_its_moment(moment):
    ulid = new_id(moment)
    assert re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", ulid)
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    assert milliseconds(ulid) == since // timedelta(milliseconds=1)


@given(st.integers(0, 2**41))
def test_no_millisecond_is_lost(moment):
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)
    assert milliseconds(new_id(at)) == moment


@given(moments, moments)
def test_an_id_sorts_after_the_one_it_is_made_after(earlier, later):
    first = new_id(earlier)
    assert new_id(later, after=first) > first


def test_ids_of_one_millisecond_are_different_and_in_order():
    ids = [new_id(MOMENT)]
    for _ in range(100):
        ids.append(new_id(MOMENT, after=ids[-1]))
    assert ids == sorted(set(ids))


def test_the_same_entropy_gives_the_same_id():
    assert new_id(MOMENT, entropy=b"0123456789") == new_id(MOMENT, entropy=b"0123456789")
    assert new_id(MOMENT) != new_id(MOMENT)


def test_an_id_depends_on_the_moment_and_not_on_the_zone_it_is_told_in():
    seoul = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert new_id(seoul, entropy=bytes(10)) == new_id(MOMENT, entropy=bytes(10))


def test_a_record_is_named_by_where_it_came_from():
    assert record_id("pubmed", "1") == record_id("pubmed", "1")
    assert len({record_id(s, i) for s in ("pubmed", "embase") for i in ("1", "2")}) == 4
    assert re.fullmatch("r[0-9a-f]{20}", record_id("pubmed", "1"))


def test_a_digest_is_sha_256():
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
