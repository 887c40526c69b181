from __future__ import annotations

import subprocess
import sys

import pytest

from tamis.model.errors import InvalidProtocol, NotAReview, ReviewExists, UnknownName
from tamis.model.ports import EventLog
from tamis.store.folder import ReviewFolder
from tamis.store.starter import starter

from .making import record, review, screened, search_run, under


@pytest.fixture
def folder(tmp_path):
    return review(tmp_path / "review")


def import_two(folder: ReviewFolder) -> None:
    first, second = under(folder, search_run(10), search_run(11, "2026-01-03-embase"))
    folder.add_search("anna", first, [record(1), record(2)])
    folder.add_search("anna", second, [record(1, source="embase")])


def test_a_folder_without_a_protocol_is_no_review(tmp_path):
    with pytest.raises(NotAReview, match="tamis init"):
        ReviewFolder(tmp_path)


def test_a_review_is_not_made_over_another(folder):
    with pytest.raises(ReviewExists):
        ReviewFolder.init(folder.path, starter("Another"))


def test_a_review_of_an_invalid_protocol_is_not_made(tmp_path):
    with pytest.raises(InvalidProtocol):
        ReviewFolder.init(tmp_path / "new", "[review]\n")
    assert not (tmp_path / "new").exists()


def test_a_new_review_has_the_schema_its_protocol_points_editors_to(folder):
    first = (folder.path / "protocol.toml").read_text().splitlines()[0]
    assert first == "#:schema ./protocol.schema.json"
    assert (folder.path / "protocol.schema.json").is_file()


def test_git_leaves_the_bytes_of_a_review_alone(folder):
    assert (folder.path / ".gitattributes").read_text() == "* -text\n"
    assert ".index/" in (folder.path / ".gitignore").read_text().splitlines()


def test_a_review_opens_by_its_folder_and_by_its_protocol(folder):
    assert ReviewFolder(str(folder.path / "protocol.toml")).path == folder.path


def test_a_review_is_an_event_log(folder):
    log: EventLog = folder
    log.append("ben", under(folder, screened(5, "ben")))
    assert [e.by for e in log.events()] == ["anna", "ben"]
    assert set(log.heads()) == {"anna", "ben"}


def test_records_come_by_search_or_all_together(folder):
    import_two(folder)
    assert [r.source for r in folder.records()] == ["pubmed", "pubmed", "embase"]
    assert [r.source for r in folder.records("2026-01-03-embase")] == ["embase"]


def test_a_search_that_is_not_there_is_named_with_those_that_are(folder):
    import_two(folder)
    with pytest.raises(UnknownName, match=r"2026-01-02-pubmed.*did you mean '2026-01-03-embase'"):
        list(folder.records("2026-01-03-embas"))


def test_record_ids_come_in_the_order_of_the_file(folder):
    import_two(folder)
    assert folder.record_ids() == {
        "2026-01-02-pubmed": (record(1).id, record(2).id),
        "2026-01-03-embase": (record(1, source="embase").id,),
    }


def test_opening_a_review_does_not_load_what_only_reading_its_protocol_needs(folder):
    script = (
        "import sys; from tamis.store.folder import ReviewFolder; "
        f"ReviewFolder({str(folder.path)!r}).heads(); "
        "sys.exit(', '.join({'pydantic', 'numpy', 'polars'} & set(sys.modules)) or None)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("name", ["../x.toml", "a/b", "", ".hidden"])
def test_a_side_file_lies_in_the_folder(folder, name):
    assert folder.side_file("claims.toml") == folder.path / "claims.toml"
    with pytest.raises(UnknownName, match="side file"):
        folder.side_file(name)
