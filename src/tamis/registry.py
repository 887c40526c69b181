"""Names → implementations, loaded when first asked for.

Built-in formats and rankers stand in a table of "module:attribute" strings; a plug-in adds its own
through the entry-point groups `tamis.readers`, `tamis.writers` and `tamis.rankers`, spelt the same
way. Nothing is imported until a name is loaded, so listing names costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Literal, cast

from tamis.model.errors import TamisError, UnknownName
from tamis.model.ports import Reader, Writer

Group = Literal["tamis.readers", "tamis.writers", "tamis.rankers"]

_READERS = {
    "ris": "tamis.formats.ris:FORMAT",
    "nbib": "tamis.formats.nbib:FORMAT",
    "pubmed-xml": "tamis.formats.pubmed_xml:FORMAT",
    "bibtex": "tamis.formats.bibtex:FORMAT",
    "csv": "tamis.formats.delimited:FORMAT",
    "csl-json": "tamis.formats.csl:FORMAT",
    "ctgov-json": "tamis.formats.ctgov:FORMAT",
    "ctis-json": "tamis.formats.ctis:FORMAT",
    "endnote-xml": "tamis.formats.endnote_xml:FORMAT",
    "enw": "tamis.formats.enw:FORMAT",
    "wos": "tamis.formats.wos:FORMAT",
    "ovid": "tamis.formats.ovid:FORMAT",
    "ictrp": "tamis.formats.ictrp:FORMAT",
    "openalex": "tamis.formats.openalex:FORMAT",
    "crossref": "tamis.formats.crossref:FORMAT",
    "europepmc": "tamis.formats.europepmc:FORMAT",
    "eppi-json": "tamis.formats.eppi:FORMAT",
    "xlsx": "tamis.formats.xlsx:FORMAT",
    "inspec": "tamis.formats.inspec:FORMAT",
    "scopus-xml": "tamis.formats.scopus_xml:FORMAT",
}

BUILT_IN: Mapping[Group, Mapping[str, str]] = {
    "tamis.readers": _READERS,
    "tamis.writers": {
        name: _READERS[name] for name in ("ris", "nbib", "bibtex", "csv", "csl-json")
    },
    "tamis.rankers": {
        "lexical": "tamis.learn.lexical:make",
        "embed": "tamis.learn.embedding:make",
    },
}


class BrokenPlugin(TamisError):
    """A registered name does not load."""

    exit_code = 2
    http_status = 500

    def __init__(self, group: str, name: str, target: str, why: str) -> None:
        super().__init__(
            f"{group} '{name}' ({target}) does not load: {why}; "
            "update or uninstall the package that registers it"
        )


def names(group: Group) -> tuple[str, ...]:
    """Names known in `group`: built-ins in their table's order, then plug-ins by name."""
    return tuple(_table(group))


def reader(name: str) -> Reader:
    """Load the reader called `name`."""
    return cast(Reader, load("tamis.readers", name))


def writer(name: str) -> Writer:
    """Load the writer called `name`."""
    return cast(Writer, load("tamis.writers", name))


@cache
def load(group: Group, name: str) -> object:
    """Import what `name` stands for.

    Raises:
        UnknownName: Nobody registered `name` in `group`.
        BrokenPlugin: It is registered but its module or attribute can't be imported.
    """
    table = _table(group)
    if name not in table:
        raise UnknownName(_NOUNS[group], name, table)
    module, _, attribute = table[name].partition(":")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as exc:
        raise BrokenPlugin(group, name, table[name], str(exc)) from exc


_NOUNS: Mapping[Group, str] = {
    "tamis.readers": "format to read",
    "tamis.writers": "format to write",
    "tamis.rankers": "ranker",
}


@cache
def _table(group: Group) -> Mapping[str, str]:
    """Built-ins first: a plug-in adds a name, it can't take one over."""
    plugged = {point.name: point.value for point in entry_points(group=group)}
    added = {name: plugged[name] for name in sorted(plugged) if name not in BUILT_IN[group]}
    return {**BUILT_IN[group], **added}
