"""What accounts refuse, in words that help the right person and tell a stranger nothing."""

from __future__ import annotations

from tamis.model.errors import TamisError


class WrongLogin(TamisError):
    """Name and password do not belong together; which of them is wrong is not said."""

    exit_code = 2
    http_status = 401

    def __init__(self) -> None:
        super().__init__(
            "that name and password do not belong together; try again, or ask an owner of the "
            "review for a new invitation"
        )


class TooManyTries(TamisError):
    """Logins failed too often; `wait` is in seconds."""

    exit_code = 2
    http_status = 429

    def __init__(self, wait: float) -> None:
        self.wait = max(1, round(wait))
        super().__init__(f"too many failed logins; try again in {self.wait} seconds")


class WeakPassword(TamisError):
    """A password is too easy to guess."""

    exit_code = 2
    http_status = 422


class BadInvitation(TamisError):
    """An invitation is unknown, used or over; all three look the same."""

    exit_code = 2
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "this invitation is not valid (any more); ask whoever sent it for a new one"
        )


class NameTaken(TamisError):
    """A login or a writer's name belongs to someone else."""

    exit_code = 2
    http_status = 409


class LastOwner(TamisError):
    """A review would be left without an owner."""

    exit_code = 2
    http_status = 409

    def __init__(self) -> None:
        super().__init__("a review keeps at least one owner; make someone else an owner first")


class NoSuchMember(TamisError):
    """Nobody of that name is in the review."""

    exit_code = 2
    http_status = 404

    def __init__(self, writer: str) -> None:
        super().__init__(f"nobody called '{writer}' is in this review; see the list of its people")
