from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tamis.model.errors import LogBusy
from tamis.store import lock
from tamis.store.log import FolderLog

from .making import screened

APPEND_TWENTY = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from tamis.model.events import Screened
from tamis.model.ids import new_id
from tamis.store.log import FolderLog

log = FolderLog(Path(sys.argv[1]))
for turn in range(20):
    log.append(sys.argv[2], [
        Screened(id=new_id(datetime.now(UTC)), at="2026-01-02T03:04:05Z", by=sys.argv[2],
                 protocol="a", report=sys.argv[3], stage="full-text", verdict="include")
        for _ in range(2)
    ])
"""


@pytest.mark.parametrize("writers", [("anna", "anna"), ("anna", "ben")])
def test_two_processes_may_append_at_once(tmp_path, writers):
    both = [
        subprocess.Popen([sys.executable, "-c", APPEND_TWENTY, tmp_path, writer, name])
        for writer, name in zip(writers, ("first", "second"), strict=True)
    ]
    assert [p.wait(60) for p in both] == [0, 0]
    events = list(FolderLog(tmp_path).events())
    assert sorted(e.report for e in events) == ["first"] * 40 + ["second"] * 40
    pairs = [{a.report, b.report} for a, b in zip(events[::2], events[1::2], strict=True)]
    assert all(len(pair) == 1 for pair in pairs)


def test_a_log_that_stays_busy_is_named(tmp_path):
    log = FolderLog(tmp_path, patience=0.02)
    log.append("anna", [screened(1)])
    with (
        log.path("anna").open("rb") as file,
        lock.locked(log.path("anna"), file.fileno(), patience=0),
        pytest.raises(LogBusy, match=r"anna.jsonl' is being written by another process"),
    ):
        log.append("anna", [screened(2)])


def test_without_fcntl_a_file_beside_the_log_is_the_lock(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "fcntl", None)
    log = FolderLog(tmp_path, patience=0.02)
    log.append("anna", [screened(1)])
    stand_in = Path(f"{log.path('anna')}.lock")
    assert not stand_in.exists()
    stand_in.touch()
    with pytest.raises(LogBusy, match=r"anna.jsonl.lock"):
        log.append("anna", [screened(2)])
    assert len(list(log.events())) == 1
