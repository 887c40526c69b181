"""What a study file can lack, as errors that say what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from tamis.model.errors import TamisError


class UnreadableTable(TamisError):
    """A file is not a table with one row per study."""

    exit_code = 2
    http_status = 422

    def __init__(self, path: object, why: str) -> None:
        super().__init__(f"'{path}' can't be read as a table: {why}")


class UnusableOption(TamisError):
    """An option was given something it cannot use."""

    exit_code = 2
    http_status = 422


class NotANumber(TamisError):
    """A cell holds words where a number is needed."""

    exit_code = 2
    http_status = 422

    def __init__(self, column: str, row: int, text: str) -> None:
        super().__init__(
            f"column '{column}', line {row}: '{text}' is not a number; write one, or leave the "
            "cell empty if it is missing"
        )


class MissingColumns(TamisError):
    """The file has no columns from which the effects could be computed."""

    exit_code = 2
    http_status = 422

    def __init__(self, wanted: str, missing: Iterable[str], there: Iterable[str]) -> None:
        lacking = list(missing)
        example = lacking[0] if lacking else "NAME"
        super().__init__(
            f"no column found for {', '.join(lacking)} ({wanted}); the file has: "
            f"{', '.join(there)}\n\nhint: name the column with `-c {example}=COLUMN`"
        )
