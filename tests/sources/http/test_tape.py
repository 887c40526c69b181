from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.model.errors import InvalidFile
from tamis.sources.http import Ask, Recorded, Reply, Tape
from tamis.sources.http.errors import NetworkRefused
from tamis.sources.http.services import PUBMED
from tamis.sources.http.tape import LINES


def reply(body: bytes = b"{}", what: str = "page", **params: str) -> Reply:
    ask = Ask(what=what, path="x", params=tuple(params.items()))
    return Reply(ask=ask, status=200, body=body, headers={"date": "d", "set-cookie": "c"})


def ignored(found: Reply) -> None: ...


@given(st.lists(st.binary(max_size=300), max_size=6))
@settings(max_examples=25)
def test_what_was_kept_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("tape")
    tape = Tape(folder, write=True)
    for body in bodies:
        tape.keep(reply(body))
    assert [r.body for r in Tape(folder).replies("page")] == bodies


def test_the_same_replies_give_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Tape(tmp_path / name, write=True).keep(reply(b"<a/>"))
    one, two = (
        {p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("a", "b")
    )
    assert one == two
    assert set(one) == {LINES, "00001-page.xml.gz"}
    assert b"cookie" not in one[LINES]


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_that_a_kill_cut_short_does_not_count(tmp_path: Path, cut: int) -> None:
    tape = Tape(tmp_path, write=True)
    tape.keep(reply(b"[1]"))
    tape.keep(reply(b"[2]"))
    lines = (tmp_path / LINES).read_bytes()
    (tmp_path / LINES).write_bytes(lines[:-cut])
    again = Tape(tmp_path, write=True)
    assert len(again) == 1
    again.keep(reply(b"[3]"))
    assert [r.body for r in Tape(tmp_path).replies("page")] == [b"[1]", b"[3]"]


def test_a_reply_that_was_changed_is_named(tmp_path: Path) -> None:
    import gzip

    Tape(tmp_path, write=True).keep(reply())
    (tmp_path / "00001-page.json.gz").write_bytes(gzip.compress(b"{ }"))
    with pytest.raises(InvalidFile, match="changed after it was kept"):
        Tape(tmp_path).reply(0)


def test_a_tape_answers_its_own_questions_and_no_others(tmp_path: Path) -> None:
    tape = Tape(tmp_path, write=True)
    tape.keep(reply(b"[1]", term="a"))
    line = Recorded(tape, PUBMED)
    with pytest.raises(NetworkRefused, match="no answer to"):
        line.ask(Ask(what="page", path="x", params=(("term", "b"),)), ignored)
    assert line.ask(Ask(what="page", path="x", params=(("term", "a"),)), ignored).body == b"[1]"
    with pytest.raises(NetworkRefused):
        line.ask(Ask(what="page", path="x", params=(("term", "a"),)), ignored)
