from __future__ import annotations

import dataclasses
import json

from tamis.model.events import EVENT_TYPES
from tamis.store import codec
from tamis.store.search_files import QUERY, RAW, RECORDS, RUN

from .event_page import PAGE, page
from .making import screened

FOLDER = PAGE.with_name("folder.md")


def test_the_page_of_events_is_that_of_the_program():
    assert PAGE.read_text("utf-8") == page()


def test_every_event_type_and_field_is_on_the_page():
    text = PAGE.read_text("utf-8")
    for tag, kind in EVENT_TYPES.items():
        assert f"`{tag}`" in text
        assert all(f"`{f.name}`" in text for f in dataclasses.fields(kind))


def test_every_key_of_a_line_and_every_file_is_explained():
    text = FOLDER.read_text("utf-8")
    line = codec.chain(codec.prepare([screened(1), screened(2)]), "0" * 64).split(b"\n")[0]
    envelope = set(json.loads(line)) - {f.name for f in dataclasses.fields(screened(1))}
    assert envelope == {"type", "prev", "more", "sum"}
    assert all(f"`{name}`" in text for name in (*envelope, QUERY, RAW + "/", RECORDS, RUN))
