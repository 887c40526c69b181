"""A place where a full text lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Licences that let anyone keep a copy.
_FREE = ("cc", "public-domain", "publicdomain", "pd", "mit", "gpl", "other-oa", "ogl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where one source says a full text lies.

    `open` is the source's word that it may be read by anyone; `license` its word for the licence,
    in lower case with hyphens, empty when it does not know one.
    """

    url: str
    kind: Literal["pdf", "page"]
    found_by: str
    open: bool
    license: str = ""
    version: str = ""
    host: str = ""

    @property
    def free(self) -> bool:
        """Whether it may be fetched: it is called open, or bears a licence that lets anyone."""
        return self.open or any(
            self.license == f or self.license.startswith(f + "-") for f in _FREE
        )


def plain_license(text: str) -> str:
    """'CC BY' → 'cc-by'."""
    return "-".join(text.lower().replace("_", " ").replace("-", " ").split())
