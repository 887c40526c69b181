import pytest

from tamis.model.events import Extracted
from tamis.model.evidence import Datum, Span
from tamis.model.facts import Facts, Reading
from tamis.model.results import StudyResult
from tools.als.places import Placed
from tools.als.spoken import spoken

SPAN = Span(document="d", quote="words")


def facts(**arms):
    """Readings of one result by arm; a value is a number or (number, unit, state)."""
    readings = {}
    for arm, values in arms.items():
        event = Extracted(id="", at="", by="", protocol="", study="s", data=(), outcome="o")
        place = ("s", "o", "", "", arm)
        readings[place] = {}
        for name, told in values.items():
            value, unit, state = told if isinstance(told, tuple) else (told, "", "reported")
            datum = Datum(name=name, value=value, unit=unit, state=state, spans=(SPAN,))
            readings[place][name] = Reading(id="", datum=datum, event=event)
    return Facts(readings=readings)


def result(**more):
    fixed = {
        "id": "r", "study": "s", "label": "S", "outcome": "o", "timepoint": "", "population": "",
        "design": "before-after", "measure": "narrative", "effect": None, "values": 1,
    }  # fmt: skip
    return StudyResult(**(fixed | more))


@pytest.mark.parametrize(
    ("treated", "control", "line"),
    [
        ({"events": 0, "total": 33}, {}, "0 of 33 people"),
        ({"events": 3}, {}, "3 people"),
        ({"ambulation.events": 2, "ambulation.total": 6}, {}, "ambulation 2 of 6 people"),
        ({"mean": 4.5}, {"mean": -2.0}, "mean 4.5 with cells, mean −2 in the comparison"),
        ({"mean": (0.28, "points", "ambiguous")}, {},
         "mean 0.28 points (its sign is unclear in print)"),
        ({"improved": 6, "unchanged": 23}, {}, "improved 6; unchanged 23"),
    ],
)  # fmt: skip
def test_values_are_said_in_one_line_with_the_words_they_came_from(treated, control, line):
    ((place, datum),) = spoken((result(),), facts(treated=treated, control=control))
    assert place == Placed(study="s", outcome="o", prespecified=None)
    assert (datum.value, datum.state) == (line, "derived")
    assert datum.spans


def test_nothing_is_said_where_words_or_no_values_were_read():
    held = facts(treated={"mean": 1.0})
    assert list(spoken((result(words=("told",)), result(values=0)), held)) == []
