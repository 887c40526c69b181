from __future__ import annotations

import subprocess
import sys

from tamis.store.log import FolderLog

from .making import screened

SEND_THIRTY = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from tamis.model.events import Screened
from tamis.model.ids import new_id
from tamis.store.log import FolderLog

log = FolderLog(Path(sys.argv[1]))
for turn in range(30):
    log.append("anna", [
        Screened(id=new_id(datetime.now(UTC)), at="2026-01-02T03:04:05Z", by="anna", protocol="a",
                 report=sys.argv[2], stage="full-text", verdict="include", request=f"act-{turn}")
    ])
"""


def test_a_request_sent_again_is_answered_with_what_was_written(tmp_path):
    log = FolderLog(tmp_path)
    first = log.append("anna", [screened(1, request="act"), screened(2, request="act")])
    again = log.append("anna", [screened(3, request="act", verdict="exclude")])
    assert again == first == tuple(log.events())
    assert log.told("anna", "act") == first
    assert log.told("ben", "act") == ()


def test_words_that_look_like_a_request_are_not_one(tmp_path):
    log = FolderLog(tmp_path)
    log.append("anna", [screened(1, note='said "request":"act" in passing')])
    assert log.told("anna", "act") == ()
    assert log.append("anna", [screened(2, request="act")])
    assert len(list(log.events())) == 2


def test_of_two_processes_that_send_one_request_one_writes(tmp_path):
    both = [
        subprocess.Popen([sys.executable, "-c", SEND_THIRTY, tmp_path, name])
        for name in ("first", "second")
    ]
    assert [p.wait(60) for p in both] == [0, 0]
    requests = [event.request for event in FolderLog(tmp_path).events()]
    assert sorted(requests) == sorted({f"act-{turn}" for turn in range(30)})
