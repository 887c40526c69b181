"""Processes that are really killed, in the middle of an append and of an import."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

from tamis.store.folder import ReviewFolder
from tamis.store.verify import check

from .making import record, review, screened, search_run, under

KILL_AT_BYTE = """
import os, signal, sys
from pathlib import Path
from tamis.model.events import Screened
from tamis.model.ids import new_id
from tamis.store import durable
from tamis.store.log import FolderLog
from datetime import datetime, UTC

folder, at, protocol = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
write = os.write

def torn(fd, data):
    write(fd, bytes(data[:at]))
    os.kill(os.getpid(), signal.SIGKILL)

durable.os.write = torn
moment, last, batch = datetime.now(UTC), "", []
for number in range(3):
    last = new_id(moment, last)
    batch.append(Screened(id=last, at="2026-01-02T03:04:05Z", by="anna", protocol=protocol,
                          report="r1", stage="full-text", verdict="include"))
FolderLog(folder).append("anna", batch)
"""

APPEND_UNTIL_KILLED = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from tamis.model.events import Screened
from tamis.model.ids import new_id
from tamis.store.log import FolderLog

folder, protocol = Path(sys.argv[1]), sys.argv[2]
log, last = FolderLog(folder), ""
while True:
    batch = []
    for _ in range(3):
        last = new_id(datetime.now(UTC), last)
        batch.append(Screened(id=last, at="2026-01-02T03:04:05Z", by="anna", protocol=protocol,
                              report="r1", stage="full-text", verdict="include"))
    log.append("anna", batch)
    print(*(e.id for e in batch), flush=True)
"""

KILL_IN_IMPORT = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from tests.store.making import record, search_run, under
from tamis.store import searches, log
from tamis.store.folder import ReviewFolder

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

folder, where = ReviewFolder(sys.argv[1]), sys.argv[2]
(run,) = under(folder, search_run(50))

def items():
    yield record(1)
    if where == "reading":
        die()
    yield record(2)

if where == "before-rename":
    Path.rename = die
if where == "before-event":
    log.FolderLog.append = die
folder.add_search("anna", run, items())
"""


def python(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE
    )


@pytest.fixture
def folder(tmp_path):
    return review(tmp_path / "review")


@pytest.mark.parametrize("at", [0, *random.Random(7).sample(range(1, 900), 7)])
def test_a_process_killed_at_any_byte_of_an_append_leaves_no_part_of_it(folder, at):
    before = [e.id for e in folder.events()]
    with python(KILL_AT_BYTE, folder.path, at, folder.protocols.hash()) as process:
        assert process.wait(30) == -signal.SIGKILL
    assert [e.id for e in folder.events()] == before
    assert len(folder.problems()) == (1 if at else 0)
    folder.append("anna", under(folder, screened(99)))
    assert [e.id for e in folder.events()] == [*before, screened(99).id]
    assert check(folder) == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_acknowledged_before_a_kill_is_all_there(folder, seed):
    with python(APPEND_UNTIL_KILLED, folder.path, folder.protocols.hash()) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, 0.05))
        process.kill()
        told = (first + process.stdout.read()).decode().split()
    there = [e.id for e in folder.events()][1:]
    assert there[: len(told)] == told
    assert len(there) - len(told) in (0, 3)
    assert len(there) % 3 == 0


@pytest.mark.parametrize("where", ["reading", "before-rename", "before-event"])
def test_an_import_killed_anywhere_leaves_a_folder_that_opens(folder, where, pytestconfig):
    with python(KILL_IN_IMPORT, folder.path, where, "", pytestconfig.rootpath) as process:
        assert process.wait(30) == -signal.SIGKILL
    again = ReviewFolder(folder.path)
    assert list(again.records()) == []
    assert len(again.problems()) == (1 if where == "before-event" else 0)
    (run,) = under(folder, search_run(60))
    stored = again.add_search("anna", run, [record(1), record(2)])
    assert [r.title for r in again.records()] == ["Title 1", "Title 2"]
    assert stored.run.id == (search_run(50 if where == "before-event" else 60)).id
    assert (again.problems(), check(again)) == ((), ())
