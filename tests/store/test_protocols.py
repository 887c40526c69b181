from __future__ import annotations

import dataclasses

import pytest

from tamis.model.errors import InvalidEvent, InvalidFile
from tamis.store.folder import ReviewFolder
from tamis.store.starter import starter

from .making import adoption, review


@pytest.fixture
def folder(tmp_path):
    """A protocol of 2020, adopted in 2020, and its successor of 2024."""
    folder = review(tmp_path / "review")
    (undated,) = folder.events()
    old = adoption(folder, 2, previous="", dated="2020-01-01", supersedes=undated.id)
    folder.append("anna", [old])
    retitle(folder, "Second title")
    folder.append("anna", [adoption(folder, 3, dated="2024-05-06")])
    return folder


def retitle(folder, title):
    path = folder.path / "protocol.toml"
    path.write_text(path.read_text().replace('title = "Gravel in rivers"', f'title = "{title}"'))


def test_the_version_in_force_on_a_day_is_the_last_adopted_until_then(folder):
    assert folder.protocol("2023-12-31").title == "Gravel in rivers"
    assert folder.protocol("2024-05-06").title == "Second title"


def test_days_before_the_first_adoption_are_under_the_first(folder):
    assert folder.protocol("1999-01-01").title == "Gravel in rivers"


def test_without_a_day_the_working_file_is_read(folder):
    retitle_again = (folder.path / "protocol.toml").read_text().replace("Second", "Third")
    (folder.path / "protocol.toml").write_text(retitle_again)
    assert folder.protocol().title == "Third title"
    assert folder.protocol("2025-01-01").title == "Second title"


def test_a_protocol_never_adopted_is_read_as_it_is(tmp_path):
    folder = ReviewFolder.init(tmp_path / "new", starter("New"))
    assert folder.protocols.adopted() is None
    assert folder.protocol("2020-01-01").title == "New"


def test_adopting_a_text_that_nobody_has_is_refused(folder):
    with pytest.raises(InvalidEvent, match="no text has the hash 'bbbb"):
        folder.append("anna", [dataclasses.replace(adoption(folder, 9), adopted="b" * 64)])


def test_a_kept_text_that_was_changed_is_not_read(folder):
    path = folder.protocols.path(folder.protocol("2020-02-02").hash)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(InvalidFile, match="it has the hash"):
        folder.protocol("2020-02-02")


def test_a_kept_text_that_is_missing_is_named(folder):
    folder.protocols.path(folder.protocol("2020-02-02").hash).unlink()
    with pytest.raises(InvalidFile, match="is missing"):
        folder.protocol("2020-02-02")
