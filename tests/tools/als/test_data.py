import pytest

from tamis.model.evidence import Document
from tools.als.data import Source, plain, plainly, ratio
from tools.als.facts import Collection

SOURCE = Source(
    collection=Collection(files={}, texts={}, documents={"a": Document(id="a", kind="abstract")}),
    keys=("a",),
)


@pytest.mark.parametrize(
    ("recorded", "value"),
    [
        (1.13, 1.13),
        ("-3.1", -3.1),
        ("+0.26 (first 3 months)", 0.26),
        ("<0.001", "<0.001"),
        ("not found", None),
        ('-0.8x (excerpt cut after "-0.8")', None),
        ("<=21 (n at 24 months not printed)", None),
    ],
)
def test_recorded_values_are_read_as_they_were_meant(recorded, value):
    assert plain(recorded)[0] == value


def test_what_was_not_found_is_never_a_zero():
    datum = SOURCE.datum("sd", "not found")
    assert (datum.value, datum.state, datum.spans) == (None, "not-readable", ())


def test_what_the_source_does_not_print_is_not_reported():
    assert SOURCE.datum("n", "<=21 (n at 24 months not printed)").state == "not-reported"


def test_counts_come_in_two_spellings():
    assert ratio("22/32") == (22, 32)
    assert ratio("2 of 6, from 1 to 2, transient") == (2, 6)
    assert ratio("0.28") is None


def test_readers_never_meet_the_word_seed():
    assert plainly("seed wording: safe; see seed page") == (
        "the earlier review's wording: safe; see earlier page"
    )
