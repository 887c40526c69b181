from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from tamis import registry
from tamis.model.errors import UnknownName


@pytest.fixture(autouse=True)
def fresh() -> None:
    registry.load.cache_clear()
    registry._table.cache_clear()


@pytest.mark.parametrize("name", registry.names("tamis.readers"))
def test_every_reader_loads_under_its_own_name(name: str) -> None:
    reader = registry.reader(name)
    assert reader.name == name
    assert reader.sniff(b"") == 0.0


@pytest.mark.parametrize("name", registry.names("tamis.writers"))
def test_every_writer_can_also_be_read(name: str) -> None:
    assert registry.writer(name).name == name
    assert name in registry.names("tamis.readers")


def test_an_unknown_name_lists_the_known_ones_and_the_closest() -> None:
    with pytest.raises(UnknownName, match=r"no format to read 'riss'.*did you mean 'ris'"):
        registry.reader("riss")


def test_plug_ins_add_names_but_take_none_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def points(group: str) -> list[EntryPoint]:
        return [
            EntryPoint("ris", "tamis.formats.nbib:FORMAT", group),
            EntryPoint("mine", "tamis.formats.nbib:FORMAT", group),
        ]

    monkeypatch.setattr(registry, "entry_points", points)
    assert registry.reader("mine").name == "nbib"
    assert registry.reader("ris").name == "ris"


def test_a_plug_in_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("mine", "no_such_module:FORMAT", "tamis.readers")
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    with pytest.raises(registry.BrokenPlugin, match=r"'mine' \(no_such_module:FORMAT\)"):
        registry.reader("mine")


def test_listing_names_imports_no_format() -> None:
    code = (
        "import sys; from tamis import registry; registry.names('tamis.readers');"
        "sys.exit(any(m.startswith('tamis.formats') or m == 'lxml' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
