"""What can be misused here."""

from __future__ import annotations


class MatchError(ValueError):
    """A request to `tamis.match` that cannot be carried out."""

    exit_code = 2
    http_status = 422


class MissingColumnError(MatchError):
    """The frame lacks a column that linkage cannot do without."""

    def __init__(self, name: str, existing: tuple[str, ...]) -> None:
        super().__init__(
            f"Column {name!r} is not in the frame. Existing columns: {', '.join(existing)}. "
            f"Rename or add it before calling `link`."
        )


class DuplicateIdError(MatchError):
    """Two records share an id, so a cluster could not say which one it holds."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Record id {name!r} occurs more than once. Ids must be unique within the records "
            f"and the known index together; make them so before calling `link`."
        )


class UnknownIdError(MatchError):
    """A cluster names a record that was not given."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Record id {name!r} stands in a cluster but not among the records. "
            f"Give its record, or leave it out of the clusters."
        )
