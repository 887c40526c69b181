import pytest

from tools.als.errors import Unconverted
from tools.als.facts import Collection
from tools.als.table1 import rows


def _collection(*lines, **trials):
    entries = [
        {
            "id": name,
            "citation": {"authors": authors, "year": year},
            "seed_table1": {"listed": True, "country_as_printed": "England", "ref_in_table": 3},
        }
        for name, (authors, year) in trials.items()
    ]
    return Collection(
        files={"trials": {"trials": entries}}, documents={}, texts={"seed_review": lines}
    )


def test_a_row_becomes_a_record_whose_country_is_the_journals():
    made = _collection(
        "2017 Syková E et al.21 Czech Republic Safe.", sykova=("Sykova E, Bo M", 2017)
    )
    ((key, record),) = rows(made)
    assert (key, record.authors, record.year) == ("table-1/sykova", ("Syková, E",), 2017)
    assert record.journal_country == "England"


def test_a_row_without_a_trial_stops_the_conversion():
    with pytest.raises(Unconverted, match="no trial for the row"):
        list(rows(_collection("2014 Kim HY et al.34 England", oh=("Oh KW", 2015))))


def test_a_trial_without_its_row_stops_the_conversion():
    with pytest.raises(Unconverted, match="no row for"):
        list(rows(_collection("Nothing here", oh=("Oh KW", 2015))))
