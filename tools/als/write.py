"""Writing the folder: everything goes through the store, as for any other review."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from tamis.model.events import Event
from tamis.model.ids import digest
from tamis.store.folder import ReviewFolder
from tools.als.build import EARLIER_PROTOCOL, Built

#: What the converter makes; protocol.toml, claims.toml and page.toml are people's and stay.
MADE = ("searches", "log", "protocols", ".index", "out")


def write(built: Built, out: Path) -> None:
    """Make searches, protocols and logs anew in a folder that holds a protocol.toml."""
    for name in MADE:
        shutil.rmtree(out / name, ignore_errors=True)
    _keep_earlier_protocol(out)
    _beside_the_protocol(out)
    folder = ReviewFolder(out)
    for search, run in built.searches:
        folder.add_search(run.by, run, search.records.values())
    by_writer: dict[str, list[Event]] = defaultdict(list)
    for event in built.events:
        by_writer[event.by].append(event)
    for writer, events in by_writer.items():
        folder.append(writer, events)


def _keep_earlier_protocol(out: Path) -> None:
    """The store keeps the working file's text by itself; the earlier text is put beside it."""
    data = EARLIER_PROTOCOL.read_bytes()
    place = out / "protocols" / f"{digest(data)[:16]}.toml"
    place.parent.mkdir(parents=True)
    place.write_bytes(data)


def _beside_the_protocol(out: Path) -> None:
    """The files that any new review gets: the schema for editors, and what git must know."""
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "review"
        ReviewFolder.init(fresh, (out / "protocol.toml").read_bytes())
        for file in fresh.iterdir():
            if file.is_file() and file.name != "protocol.toml":
                shutil.copyfile(file, out / file.name)
