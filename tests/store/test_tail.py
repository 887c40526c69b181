from __future__ import annotations

import pytest

from tamis.model.errors import BrokenChain
from tamis.store.log import FolderLog

from .making import screened

BATCH = [screened(3), screened(4, note="ü“x”"), screened(5)]


@pytest.fixture
def log(tmp_path):
    log = FolderLog(tmp_path)
    log.append("anna", [screened(1), screened(2)])
    return log


def cut(log: FolderLog, length: int) -> None:
    path = log.path("anna")
    path.write_bytes(path.read_bytes()[:length])


def ids(log: FolderLog) -> list[str]:
    return [e.id for e in log.events()]


def test_a_batch_cut_anywhere_is_there_whole_or_not_at_all(log):
    path, before = log.path("anna"), log.path("anna").read_bytes()
    log.append("anna", BATCH)
    full = path.read_bytes()
    for length in range(len(before), len(full) + 1):
        path.write_bytes(full[:length])
        there = ids(log)[2:]
        assert there == ([] if length < len(full) - 1 else [e.id for e in BATCH])
        assert len(log.problems()) == (0 if length in (len(before), len(full)) else 1)


def test_the_next_append_after_any_cut_gives_a_whole_log(log):
    path, before = log.path("anna"), log.path("anna").read_bytes()
    log.append("anna", BATCH)
    full = path.read_bytes()
    for length in range(len(before), len(full) + 1):
        path.write_bytes(full[:length])
        log.append("anna", [screened(9)])
        kept = 2 if length < len(full) - 1 else 5
        assert (len(ids(log)), log.problems()) == (kept + 1, ())
    assert path.read_bytes().startswith(full)


def test_a_torn_end_is_reported_with_how_much_of_it_there_is(log):
    with log.path("anna").open("ab") as file:
        file.write(b'{"type":"scre')
    (problem,) = log.problems()
    assert "log/anna.jsonl" in str(problem)
    assert "13 bytes" in problem.what


def test_a_log_that_is_torn_in_its_first_line_is_empty(log):
    cut(log, 50)
    assert (ids(log), dict(log.heads())) == ([], {})
    log.append("anna", [screened(7)])
    assert len(ids(log)) == 1


def test_an_empty_log_is_no_problem(log):
    cut(log, 0)
    assert (ids(log), dict(log.heads()), log.problems()) == ([], {}, ())
    log.append("anna", [screened(7)])
    assert len(ids(log)) == 1


def test_a_torn_batch_longer_than_what_is_read_at_once_is_cut_off(log):
    before = log.path("anna").read_bytes()
    log.append("anna", [screened(n, note="x" * 2000) for n in range(10, 200)])
    cut(log, log.path("anna").stat().st_size - 500)
    assert len(ids(log)) == 2
    log.append("anna", [screened(7)])
    assert log.path("anna").read_bytes().startswith(before)
    assert (len(ids(log)), log.problems()) == (3, ())


def test_a_last_line_without_its_newline_counts_and_is_reported(log):
    cut(log, log.path("anna").stat().st_size - 1)
    assert len(ids(log)) == 2
    assert "lacks its newline" in log.problems()[0].what


def test_a_changed_final_newline_is_no_torn_line(log):
    data = log.path("anna").read_bytes()
    log.path("anna").write_bytes(data[:-1] + b"x")
    with pytest.raises(BrokenChain, match="line 2: the end of the line was changed"):
        ids(log)
    with pytest.raises(BrokenChain, match="line 2: the end of the line was changed"):
        log.append("anna", [screened(8)])
    assert log.path("anna").read_bytes() == data[:-1] + b"x"
