"""Words of registers: statuses, sponsors, ages, days."""

from __future__ import annotations

import pytest

from tamis.trials.fields import day
from tamis.trials.registration import Status
from tamis.trials.sponsors import sponsor_kind
from tamis.trials.statuses import status_of
from tamis.trials.structured import age_in_months


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("RECRUITING", "recruiting"),
        ("Not yet recruiting", "not-yet-recruiting"),
        ("Enrolling by invitation", "by-invitation"),
        ("Active, not recruiting", "active"),
        ("Ongoing, recruitment ended", "active"),
        ("Completed (has results)", "completed"),
        ("Terminated; slow accrual, recruiting before", "terminated"),
        ("Prematurely Ended", "terminated"),
        ("Unknown status", "unknown"),
        ("Authorised, recruitment pending", "not-yet-recruiting"),
        ("No longer available", "no-longer-available"),
        ("Suspended", "suspended"),
        ("Withdrawn", "withdrawn"),
        ("not stated", "not-stated"),
        ("", "not-stated"),
        ("purple", "not-stated"),
    ],
)
def test_a_status_is_what_its_words_mean(words: str, status: Status) -> None:
    assert status_of(words) == status


@pytest.mark.parametrize(
    ("name", "field", "kind"),
    [
        ("Anything", "INDUSTRY", "industry"),
        ("Anything", "NIH", "government"),
        ("University of Oslo", "OTHER", "academic"),
        ("Assistance Publique", "", "academic"),
        ("Corestem, Inc.", "", "industry"),
        ("Ministry of Health", "", "government"),
        ("Dr Somebody", "INDIV", "other"),
        ("", "", "not-stated"),
    ],
)
def test_a_sponsors_kind_comes_from_the_field_and_then_the_name(
    name: str, field: str, kind: str
) -> None:
    assert sponsor_kind(name, field) == kind


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("18 Years", 216),
        ("20Y", 240),
        ("6 Months", 6),
        ("N/A", None),
        ("No limit", None),
        ("", None),
        ("75", 900),
    ],
)
def test_an_age_is_in_months_and_no_limit_is_none(text: str, months: float | None) -> None:
    assert age_in_months(text) == months


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024-05", "2024-05"),
        ("6 May 2024", "2024-05-06"),
        ("May 6, 2024", "2024-05-06"),
        ("May 2024", "2024-05"),
        ("06/05/2024", "2024-05-06"),
        ("planned 2024", "2024"),
        ("soon", ""),
    ],
)
def test_days_are_read_as_registers_write_them(text: str, date: str) -> None:
    assert day(text) == date
