"""The filters of `filters.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tamis.model.errors import UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """A published search filter.

    Attributes:
        id: What it is called here.
        name: What its authors call it, with the version they give.
        finds: The kind of study.
        platform: Whose syntax it is in (a name of `sources.query`).
        revision: The year of the version.
        text: Its lines, as printed.
        source: Where it was published.
        read_in: What the lines were read in, when that is not the source itself.
        looked_up: The day they were read.
        use: What its authors say about using it.
    """

    id: str
    name: str
    finds: str
    platform: str
    revision: str
    text: str
    source: str
    read_in: str
    looked_up: str
    use: str = ""


@cache
def search_filters() -> tuple[SearchFilter, ...]:
    """Every filter, in the order of the file."""
    text = files(__package__).joinpath("filters.toml").read_text(encoding="utf-8")
    return tuple(SearchFilter(**row) for row in tomllib.loads(text)["filters"])


def search_filter(name: str) -> SearchFilter:
    """The filter with that id.

    Raises:
        UnknownName: There is no such filter.
    """
    for known in search_filters():
        if known.id == name:
            return known
    raise UnknownName("search filter", name, [f.id for f in search_filters()])
