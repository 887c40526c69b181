"""Misuse of a review folder, as exceptions that name the thing and the next step.

TamisError
├── InvalidName           a writer or search whose name can't be a file's name
├── SearchDiffers         an import under the name of another, different search
└── InvalidArchive        a file that is not an exported review
"""

from __future__ import annotations

from tamis.model.errors import TamisError


class InvalidName(TamisError):
    """A name that is used as a file's name and can't be one everywhere."""

    exit_code = 2

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(
            f"'{name}' can't name a {kind}: use lower-case letters, digits, '.', '_' and '-' "
            "(at most 100), beginning with a letter or digit"
        )


class SearchDiffers(TamisError):
    """A search is immutable, and another one already has this name."""

    exit_code = 2
    http_status = 409

    def __init__(self, search: str, why: str) -> None:
        super().__init__(
            f"search '{search}' exists and {why}; a search is never changed, so give the new one "
            "another name"
        )


class InvalidArchive(TamisError):
    """A stream that is not an exported review, or not the one that was exported."""

    exit_code = 3
    http_status = 422

    def __init__(self, why: str) -> None:
        super().__init__(f"not imported, nothing was written: {why}")
