"""No reader raises anything but `UnreadableFile`, whatever stands in the file."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tamis.formats import guess, read, readable
from tamis.model.errors import UnreadableFile
from tamis.model.problems import Problem
from tamis.model.records import Record

from .test_nbib import LONG
from .test_other_formats import WOS, workbook
from .test_pubmed_xml import ARTICLE, BOOK, whole
from .test_ris import WALK

SEEDS = [
    WALK.encode(),
    LONG.encode(),
    whole(ARTICLE, BOOK).encode(),
    WOS.encode(),
    b"@article{a, title = {T}, author = {Elm, E and Ash, A}, year = 2001}\n",
    b'Title,Authors,Year,DOI\n"A, b","Elm E; Ash A",2001,10.1000/x\n',
    b'[{"type":"book","title":"T","issued":{"date-parts":[[2001]]}}]',
    b'{"studies":[{"protocolSection":{"identificationModule":{"nctId":"NCT01234567"}}}]}',
    b'{"id":"https://openalex.org/W1","authorships":[],"abstract_inverted_index":{"a":[0]}}',
    b'{"message-type":"work","message":{"DOI":"10.1000/x","title":["T"]}}',
    b'{"CodeSets":[{"AttributeId":1}],"References":[{"ItemId":1,"Codes":[{"AttributeId":1}]}]}',
    b"<xml><records><record><ref-type name='Book'/><label>T</label></record></xml>",
    b"<Trials_downloaded_from_ICTRP><Trial><TrialID>NCT01234567</TrialID></Trial>",
    b"%0 Book\n%T T\n%A Elm, E\n",
    b"<1>\nAuthor\n  Elm, E\nTitle\n  T\nSource\n  J. 1(2):3-4, May 2001.\n",
    b"Record.*INSPEC.*\nTI ~ T\n",
    b"<abstracts-retrieval-response><coredata><eid>1</eid></coredata>",
    workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>'),
]
PIECES = [
    b"ER  - ", b"\nTY  - JOUR\n", b"\n@x{", b"{", b"}", b'"', b"\0", b"\xff\xfe", b"\xef\xbb\xbf",
    b"<", b">", b"&e;", b"</record>", b"[", b"]", b",", b"\n\n", b"\r", b"PMID- ", b"\xe9", b"1e99",
    b"NaN", b"\\u{", b'<!DOCTYPE a [<!ENTITY e "y">]>', b"null", b"\xd0\xd0", b"  -", b"9" * 30,
    b"\x1f\x8b", b'="', b" and ",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file after a few accidents."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)))
        data = data[:at] + piece + data[at + draw(st.sampled_from([0, 0, 1, 7, 50, 10_000])) :]
    return data


def drained(data: bytes, format: str | None) -> None:
    items: list[object] = []
    with suppress(UnreadableFile):
        items.extend(read(data, file="x", format=format))
    assert all(isinstance(item, Record | Problem) for item in items)
    assert all(item.raw or item.source_id for item in items if isinstance(item, Record))


@pytest.mark.parametrize("format", readable())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.one_of(damaged(), st.binary(max_size=200)))
def test_a_reader_survives_any_content(format: str, data: bytes) -> None:
    drained(data, format)


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_whatever_is_sniffed_can_be_read_or_is_refused(data: bytes) -> None:
    drained(data, None)


@given(st.binary(max_size=300))
def test_sniffing_never_fails(head: bytes) -> None:
    found = guess(head)
    assert found is None or 0 < found.sure <= 1


@settings(max_examples=100, deadline=None)
@given(damaged(), st.integers(1, 50))
def test_how_a_stream_is_cut_up_makes_no_difference(data: bytes, size: int) -> None:
    class Chopped:
        def __init__(self) -> None:
            self.at = 0

        def read(self, wanted: int = -1) -> bytes:
            step = size if wanted < 0 else min(size, wanted)
            self.at += step
            return data[self.at - step : self.at]

    def outcome(stream: object) -> object:
        try:
            return list(read(stream, file="x"))  # type: ignore[arg-type]
        except UnreadableFile as exc:
            return str(exc)

    assert outcome(Chopped()) == outcome(data)
