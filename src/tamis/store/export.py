"""A review as one `.tamis.zip`: the bytes of its folder, and a manifest of their digests.

The same review gives the same bytes. What is derived (`out/`, `.index/`) and full texts, which
others may hold the rights to, stay behind; so do torn ends of logs, which never counted.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from tamis.model.errors import ReviewExists
from tamis.model.ids import digest
from tamis.store.durable import make_folder, sync_folder
from tamis.store.errors import InvalidArchive
from tamis.store.folder import ReviewFolder
from tamis.store.log import SUFFIX
from tamis.store.log_faults import changed_end
from tamis.store.protocols import PROTOCOL

FORMAT = "tamis-review/1"
MANIFEST = "manifest.json"
_LEFT_BEHIND = {"out", ".index", "fulltext", ".git", "__pycache__"}
_CHUNK = 1 << 20
#: A fixed time, so that the same review gives the same bytes (the earliest a zip can hold).
_WHEN = (1980, 1, 1, 0, 0, 0)


class Manifest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What an archive says of itself: its format, the log heads, each file's SHA-256."""

    format: str
    heads: dict[str, str]
    files: dict[str, str]


def export(folder: ReviewFolder, stream: BinaryIO) -> Manifest:
    """Write a review as one archive; events appended meanwhile may or may not be in it.

    Raises:
        BrokenChain: The end of a log was changed, so how far it counts can't be told.
    """
    folder.searches.settle()
    logs = {f"log/{w}{SUFFIX}": _counted(folder, w) for w in folder.log.writers()}
    files: dict[str, str] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in _paths(folder.path):
            if name in logs:
                data = logs[name]
                archive.writestr(_entry(name), data)
                files[name] = digest(data)
            elif not name.startswith("log/"):
                files[name] = _pack(archive, name, path)
        manifest = Manifest(FORMAT, _heads(logs), files)
        archive.writestr(_entry(MANIFEST), msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def import_review(stream: BinaryIO, path: Path | str) -> ReviewFolder:
    """Make a review folder of an archive; it appears whole or not at all.

    What comes out is what went in, byte by byte, with whatever `verify` had to say about it.

    Raises:
        ReviewExists: The folder holds a review already.
        InvalidArchive: The stream is no archive of a review, or not the one that was exported; or
            the folder holds other things.
    """
    target = Path(path)
    if (target / PROTOCOL).exists():
        raise ReviewExists(path)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidArchive(f"'{path}' is not an empty folder; name a new one")
    make_folder(target.parent)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        _unpack(stream, beside)
        beside.chmod(0o755)
        beside.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    sync_folder(target.parent)
    return ReviewFolder(target)


def _paths(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file that goes along, by its name in the archive, in order of name."""
    found = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
    for name in sorted(found):
        parts = PurePosixPath(name).parts
        hidden = parts[0].startswith(".") and parts[0] not in (".gitattributes", ".gitignore")
        if not (hidden or parts[0] in _LEFT_BEHIND or parts[0] == MANIFEST):
            yield name, found[name]


def _counted(folder: ReviewFolder, writer: str) -> bytes:
    found = folder.log.read(writer)
    if found.changed:
        raise changed_end(folder.log.path(writer), len(found.lines) + 1)
    return b"".join(line + b"\n" for line in found.lines)


def _heads(logs: Mapping[str, bytes]) -> dict[str, str]:
    names = {n: n.removeprefix("log/").removesuffix(SUFFIX) for n in logs}
    return {names[n]: digest(data[:-1].rpartition(b"\n")[2]) for n, data in logs.items() if data}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    sha256 = hashlib.sha256()
    with path.open("rb") as file, archive.open(_entry(name), "w") as out:
        while piece := file.read(_CHUNK):
            sha256.update(piece)
            out.write(piece)
    return sha256.hexdigest()


def _unpack(stream: BinaryIO, root: Path) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
            if manifest.format != FORMAT or PROTOCOL not in manifest.files:
                raise InvalidArchive(f"its manifest does not say '{FORMAT}' with a {PROTOCOL}")
            if {*archive.namelist()} != {MANIFEST, *manifest.files}:
                raise InvalidArchive("its files are not those of its manifest")
            for name, sha256 in manifest.files.items():
                _unpack_one(archive, name, sha256, root)
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError) as error:
        raise InvalidArchive(f"it is no exported review ({error})") from error


def _unpack_one(archive: zipfile.ZipFile, name: str, sha256: str, root: Path) -> None:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()) or "\\" in name:
        raise InvalidArchive(f"'{name}' would be written outside the folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    with archive.open(name) as source, path.open("xb") as out:
        while piece := source.read(_CHUNK):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != sha256:
        raise InvalidArchive(f"'{name}' is not the file that was exported")
