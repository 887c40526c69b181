"""Notices with the replies they were read from: kept as a search's are, and read again from them.

A folder holds what one source said on one day: its tape, and `about.json` with whom was asked, for
which articles, when, and the digest of the notices that were read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tamis.model.errors import InvalidFile
from tamis.sources.http.client import Client
from tamis.sources.http.lines import Live, Recorded
from tamis.sources.http.services import CROSSREF, PUBMED, Service
from tamis.sources.http.tape import Tape
from tamis.sources.http.values import Line
from tamis.sources.notices.crossref import from_crossref
from tamis.sources.notices.pubmed import from_pubmed
from tamis.sources.notices.values import Notice
from tamis.sources.running import ABOUT, read_about, stamp, write_told

Ask = Callable[[Line, Sequence[str]], tuple[Notice, ...]]
#: Sources that are asked over the network: name → service, and how its replies are read.
SOURCES: dict[str, tuple[Service, Ask]] = {
    "crossref": (CROSSREF, from_crossref),
    "pubmed": (PUBMED, from_pubmed),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNotices:
    """What a folder of kept replies gives when it is read again.

    `identical` says whether these are the notices that were read when the replies came.
    """

    source: str
    found: tuple[Notice, ...]
    replies: int
    identical: bool
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where replies are kept, each source's in a folder of its name, and the time."""

    folder: Path
    now: Callable[[], datetime]


def ask_source(
    client: Client, source: str, wanted: Sequence[str], keep: Keeping | None = None
) -> tuple[Notice, ...]:
    """Ask one source about articles, by DOI (Crossref) or PubMed number (PubMed).

    Args:
        client: What speaks over the network.
        source: "crossref" or "pubmed".
        wanted: The articles.
        keep: Where its replies are kept, unless they are not; what lay there is wiped.

    Raises:
        SourceError: It does not answer.
    """
    service, ask = SOURCES[source]
    live = Live(client, service)
    if keep is None:
        return ask(live, wanted)
    folder, started = keep.folder / source, stamp(keep.now())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ABOUT).unlink(missing_ok=True)
    tape = Tape(folder, write=True)
    tape.wipe()
    found = ask(Recorded(tape, service, live), wanted)
    about = {
        "source": source, "asked": list(wanted), "started": started, "finished": stamp(keep.now()),
        "notices": len(found), "digest": notices_digest(found),
    }  # fmt: skip
    write_told(folder / ABOUT, about)
    return found


def read_again(folder: Path) -> KeptNotices:
    """Read kept replies again, the network refused.

    Raises:
        NetworkRefused: They do not suffice.
        InvalidFile: One is not as it was kept, or `about.json` is not what tamis wrote.
    """
    about = read_about(folder)
    source, wanted = about.get("source"), about.get("asked")
    if source not in SOURCES or not isinstance(wanted, list):
        raise InvalidFile(folder / ABOUT, ["it does not say who was asked for what"])
    service, ask = SOURCES[str(source)]
    line = Recorded(Tape(folder), service)
    found = ask(line, [str(one) for one in wanted])
    told = notices_digest(found)
    return KeptNotices(
        source=str(source), found=found, replies=line.spent, digest=told,
        identical=told == about.get("digest"),
    )  # fmt: skip


def notices_digest(found: Iterable[Notice]) -> str:
    """SHA-256 of notices, in their order."""
    lines = (json.dumps(asdict(n), ensure_ascii=False, sort_keys=True) for n in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
