from __future__ import annotations

import gzip
import io

import pytest

from tamis.formats._text import Text
from tamis.model.errors import UnreadableFile


def lines(data: bytes) -> tuple[list[str], list[str]]:
    text = Text(io.BytesIO(data), "x")
    return [line for _, line in text.lines()], [str(p) for p in text.problems]


def test_latin_1_is_read_and_said_with_its_line() -> None:
    assert lines(b"plain\ncaf\xe9\n") == (
        ["plain", "café"],
        [
            "x:2: not UTF-8; read as Windows-1252 (Latin-1) "
            "(look for wrong letters, or export again as UTF-8)"
        ],
    )


def test_encodings_may_be_mixed_in_one_file() -> None:
    found, problems = lines("naïve\n".encode() + b"caf\xe9\n" + "Łódź\n".encode())
    assert found == ["naïve", "café", "Łódź"]
    assert len(problems) == 1


def test_chinese_in_gb_2312_is_told_from_latin_1() -> None:
    assert lines("作者\n".encode("gb2312"))[0] == ["作者"]


def test_marks_inside_a_joined_file_are_dropped() -> None:
    assert lines(b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n")[0] == ["a", "b"]


def test_utf_16_is_recognised_without_a_mark() -> None:
    assert lines("TY  - JOUR\n".encode("utf-16-le"))[0] == ["TY  - JOUR"]


def test_unusual_line_separators_are_text() -> None:
    assert lines("a\u2028b\x0bc\n".encode())[0] == ["a\u2028b\x0bc"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.4", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"SQLite format 3\0", "database"),
        (b"a\0\1\2b", "binary data"),
        (gzip.compress(b"a" * 9999, mtime=0)[:30], "compressed data is damaged"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        lines(data)


def test_a_line_without_end_is_refused_before_memory_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tamis.formats._text.LONGEST", 1 << 20)
    with pytest.raises(UnreadableFile, match="are one piece"):
        lines(b"a" * (2 << 20))
