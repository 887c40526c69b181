import pytest

from tamis.model.evidence import Document
from tools.als.facts import Collection
from tools.als.spans import carries, spans

READ = Collection(files={}, texts={}, documents={"t3": Document(id="t3", kind="full text table 3")})


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("reduced from −1.56 to 0.28", -1.56),
        ("survival was 90% after", 90),
        ("Twenty-seven patients were enrolled", 27),
        ("1,108 matched people", 1108),
        ("(odds ratio = 1.33, P = .45)", 0.45),
        ("No serious events were observed", 0),
        ("from 30.10 to", 30.1),
    ],
)
def test_a_number_stands_in_a_quote_in_digits_or_words(quote, value):
    assert carries(quote, value)


@pytest.mark.parametrize(
    ("quote", "value"),
    [("15 patients in 5 cohorts", 18), ("reduced to 0.28", 28), ("seventeen people", 7)],
)
def test_a_number_that_is_not_there_is_not_carried(quote, value):
    assert not carries(quote, value)


def test_a_quote_that_carries_the_number_is_kept_word_for_word():
    (span,) = spans(READ, ["t3"], 15, "to 15 patients in 5 cohorts")
    assert (span.quote, span.verbatim) == ("to 15 patients in 5 cohorts", True)


def test_without_such_a_quote_the_value_stands_as_recorded_with_what_was_read():
    (span,) = spans(READ, ["t3"], 18, "to 15 patients in 5 cohorts")
    assert (span.quote, span.locator, span.verbatim) == ("18", "full text table 3", False)


def test_a_long_quote_is_never_kept():
    (span,) = spans(READ, ["t3"], 7, "seven " + "word " * 30)
    assert not span.verbatim
