from __future__ import annotations

import io

import pytest

from tamis.formats import guess, read, readable, writable, write
from tamis.model.errors import UnknownName, UnreadableFile
from tamis.model.records import Record

RIS = b"TY  - JOUR\nTI  - Walks\nAU  - Elm, E\nER  -\n"


def test_content_decides_not_the_suffix() -> None:
    found = guess(RIS, file="export.csv")
    assert found is not None
    assert found.format == "ris"


def test_text_of_no_format_is_refused_at_the_call_with_the_known_formats() -> None:
    with pytest.raises(UnreadableFile, match="no format tamis knows; formats it reads: ris, nbib"):
        read(b"Dear editor,\nplease find attached.\n", file="letter.ris")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="it is empty"):
        read(b"\xef\xbb\xbf \r\n", file="x")


def test_a_picture_is_refused_by_name() -> None:
    with pytest.raises(UnreadableFile, match="it is a picture"):
        read(b"\x89PNG\r\n\x1a\n\0\0", file="x")


def test_an_unknown_format_is_misuse() -> None:
    with pytest.raises(UnknownName):
        list(read(RIS, file="x", format="word"))
    with pytest.raises(UnknownName):
        write([], "word", io.BytesIO())


def test_a_file_of_headings_only_says_that_it_holds_nothing() -> None:
    items = list(read(b"Title,Authors,Year\n", file="x"))
    assert "no records, read as csv" in [str(i) for i in items][-1]


class Pipe:
    """A stream that can't be rewound and gives little at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(7 if size > 7 else size)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_stream_that_cannot_be_rewound_reads(encoding: str) -> None:
    items = list(read(Pipe(RIS.decode().encode(encoding)), file="x"))  # type: ignore[arg-type]
    assert [i.title for i in items if isinstance(i, Record)] == ["Walks"]


def test_progress_counts_the_bytes_taken() -> None:
    seen: list[int] = []
    list(read(RIS, file="x", progress=seen.append))
    assert seen[-1] == len(RIS)
    assert seen == sorted(seen)


def test_what_is_written_is_recognised_again() -> None:
    record = next(i for i in read(RIS, file="x") if isinstance(i, Record))
    for format in writable():
        stream = io.BytesIO()
        write([record], format, stream)
        found = guess(stream.getvalue())
        assert found is not None
        assert found.format == format


def test_every_writer_can_write_nothing() -> None:
    for format in writable():
        stream = io.BytesIO()
        write([], format, stream)
        assert len(stream.getvalue()) < 400


def test_formats_are_listed() -> None:
    assert {"ris", "nbib", "pubmed-xml", "csv", "xlsx"} <= set(readable())
