from __future__ import annotations

from tamis.model.events import Extracted
from tamis.model.evidence import Datum, Document, Span
from tamis.steps.extraction import check_spans, gather, numbers

BOOK = {"book": Document(id="book")}


def reading(by: str, value: float | None, *, id_: str = "1", quote: str = "n = 5") -> Extracted:
    spans = (Span(document="book", quote=quote),) if value is not None else ()
    state = "reported" if value is not None else "not-readable"
    return Extracted(
        id=id_, at="", by=by, protocol="", study="elm",
        data=(Datum(name="n", value=value, spans=spans, state=state),),  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_later_value_of_the_same_person_replaces_the_earlier() -> None:
    facts = gather([reading("anna", 6, id_="2"), reading("anna", 5, id_="1")])
    assert facts.at("elm")["n"].number == 6
    assert facts.problems == ()


def test_two_readers_who_differ_are_a_problem() -> None:
    facts = gather([reading("anna", 5, id_="1"), reading("ben", 6, id_="2")])
    assert "anna read 5; ben read 6" in facts.problems[0].what


def test_what_could_not_be_read_is_never_zero() -> None:
    (number,) = numbers(gather([reading("anna", None)]), {})
    assert (number.value, number.shown) == (None, "not reported here")


def test_a_value_without_words_is_an_error() -> None:
    event = Extracted(
        id="1", at="", by="anna", protocol="", study="elm", data=(Datum(name="n", value=5),)
    )
    assert "without a source span" in check_spans([event], BOOK)[0].what


def test_a_quote_of_more_than_25_words_is_an_error() -> None:
    assert "26 words" in check_spans([reading("anna", 5, quote="word " * 26)], BOOK)[0].what


def test_a_document_nobody_read_is_named() -> None:
    assert "'book'" in check_spans([reading("anna", 5)], {})[0].what
