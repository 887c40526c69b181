from __future__ import annotations

import subprocess
import sys

import pytest

from tamis.model.errors import LogBusy, UnknownName
from tamis.store import index_file
from tamis.store.index_file import connect

from .making import record, review, screened, search_run, under


@pytest.fixture
def folder(tmp_path):
    folder = review(tmp_path / "review")
    (run,) = under(folder, search_run(10))
    folder.add_search("anna", run, [record(1), record(2, title="Ünïcode"), record(3)])
    return folder


def asked(folder) -> list[str]:
    """What `answer` had to derive when asked twice."""
    derived: list[str] = []

    def derive() -> bytes:
        derived.append("once more")
        return b"answer"

    assert {folder.index.answer("status", derive) for _ in range(2)} == {b"answer"}
    return derived


def test_one_record_is_read_from_where_it_lies(folder):
    assert folder.index.record(record(2).id) == record(2, title="Ünïcode")
    with pytest.raises(UnknownName, match="no record 'r0'"):
        folder.index.record("r0")


def test_an_answer_is_derived_once_while_the_review_is_unchanged(folder):
    assert len(asked(folder)) == 1
    assert len(asked(folder)) == 0


def test_an_answer_is_derived_again_after_an_append(folder):
    asked(folder)
    folder.append("ben", under(folder, screened(20, "ben")))
    assert len(asked(folder)) == 1


def test_an_answer_is_derived_again_after_the_protocol_changed(folder):
    asked(folder)
    with (folder.path / "protocol.toml").open("a") as file:
        file.write("\n")
    assert len(asked(folder)) == 1


def test_different_questions_have_different_answers(folder):
    assert folder.index.answer("a", lambda: b"1") == b"1"
    assert folder.index.answer("b", lambda: b"2") == b"2"


def test_a_new_search_is_found_without_reading_the_old(folder, monkeypatch):
    folder.record_ids()
    read: list[str] = []
    places = index_file._places
    monkeypatch.setattr(index_file, "_places", lambda p: read.append(p.parent.name) or places(p))
    (run,) = under(folder, search_run(30, "2026-02-01-embase"))
    folder.add_search("anna", run, [record(9)])
    assert folder.record_ids()["2026-02-01-embase"] == (record(9).id,)
    assert read == ["2026-02-01-embase"]


def test_deleting_the_index_is_harmless(folder):
    before = folder.record_ids()
    folder.index.path.unlink()
    assert folder.record_ids() == before


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\x00" * 99])
def test_an_index_that_can_not_be_read_is_made_anew(folder, content):
    before = folder.record_ids()
    folder.index.path.write_bytes(content)
    assert folder.record_ids() == before
    assert len(asked(folder)) == 1


def test_an_index_damaged_anywhere_still_answers(folder):
    before = folder.record_ids()
    good = folder.index.path.read_bytes()
    for at in range(0, len(good), 997):
        folder.index.path.write_bytes(good[:at] + bytes(64) + good[at + 64 :])
        folder.index.record_ids()
    folder.index.path.unlink()
    assert folder.record_ids() == before


def test_an_index_of_another_format_is_made_anew(folder):
    before = folder.record_ids()
    with connect(folder.index.path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    assert folder.record_ids() == before


def test_where_nothing_can_be_written_the_index_is_in_memory(folder):
    before = folder.record_ids()
    folder.index.path.unlink()
    folder.index.path.parent.rmdir()
    folder.index.path.parent.write_text("a file where the folder should be")
    assert folder.record_ids() == before
    assert len(asked(folder)) == 2


def test_an_index_that_stays_locked_is_named(folder, monkeypatch):
    folder.record_ids()
    monkeypatch.setattr(index_file, "_PATIENCE", 0.01)
    db = connect(folder.index.path)
    db.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LogBusy, match=r"review.sqlite"):
        folder.record_ids()
    db.close()


def test_two_processes_may_build_the_index_at_once(folder):
    folder.index.path.unlink(missing_ok=True)
    script = """
import sys
from tamis.store.folder import ReviewFolder
folder = ReviewFolder(sys.argv[1])
for turn in range(20):
    assert len(folder.record_ids()["2026-01-02-pubmed"]) == 3
    assert folder.index.answer(f"{sys.argv[2]} {turn}", lambda: b"x") == b"x"
"""
    both = [
        subprocess.Popen([sys.executable, "-c", script, folder.path, name]) for name in ("a", "b")
    ]
    assert [p.wait(60) for p in both] == [0, 0]
