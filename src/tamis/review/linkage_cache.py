"""What linkage knows of the records it has seen, kept in `.index/linkage/`.

    .index/linkage/state.json        what it was made from, and the questions and relations found
    .index/linkage/records-1.arrow   prepared records, a file per batch
    .index/linkage/keys.npy rows.npy their blocking keys, ascending

Reading them is all that grows with the known records, and the keys are not even read but mapped.
They may be deleted at any time; then the next run looks at every record again. They count only for
the searches, the program and the polars (whose hashes the keys are) that they were made with.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

import tamis
from tamis.match import DEFAULT_MODEL, Index, Pair, Relation
from tamis.model.ids import digest
from tamis.store.durable import make_folder, write_whole

_STATE = "state.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What earlier runs looked at and left open.

    Attributes:
        program: What made it; see `program`.
        searches: Name → digest of each search whose records are in the index.
        batches: How many files of prepared records there are.
        ask: Questions found so far.
        related: Relations found so far.
    """

    program: str
    searches: Mapping[str, str] = field(default_factory=dict)
    batches: int = 0
    ask: tuple[Pair, ...] = ()
    related: tuple[Relation, ...] = ()


def program() -> str:
    """The versions that prepared records and their keys depend on."""
    made_by = f"1 {tamis.__version__} polars {pl.__version__} {DEFAULT_MODEL!r}"
    sources = sorted((Path(tamis.__file__).parent / "match").glob("*.py"))
    changed = " ".join(str(path.stat().st_mtime_ns) for path in sources)
    return digest(f"{made_by} {changed}".encode())[:16]


def load(folder: Path, searches: Mapping[str, str]) -> tuple[Seen, Index] | None:
    """What is kept, if all of it still counts.

    Args:
        folder: Where it is kept.
        searches: Name → digest of the searches the review has.
    """
    try:
        seen = msgspec.json.decode((folder / _STATE).read_bytes(), type=Seen)
        if seen.program != program() or not seen.searches.items() <= searches.items():
            return None
        batches = [_batch(folder, at) for at in range(seen.batches)]
        prepared = pl.scan_ipc(batches).collect()
        index = Index(
            prepared=prepared,
            keys=np.load(folder / "keys.npy", mmap_mode="r"),
            rows=np.load(folder / "rows.npy", mmap_mode="r"),
            group=np.arange(len(prepared), dtype=np.uint32),
        )
    except (FileNotFoundError, ValueError, msgspec.DecodeError, pl.exceptions.PolarsError):
        return None
    return seen, index


def save(folder: Path, seen: Seen, index: Index, new: int) -> None:
    """Keep an index: its last `new` records become a file, the keys are written anew.

    The state is written last, so that a run that was cut short leaves what counted before or
    nothing.
    """
    if seen.batches == 1 and folder.exists():
        shutil.rmtree(folder)
    make_folder(folder)
    (folder / _STATE).unlink(missing_ok=True)
    index.prepared.tail(new).write_ipc(_batch(folder, seen.batches - 1), compression="uncompressed")
    for name, values in (("keys.npy", index.keys), ("rows.npy", index.rows)):
        out = BytesIO()
        np.save(out, values)
        write_whole(folder / name, out.getvalue())
    write_whole(folder / _STATE, msgspec.json.encode(seen))


def _batch(folder: Path, at: int) -> Path:
    return folder / f"records-{at + 1}.arrow"
