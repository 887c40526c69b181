from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.formats import read, writable, write
from tamis.model.records import Record

from .strategies import records


def reread(items: list[Record], format: str) -> list[Record]:
    stream = io.BytesIO()
    write(items, format, stream)
    found = [x for x in read(stream.getvalue(), file="x", format=format) if isinstance(x, Record)]
    return [replace(record, raw="") for record in found]


@pytest.mark.parametrize("format", writable())
@settings(max_examples=60, deadline=None)
@given(items=st.lists(records(), min_size=1, max_size=3))
def test_writing_then_reading_gives_every_field_back(format: str, items: list[Record]) -> None:
    assert reread(items, format) == items
