"""Names, dates, numbers: the small repairs."""

from __future__ import annotations

import pytest

from tamis.formats import _clean, _dates, _names
from tamis.formats._decisions import in_note
from tamis.formats._identity import accession


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Smith J", "Smith, J"),
        ("Smith JA", "Smith, JA"),
        ("Brownstein C D", "Brownstein, C D"),
        ("de la Fuente R.M.", "de la Fuente, R.M."),
        ("J. B. Smith", "Smith, J. B."),
        ("Shannon,Claude E.", "Shannon, Claude E."),
        ("Doe, J., Jr.", "Doe, J., Jr."),
        ("WHO Study Group", "WHO Study Group"),
        ("John Smith", "John Smith"),
        ("Cocke", "Cocke"),
    ],
)
def test_a_name_is_family_then_given(text: str, name: str) -> None:
    assert _names.person(text) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Smith J, Doe A", ("Smith, J", "Doe, A")),
        ("Griffin DK, Larkin DM, O'Connor RE.", ("Griffin, DK", "Larkin, DM", "O'Connor, RE.")),
        ("Smith, J; Doe, A", ("Smith, J", "Doe, A")),
        ("Smith, J, Doe, A", ("Smith, J", "Doe, A")),
        ("Yang, Z. and Jiang, B.", ("Yang, Z.", "Jiang, B.")),
        ("Smith J. Doe A.B. van Dam C.", ("Smith, J.", "Doe, A.B.", "van Dam, C.")),
        ("Smith J. Doe", ("Smith J. Doe",)),
        ("Smith, John, Jr.", ("Smith, John, Jr.",)),
        ("Ministry of Health and Welfare", ("Ministry of Health and Welfare",)),
    ],
)
def test_names_in_one_field_are_parted(text: str, names: tuple[str, ...]) -> None:
    assert tuple(n.rstrip(".") for n in _names.people(text)) == tuple(n.rstrip(".") for n in names)


def test_a_column_of_pairs_is_parted_where_a_field_is_not() -> None:
    text = "Maldonado Alegre, Fernando, Ulloa Córdova, Vanessa"
    assert _names.people(text, pairs=True) == (
        "Maldonado Alegre, Fernando",
        "Ulloa Córdova, Vanessa",
    )
    assert len(_names.people(text)) == 1


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2018", "2018"),
        ("2018/05/03", "2018-05-03"),
        ("2018-5", "2018-05"),
        ("2018 May 3", "2018-05-03"),
        ("3 May 2018", "2018-05-03"),
        ("May 3, 2018", "2018-05-03"),
        ("JAN 2018", "2018-01"),
        ("20180503", "2018-05-03"),
        ("2018-05-03T10:00:00Z", "2018-05-03"),
        ("2018 Jul-Aug", "2018 Jul-Aug"),
        ("2018/13/45", "2018/13/45"),
        ("Spring", "Spring"),
    ],
)
def test_a_date_is_iso_where_it_can_be_told(text: str, date: str) -> None:
    assert _dates.iso(text) == date


def test_a_slashed_date_needs_its_source_to_be_told() -> None:
    assert _dates.slashed("01/02/2026", day_first=True) == "2026-02-01"
    assert _dates.slashed("01/02/2026", day_first=False) == "2026-01-02"
    assert _dates.slashed("13/02/2026", day_first=False) == "2026-02-13"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1000/abc.", "10.1000/abc"),
        ("http://dx.doi.org/10.1016/0006-2944(75)90147-7", "10.1016/0006-2944(75)90147-7"),
        ("doi: 10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2)",
         "10.1002/(SICI)1097-0258(19980815)17:15"),
        ("https://x.org/?eid=1&doi=10.3390%2fani15010003&md5=f9", "10.3390/ani15010003"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("S1769-7212(19)30059-X", ""),
    ],
)  # fmt: skip
def test_a_doi_is_found_in_what_surrounds_it(text: str, doi: str) -> None:
    assert _clean.doi(text) == doi


def test_issns_and_isbns_are_told_apart() -> None:
    assert _clean.serials(["1234567X (Print)", "978-3-86490-311-3"]) == (
        ("1234-567X",),
        ("978-3-86490-311-3",),
    )


@pytest.mark.parametrize(
    "number",
    ["NCT01234567", "ISRCTN12345678", "EUCTR2020-000123-12-DE", "ChiCTR2600000001",
     "DRKS00012345", "ACTRN12605000123456", "CTRI/2020/01/012345", "JPRN-UMIN000012345",
     "NTR1234", "U1111-1234-5678"],
)  # fmt: skip
def test_registration_numbers_are_known(number: str) -> None:
    assert _clean.registry_ids(f"see {number}.") == (number,)


def test_pages_and_isbns_are_no_registrations() -> None:
    assert _clean.registry_ids("1234-567890, 978-3-86490-311-3, 10.1000/NTX12") == ()


def test_markup_goes_and_signs_of_comparison_stay() -> None:
    assert (
        _clean.plain("<p>a &lt; b, p<0.05 and <i>c</i> > d</p>").strip()
        == "a < b, p<0.05 and c > d"
    )


def test_local_numbers_are_no_accession_numbers() -> None:
    assert accession("12345", numeric=True) == ""
    assert accession("#1") == ""
    assert accession("621381829", numeric=True) == "621381829"


def test_notes_of_rayyan_users_stay_notes() -> None:
    pairs, left = in_note(
        'RAYYAN-INCLUSION: {"Ann"=>"Maybe"} | USER-NOTES: {"Ann"=>["ask", "check"]}'
    )
    assert pairs == (("tamis:decision", "maybe"), ("tamis:decided-by", "Ann"))
    assert left == "Ann: ask; check"
