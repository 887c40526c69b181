from __future__ import annotations

import pytest

from tamis.trials import Registration, Registry
from tamis.trials.numbers import canonical, register_of, register_page
from tamis.trials.registration import RegisterDate


def entry(number: str, *others: str, seen: str = "2026-01-01", **fields: str) -> Registration:
    return Registration(id=number, ids=(number, *others), seen=seen, title=fields.get("title", ""))


def test_a_trial_is_found_by_its_number_in_another_register() -> None:
    registry = Registry.of([entry("NCT00000001", "2012-001234-12"), entry("ISRCTN12345678")])
    found = registry.find("EUCTR2012-001234-12-DE")
    assert found is not None
    assert found.id == "NCT00000001"
    assert registry.find("NCT99999999") is None


def test_entries_of_two_registers_that_share_a_number_are_one_trial() -> None:
    registry = Registry.of([entry("NCT00000001", "ISRCTN00000002"), entry("ISRCTN00000002")])
    assert [t.ids for t in registry.trials] == [("NCT00000001", "ISRCTN00000002")]


def test_two_numbers_of_one_register_stay_two_trials() -> None:
    registry = Registry.of([entry("NCT00000001"), entry("NCT00000002", "NCT00000001")])
    assert [t.id for t in registry.trials] == ["NCT00000001", "NCT00000002"]


def test_snapshots_of_one_entry_are_its_history() -> None:
    old, new = entry("NCT00000001", seen="2025-01-01"), entry("NCT00000001", seen="2026-01-01")
    registry = Registry.of([old, new])
    found = registry.find("nct 00000001")
    assert found is not None
    assert found.latest is new
    assert found.history() == (old, new)


@pytest.mark.parametrize(
    ("printed", "number", "register"),
    [
        ("EUCTR2012-001234-12-GB", "2012-001234-12", "EU CTR"),
        ("2023-503456-12-00", "2023-503456-12", "EU CTIS"),
        ("JPRN-UMIN000012345", "UMIN000012345", "UMIN-CTR"),
        ("isrctn 1234567", "ISRCTN01234567", "ISRCTN"),
        ("Protocol 7", "PROTOCOL7", ""),
    ],
)
def test_numbers_have_one_spelling(printed: str, number: str, register: str) -> None:
    assert canonical(printed) == number
    assert register_of(printed) == register


def test_every_known_register_has_a_page() -> None:
    assert register_page("NCT00000001") == "https://clinicaltrials.gov/study/NCT00000001"
    assert "trialsearch.who.int" in register_page("KCT0000001")
    assert register_page("own name") == ""


def test_a_month_means_any_of_its_days() -> None:
    assert (RegisterDate("2020-05").earliest, RegisterDate("2020-05").latest) == (
        "2020-05-01",
        "2020-05-28",
    )
    assert (RegisterDate("2020").earliest, RegisterDate("").latest) == ("2020-01-01", "")
