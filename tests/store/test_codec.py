from __future__ import annotations

import dataclasses
import json

import pytest

from tamis.model.errors import BrokenChain, InvalidEvent, UnknownName
from tamis.model.events import EVENT_TYPES, Event, Screened
from tamis.model.ids import digest
from tamis.store import codec

from .making import extracted, linked, screened, search_run


def line_of(event: Event, prev: str = "0" * 64) -> bytes:
    return codec.chain(codec.prepare([event]), prev)[:-1]


def resealed(line: bytes, old: bytes, new: bytes) -> bytes:
    """The line with a replacement, and a `sum` that fits it."""
    said = line[: line.rindex(b',"sum"')].replace(old, new)
    return said + f',"sum":"{digest(said)[:16]}"}}'.encode()


@pytest.mark.parametrize("event", [screened(1), linked(2, "ben", "r1", "r2"), search_run(3)])
def test_an_event_is_read_back_as_it_was_written(event):
    assert codec.decode(line_of(event), "f", 1).event == event


@pytest.mark.parametrize("value", [1, 1.0, 0.1, -3.5e-300, "1,5", "Δ “x”\n", None])
def test_values_keep_their_type_and_digits(value):
    back = codec.decode(line_of(extracted(1, value)), "f", 1).event
    assert back == extracted(1, value)
    assert type(back.data[0].value) is type(value)


def test_a_line_begins_with_its_type_and_the_digest_before_and_ends_with_its_sum():
    told = json.loads(line_of(screened(1), "f" * 64))
    assert list(told)[:2] == ["type", "prev"]
    assert (told["type"], told["prev"], list(told)[-1]) == ("screened/1", "f" * 64, "sum")


def test_defaults_are_left_out():
    assert set(json.loads(line_of(screened(1)))) == {
        "type", "prev", "id", "at", "by", "protocol", "report", "stage", "verdict", "sum",
    }  # fmt: skip


def test_each_line_of_a_batch_follows_the_one_before_and_counts_down():
    first, second, third = codec.chain(codec.prepare(map(screened, (1, 2, 3))), "0" * 64).split(
        b"\n"
    )[:3]
    assert json.loads(second)["prev"] == digest(first)
    assert json.loads(third)["prev"] == digest(second)
    assert [json.loads(x).get("more", 0) for x in (first, second, third)] == [2, 1, 0]


def test_logs_of_different_writers_begin_differently():
    assert codec.genesis("anna") == digest(b"tamis-log/1 anna")
    assert codec.genesis("anna") != codec.genesis("ben")


def test_a_line_whose_sum_does_not_fit_names_its_file_and_line():
    changed = line_of(screened(1)).replace(b"include", b"exclude")
    with pytest.raises(BrokenChain, match=r"'log/anna.jsonl' line 7: the line was changed"):
        codec.decode(changed, "log/anna.jsonl", 7)


def test_an_unknown_type_is_refused_with_the_known_ones():
    line = resealed(line_of(screened(1)), b"screened/1", b"screened/9")
    with pytest.raises(InvalidEvent, match=r"'f' line 2: no event type 'screened/9'.*screened/1"):
        codec.decode(line, "f", 2)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b'"report"', b'"reprot"', "unknown field `reprot`"),
        (b'"include"', b'"perhaps"', "perhaps"),
        (b'"by":"anna",', b"", "missing required field `by`"),
        (b'"by":"anna"', b'"by":3', "Expected `str`, got `int`"),
        (b'{"type"', b'["type"', "type|malformed|object"),
    ],
)
def test_a_line_that_does_not_fit_its_schema_names_its_place(old, new, why):
    with pytest.raises(InvalidEvent, match=rf"'f' line 2: .*({why})"):
        codec.decode(resealed(line_of(screened(1)), old, new), "f", 2)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "\ud800", (1,)])
def test_a_value_that_json_would_change_is_refused(value):
    with pytest.raises(InvalidEvent, match="Extracted"):
        codec.prepare([extracted(1, value)])


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("id", "42", "not a ULID"),
        ("at", "2026-01-02T03:04:05", "not in UTC"),
        ("at", "2026-01-02T03:04:05+09:00", "not in UTC"),
        ("at", "yesterday", "ISO 8601"),
        ("dated", "2022-08", "ISO 8601"),
        ("dated", "20220831", "YYYY-MM-DD"),
        ("verdict", "perhaps", "perhaps"),
        ("score", "high", "float"),
    ],
)
def test_an_event_that_says_something_impossible_is_refused(field, value, why):
    with pytest.raises(InvalidEvent, match=why):
        codec.prepare([dataclasses.replace(screened(1), **{field: value})])


def test_an_event_of_no_known_type_is_refused():
    with pytest.raises(UnknownName, match="no event type 'Event'"):
        codec.prepare([Event(id=screened(1).id, at=screened(1).at, by="anna", protocol="")])


def test_every_event_type_has_fields_that_leave_the_envelope_free():
    for kind in EVENT_TYPES.values():
        names = {f.name for f in dataclasses.fields(kind)}
        assert not names & {"type", "prev", "more", "sum"}


def test_a_whole_line_is_found_at_the_beginning_of_longer_text():
    line = line_of(Screened(**dataclasses.asdict(screened(1))))
    assert codec.whole_prefix(line + b"x") == line
    assert codec.whole_prefix(line[:-1]) is None
