from __future__ import annotations

import pytest

from tamis.model.errors import BrokenChain, InvalidEvent
from tamis.model.ids import digest
from tamis.store import durable
from tamis.store.errors import InvalidName
from tamis.store.log import FolderLog

from .making import extracted, screened, search_run, ulid


@pytest.fixture
def log(tmp_path):
    return FolderLog(tmp_path)


def test_an_empty_folder_has_no_events(log):
    assert (list(log.events()), dict(log.heads()), log.last_id("anna")) == ([], {}, "")


def test_events_come_back_writer_by_writer_in_the_order_written(log):
    log.append("ben", [screened(3, "ben")])
    log.append("anna", [screened(2), extracted(4)])
    log.append("anna", [screened(1)])
    assert [e.id for e in log.events()] == [ulid(2), ulid(4), ulid(1), ulid(3)]


def test_the_head_is_the_digest_of_the_last_line(log):
    log.append("anna", [screened(1), screened(2)])
    last = log.path("anna").read_bytes().splitlines()[-1]
    assert log.heads() == {"anna": digest(last)}
    assert log.last_id("anna") == ulid(2)


def test_appending_nothing_makes_no_file(log):
    log.append("anna", [])
    assert log.writers() == ()


def test_one_misfit_in_a_batch_keeps_all_of_it_out(log):
    with pytest.raises(InvalidEvent):
        log.append("anna", [screened(1), screened(2, verdict="perhaps")])
    assert log.writers() == ()


@pytest.mark.parametrize("name", ["", "Anna", "a b", "../x", ".hidden", "a/b", "é", "a" * 101])
def test_a_writer_whose_name_can_not_be_a_file_name_is_refused(log, name):
    with pytest.raises(InvalidName, match="lower-case letters"):
        log.append(name, [screened(1)])


@pytest.mark.parametrize("name", ["anna", "machine-tamis-0.1.0", "0b", "a_b.c"])
def test_ordinary_names_are_writers(log, name):
    log.append(name, [screened(1)])
    assert log.writers() == (name,)


def test_a_log_under_another_writers_name_does_not_hold(log):
    log.append("anna", [screened(1)])
    log.path("anna").rename(log.path("ben"))
    with pytest.raises(BrokenChain, match="line 1: it does not begin this writer's log"):
        list(log.events())


def test_a_removed_line_breaks_the_chain_at_the_line_before(log):
    for n in (1, 2, 3):
        log.append("anna", [screened(n)])
    lines = log.path("anna").read_bytes().splitlines(keepends=True)
    log.path("anna").write_bytes(lines[0] + lines[2])
    with pytest.raises(BrokenChain, match=r"anna.jsonl' line 1: line 2 was not written after it"):
        list(log.events())


def test_events_of_one_kind_are_found_without_the_others(log):
    log.append("anna", [screened(1), search_run(2), extracted(3)])
    assert list(log.of_kind(type(search_run(2)))) == [search_run(2)]


def test_a_long_log_is_appended_to_without_reading_all_of_it(log):
    log.append("anna", [screened(n, note="x" * 500) for n in range(1, 300)])
    log.append("anna", [screened(300, note="y" * 200_000)])
    log.append("anna", [screened(301)])
    assert len(list(log.events())) == 301


def test_a_full_disk_leaves_the_log_as_it_was(log, monkeypatch):
    log.append("anna", [screened(1)])
    before = log.path("anna").read_bytes()
    write = durable.os.write

    def full(fd, data):
        if len(data) > 100:
            return write(fd, data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "write", lambda fd, data: full(fd, bytes(data)[:250]))
    with pytest.raises(OSError, match="No space"):
        log.append("anna", [screened(2)])
    monkeypatch.undo()
    assert log.path("anna").read_bytes() == before
