from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from tamis.formats import read, readable
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem
from tamis.model.records import Record

TABLE = tomllib.loads((Path(__file__).parent / "expected_counts.toml").read_text(encoding="utf-8"))
FILES = [
    (f"{folder}/{name}", entry) for folder, names in TABLE.items() for name, entry in names.items()
]
SAMPLES = os.environ.get("TAMIS_SAMPLES")


def test_the_table_names_formats_that_can_be_read() -> None:
    formats = {entry["format"] for _, entry in FILES if not entry.get("unreadable")}
    assert formats <= set(readable())
    assert len(FILES) == 182


if SAMPLES:

    @pytest.mark.parametrize(("file", "entry"), FILES, ids=[name for name, _ in FILES])
    def test_a_sample_reads_with_the_count_that_was_checked_by_hand(
        file: str, entry: dict[str, object]
    ) -> None:
        data = (Path(str(SAMPLES)) / file).read_bytes()
        if entry.get("unreadable"):
            with pytest.raises(UnreadableFile, match="formats it reads"):
                list(read(data, file=file))
            return
        items = list(read(data, file=file))
        records = [item for item in items if isinstance(item, Record)]
        assert len(records) == entry["records"]
        assert all(p.where == file and p.what for p in items if isinstance(p, Problem))
        assert all(record.raw and record.source and record.source_id for record in records)

    def test_every_file_of_the_folder_is_in_the_table() -> None:
        found = {f"{p.parent.name}/{p.name}" for p in Path(str(SAMPLES)).glob("*/*") if p.is_file()}
        assert found == {name for name, _ in FILES}
