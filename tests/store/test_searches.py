from __future__ import annotations

import io
import tomllib

import pytest

from tamis.model.errors import InvalidFile, UnreadableFile
from tamis.model.events import SearchRun
from tamis.model.ids import digest
from tamis.model.problems import Problem
from tamis.store.errors import InvalidName, SearchDiffers
from tamis.store.log import FolderLog
from tamis.store.search_files import read_records
from tamis.store.searches import Searches

from .making import record, search_run, ulid

SEARCH = "2026-01-02-pubmed"


@pytest.fixture
def searches(tmp_path):
    return Searches(tmp_path, FolderLog(tmp_path))


def add(searches, *items, number=1, raw=None, **more):
    streams = {name: io.BytesIO(data) for name, data in (raw or {}).items()}
    return searches.add("anna", search_run(number, **more), items, streams)


def told(searches):
    return list(FolderLog(searches.folder.parent).of_kind(SearchRun))


def test_a_search_is_kept_with_its_query_its_records_and_its_files(searches):
    add(searches, record(1), record(2), raw={"export (1).nbib": b"PMID- 1"})
    folder = searches.path(SEARCH)
    assert (folder / "query.txt").read_text() == "gravel AND rivers\n"
    assert list(read_records(folder / "records.jsonl")) == [record(1), record(2)]
    assert (folder / "raw" / "export (1).nbib").read_bytes() == b"PMID- 1"


def test_the_event_tells_the_number_and_the_digest_of_the_records(searches):
    add(searches, record(1), record(2), Problem("x", "odd"))
    (event,) = told(searches)
    data = (searches.path(SEARCH) / "records.jsonl").read_bytes()
    assert (event.records, event.problems, event.digest) == (2, 1, digest(data))


def test_run_toml_holds_the_event_and_the_problems(searches):
    odd = Problem("a.ris", 'a "quoted"\nname\x7f', "see\\here", "error", 3)
    stored = add(searches, record(1), odd, raw={"a.ris": b"TY"})
    assert searches.stored(SEARCH) == stored
    run = tomllib.loads((searches.path(SEARCH) / "run.toml").read_text())
    assert (run["run"]["id"], run["raw"]) == (ulid(1), {"a.ris": digest(b"TY")})
    assert stored.problems == (odd,)


def test_a_record_that_comes_twice_is_kept_once_and_told_of(searches):
    stored = add(searches, record(1), record(2), record(1, title="Other title"))
    assert stored.run.records == 2
    assert "pubmed '1' appears again" in stored.problems[0].what


def test_the_same_import_again_changes_nothing(searches):
    first = add(searches, record(1), raw={"a": b"1"})
    before = {p: p.stat().st_mtime_ns for p in searches.folder.parent.rglob("*")}
    assert add(searches, record(1), number=2, raw={"a": b"1"}) == first
    after = {p: p.stat().st_mtime_ns for p in searches.folder.parent.rglob("*")}
    assert {p for p in after if after[p] != before.get(p)} <= {searches.folder}
    assert len(told(searches)) == 1


def test_another_search_under_the_same_name_is_refused(searches):
    add(searches, record(1))
    with pytest.raises(SearchDiffers, match=r"differs in records, digest; .*another name"):
        add(searches, record(1), record(2), number=2)
    assert list(read_records(searches.path(SEARCH) / "records.jsonl")) == [record(1)]


def test_a_reader_that_gives_up_leaves_the_review_as_it_was(searches):
    def items():
        yield record(1)
        raise UnreadableFile("a.ris", "it ends in the middle")

    with pytest.raises(UnreadableFile):
        searches.add("anna", search_run(1), items(), {})
    assert (searches.names(), list(searches.folder.iterdir()), told(searches)) == ((), [], [])


@pytest.mark.parametrize("name", ["", "../x", "A", ".part-x"])
def test_a_search_needs_a_name_that_a_folder_can_have(searches, name):
    with pytest.raises(InvalidName, match="can't name a search"):
        add(searches, record(1), search=name)


def test_a_raw_file_may_not_leave_its_folder(searches):
    with pytest.raises(InvalidName, match="raw file"):
        add(searches, record(1), raw={"../../protocol.toml": b""})


def test_searches_are_found_by_the_files_they_were_imported_from(searches):
    stored = add(searches, record(1), raw={"a": b"1", "b": b"2"})
    assert list(searches.with_raw([digest(b"2"), digest(b"1")])) == [stored]
    assert list(searches.with_raw([digest(b"1")])) == []


def test_an_import_without_its_event_is_finished_with_that_very_event(searches, monkeypatch):
    monkeypatch.setattr(FolderLog, "append", lambda *_: None)
    stored = add(searches, record(1))
    monkeypatch.undo()
    assert searches.untold() == (SEARCH,)
    assert "has now" in searches.settle()[0].what
    assert told(searches) == [stored.run]
    assert (searches.untold(), searches.settle()) == ((), ())


def test_an_import_without_its_event_that_was_changed_is_not_taken_in(searches, monkeypatch):
    monkeypatch.setattr(FolderLog, "append", lambda *_: None)
    add(searches, record(1))
    monkeypatch.undo()
    (searches.path(SEARCH) / "records.jsonl").write_text("")
    with pytest.raises(InvalidFile, match="no event speaks of it and it was changed"):
        searches.settle()


def test_what_a_killed_import_left_is_removed_by_the_next(searches):
    add(searches, record(1))
    left = searches.folder / ".part-2026-01-03-pubmed-00ff"
    left.mkdir()
    add(searches, record(2), number=2, search="2026-01-04-pubmed")
    assert not left.exists()


def test_a_line_that_is_no_record_is_named(tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_text('{"id":"r1","source":"s","source_id":"1","titel":"x"}\n')
    with pytest.raises(InvalidFile, match="line 1: Object contains unknown field `titel`"):
        list(read_records(path))
