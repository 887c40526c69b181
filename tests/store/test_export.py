from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.model.errors import BrokenChain, ReviewExists
from tamis.model.ids import digest
from tamis.store.errors import InvalidArchive
from tamis.store.export import export, import_review
from tamis.store.folder import ReviewFolder
from tamis.store.verify import check

from .making import record, review, screened, search_run, under


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path / "review")


def make(path: Path) -> ReviewFolder:
    folder = review(path)
    (run,) = under(folder, search_run(10))
    folder.add_search("anna", run, [record(1)], {"a b.ris": io.BytesIO(b"TY  - JOUR\r\n")})
    folder.append("ben", under(folder, screened(13, "ben")))
    folder.side_file("claims.toml").write_text("# nothing yet\n")
    return folder


def packed(folder: ReviewFolder) -> bytes:
    stream = io.BytesIO()
    export(folder, stream)
    return stream.getvalue()


def content(folder: ReviewFolder) -> dict[str, bytes]:
    root = folder.path
    found = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
    return {n: p.read_bytes() for n, p in found.items() if not n.startswith((".index/", "out/"))}


def test_what_comes_out_is_what_went_in(folder, tmp_path):
    there = import_review(io.BytesIO(packed(folder)), tmp_path / "there")
    assert content(there) == content(folder)
    assert (check(there), packed(there)) == ((), packed(folder))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=30, deadline=None)
@given(
    votes=st.lists(st.tuples(st.sampled_from(["anna", "ben", "machine-1"]), texts), max_size=8),
    titles=st.lists(texts, max_size=4),
    raw=st.dictionaries(st.from_regex(r"[a-z]{1,8}\.[a-z]{3}", fullmatch=True), st.binary()),
)
def test_any_review_survives_export_and_import(votes, titles, raw):
    with tempfile.TemporaryDirectory() as place:
        folder = review(Path(place) / "here")
        (run,) = under(folder, search_run(10))
        records = [record(n, title=title) for n, title in enumerate(titles)]
        folder.add_search("anna", run, records, {n: io.BytesIO(b) for n, b in raw.items()})
        for number, (writer, note) in enumerate(votes, 20):
            folder.append(writer, under(folder, screened(number, writer, note=note)))
        there = import_review(io.BytesIO(packed(folder)), Path(place) / "there")
        assert content(there) == content(folder)
        assert list(there.events()) == list(folder.events())
        assert list(there.records()) == records


def test_what_is_derived_stays_behind(folder):
    for name in ("out/site/index.html", "fulltext/x.pdf", ".git/HEAD", ".index/y"):
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / name).write_text("x")
    names = zipfile.ZipFile(io.BytesIO(packed(folder))).namelist()
    assert {n.split("/")[0] for n in names} == {
        ".gitattributes", ".gitignore", "claims.toml", "log", "manifest.json",
        "protocol.schema.json", "protocol.toml", "protocols", "searches",
    }  # fmt: skip


def test_the_manifest_tells_the_heads(folder):
    archive = zipfile.ZipFile(io.BytesIO(packed(folder)))
    assert json.loads(archive.read("manifest.json"))["heads"] == folder.heads()


def test_a_torn_end_stays_behind(folder, tmp_path):
    good = packed(folder)
    with folder.log.path("ben").open("ab") as file:
        file.write(b'{"type"')
    assert packed(folder) == good


def test_a_log_with_a_changed_end_is_not_exported(folder):
    path = folder.log.path("ben")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(BrokenChain, match="line 1"):
        packed(folder)


def test_a_review_is_not_imported_over_another(folder):
    with pytest.raises(ReviewExists):
        import_review(io.BytesIO(packed(folder)), folder.path)


def test_an_import_goes_into_an_empty_folder_only(folder, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(InvalidArchive, match="not an empty folder"):
        import_review(io.BytesIO(packed(folder)), tmp_path / "full")


def repacked(archive: bytes, **changes: bytes) -> io.BytesIO:
    """The archive with files replaced or added."""
    old, stream = zipfile.ZipFile(io.BytesIO(archive)), io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name, data in ({n: old.read(n) for n in old.namelist()} | changes).items():
            new.writestr(name, data)
    return stream


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"protocol.toml": b"x"}, "'protocol.toml' is not the file that was exported"),
        ({"more.txt": b"x"}, "not those of its manifest"),
        ({"manifest.json": b'{"format":"other/1","heads":{},"files":{}}'}, "tamis-review/1"),
        ({"manifest.json": b"[]"}, "no exported review"),
    ],
)
def test_an_archive_that_was_changed_is_refused_and_leaves_nothing(folder, tmp_path, changes, why):
    stream = repacked(packed(folder), **changes)
    with pytest.raises(InvalidArchive, match=why):
        import_review(stream, tmp_path / "new" / "review")
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "a/../../outside.txt"])
def test_an_archive_can_not_write_outside_its_folder(folder, tmp_path, name):
    files = {"protocol.toml": digest(b"x"), name: digest(b"")}
    manifest = {"format": "tamis-review/1", "heads": {}, "files": files}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("protocol.toml", b"x")
        archive.writestr(name, b"")
    with pytest.raises(InvalidArchive, match="outside the folder"):
        import_review(stream, tmp_path / "new")
    assert not (tmp_path / "outside.txt").exists()


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    with pytest.raises(InvalidArchive, match="no exported review"):
        import_review(io.BytesIO(b"PK, but not really"), tmp_path / "new")
