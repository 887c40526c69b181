from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from tamis.store.protocol_file import parse
from tamis.store.protocol_schema import ProtocolFile
from tamis.store.starter import short_name, starter


@pytest.mark.parametrize("title", ["Gravel", 'A "quoted" {title} \\ with\nlines', "日本語", "Ü: x"])
def test_the_starter_is_a_valid_protocol_of_its_title(title):
    assert parse(starter(title).encode()).title == title


def test_what_is_switched_off_is_valid_too():
    text = re.sub(r"^# (?=\[\[|[a-z_]+ = |\(|''')", "", starter("Gravel"), flags=re.M)
    text = text.replace('status = "one-off"\n', "")
    protocol = parse(text.encode())
    assert [p.id for p in protocol.populations] == ["everyone", "adults"]
    assert (len(protocol.searches), protocol.living.status) == (2, "living")


def test_the_starter_speaks_of_no_particular_disease():
    text = files("tamis.store").joinpath("starter.toml").read_text("utf-8")
    assert not re.search(r"\b(ALS|PLS|motor neuron|stem cell|cells?)\b", text, re.I)


def test_the_starter_names_every_table_a_protocol_may_have():
    text = starter("Gravel")
    missing = [name for name in ProtocolFile.model_fields if f"[{name}]" not in text]
    assert missing == ["earlier"]
    assert tomllib.loads(text)["review"]["id"] == "gravel"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Ünïcode & more", "unicode-more"), ("日本語", "review"), ("a" * 99, "a" * 60)],
)
def test_a_title_becomes_a_short_name(title, name):
    assert short_name(title) == name
