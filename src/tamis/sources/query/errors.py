"""The one thing reading a search can refuse."""

from __future__ import annotations

from tamis.model.errors import TamisError


class UnreadableQuery(TamisError):
    """There is nothing to search for in a text, or no machine should try to find it."""

    exit_code = 3
    http_status = 422

    def __init__(self, why: str, *, line: int | None = None) -> None:
        self.line = line
        place = f"line {line}: " if line else ""
        super().__init__(
            f"the text can't be read as a search strategy: {place}{why}; give one strategy as "
            "plain text, as the database shows it"
        )
