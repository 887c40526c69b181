from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tamis.web.accounts import Accounts
from tamis.web.accounts.errors import (
    BadInvitation,
    LastOwner,
    NameTaken,
    TooManyTries,
    WeakPassword,
    WrongLogin,
)

GOOD = "seven willows by the river"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    return Accounts(tmp_path / "data" / "accounts.sqlite", clock)


def joined(accounts: Accounts, login: str, role: str = "reviewer", review: str = "r") -> str:
    secret = accounts.invite(review, role, by="test")  # type: ignore[arg-type]
    return accounts.join(secret, (), login=login, password=GOOD)


def test_an_invitation_works_once(accounts: Accounts) -> None:
    secret = accounts.invite("r", "reviewer", by="test")
    accounts.join(secret, (), login="anna", password=GOOD)
    with pytest.raises(BadInvitation):
        accounts.join(secret, (), login="ben", password=GOOD)
    assert [m.writer for m in accounts.members("r")] == ["anna"]


def test_an_invitation_ends(accounts: Accounts, clock: Clock) -> None:
    secret = accounts.invite("r", "reviewer", by="test")
    clock.now += 8 * 24 * 3600
    with pytest.raises(BadInvitation):
        accounts.join(secret, (), login="anna", password=GOOD)


def test_nobody_takes_over_a_log_by_choosing_its_name(accounts: Accounts) -> None:
    secret = accounts.invite("r", "reviewer", by="test")
    for login in ("ben", "machine-linkage"):
        with pytest.raises(NameTaken):
            accounts.join(secret, ("ben",), login=login, password=GOOD)
    assert accounts.members("r") == ()
    handed = accounts.invite("r", "reviewer", by="test", writer="ben")
    accounts.join(handed, ("ben",), login="benjamin", password=GOOD)
    assert accounts.members("r")[0].writer == "ben"


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "anna anna anna", "x" * 2000])
def test_easy_passwords_are_refused_and_nothing_is_kept(accounts: Accounts, password: str) -> None:
    secret = accounts.invite("r", "reviewer", by="test")
    with pytest.raises(WeakPassword):
        accounts.join(secret, (), login="anna", password=password)
    assert accounts.invitation(secret) == ("r", "reviewer")


def test_too_many_failures_make_one_wait_and_the_right_password_too(
    accounts: Accounts, clock: Clock
) -> None:
    joined(accounts, "anna")
    for _ in range(8):
        with pytest.raises(WrongLogin):
            accounts.log_in("anna", "wrong wrong wrong", "127.0.0.1")
    with pytest.raises(TooManyTries):
        accounts.log_in("anna", GOOD, "127.0.0.1")
    clock.now += 16 * 60
    assert accounts.log_in("anna", GOOD, "127.0.0.1")


def test_one_address_can_not_try_many_names(accounts: Accounts) -> None:
    for i in range(40):
        with pytest.raises(WrongLogin):
            accounts.log_in(f"name{i}", "wrong", "192.0.2.1")
    with pytest.raises(TooManyTries):
        accounts.log_in("someone-else", "wrong", "192.0.2.1")


def test_no_secret_is_kept_as_it_is(accounts: Accounts, tmp_path: Path) -> None:
    session = joined(accounts, "anna")
    token = accounts.new_token("r", "anna", "script")
    secret = accounts.invite("r", "reader", by="test")
    with sqlite3.connect(tmp_path / "data" / "accounts.sqlite") as db:
        text = "\n".join(db.iterdump())
    assert GOOD not in text
    assert not any(s in text for s in (session, token, secret))
    assert (tmp_path / "data" / "accounts.sqlite").stat().st_mode & 0o077 == 0


def test_a_review_keeps_an_owner(accounts: Accounts) -> None:
    joined(accounts, "anna", "owner")
    with pytest.raises(LastOwner):
        accounts.change("r", "anna", "reader", by="anna")
    joined(accounts, "ben", "owner")
    accounts.change("r", "anna", None, by="ben")
    assert [m.writer for m in accounts.members("r")] == ["ben"]


def test_the_audit_names_who_did_what(accounts: Accounts) -> None:
    joined(accounts, "anna", "owner")
    accounts.new_token("r", "anna", "nightly")
    said = [(e.who, e.what) for e in accounts.audit("r")]
    assert said == [
        ("anna", "made a token"), ("anna", "joined as owner"), ("test", "invited a owner"),
    ]  # fmt: skip
