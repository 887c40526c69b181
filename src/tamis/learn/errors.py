"""What can be misused here."""

from __future__ import annotations

from collections.abc import Iterable


class LearnError(ValueError):
    """A request to `tamis.learn` that cannot be carried out."""

    exit_code = 2
    http_status = 422


class OutOfRange(LearnError):
    """A number lies outside what its name allows."""

    def __init__(self, name: str, value: float, allowed: str) -> None:
        super().__init__(f"{name} must be {allowed}. Got {value!r} instead.")


class UnknownChoice(LearnError):
    """A word is not one of those that are understood."""

    def __init__(self, name: str, value: object, allowed: Iterable[str]) -> None:
        super().__init__(f"{name} must be one of {', '.join(allowed)}. Got {value!r} instead.")


class UnknownRecord(LearnError):
    """A decision or question names a record that the ranker was not given."""

    def __init__(self, record: str) -> None:
        super().__init__(
            f"Record {record!r} is not among the records given to the ranker. "
            f"Rank the new set of records first."
        )


class RepeatedRecord(LearnError):
    """Two documents carry one id."""

    def __init__(self, record: str) -> None:
        super().__init__(
            f"Record {record!r} occurs more than once. Give each record once; "
            f"merge duplicates before ranking."
        )


class OneClass(LearnError):
    """A figure needs both includes and excludes."""

    def __init__(self, figure: str, includes: int, records: int) -> None:
        super().__init__(
            f"{figure} needs at least one include and one exclude. "
            f"Got {includes} includes among {records} records."
        )
