"""Europe PMC's spelling."""

from __future__ import annotations

from tamis.sources.query.reading.special import LANGUAGES
from tamis.sources.query.tree import Limit
from tamis.sources.query.writing.rendering import Renderer

_CODES = {name: code for code, name in reversed(LANGUAGES.items()) if len(code) == 3}


class EuropePmcRenderer(Renderer):
    """Writes Europe PMC queries."""

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`TITLE_ABS:"a phrase"`, `KW:(a OR b)`."""
        return f"{tags[0]}:{text}" if single else f"{tags[0]}:({text})"

    def limit(self, limit: Limit) -> str:
        """Dates, languages, types and flags."""
        if limit.kind in ("date", "entry-date"):
            return self._dates(limit)
        if limit.kind == "abstract":
            return "HAS_ABSTRACT:Y"
        if limit.kind == "subset":
            return self.either([self._flag(value) for value in limit.values])
        if limit.kind == "language":
            return self.either([f"LANG:{_CODES.get(value, value)}" for value in limit.values])
        return self.either([f'PUB_TYPE:"{value}"' for value in limit.values])

    def _dates(self, limit: Limit) -> str:
        years = all(len(d) == 4 for d in (limit.start, limit.end) if d)
        if limit.kind == "entry-date":
            name = "CREATION_DATE"
        else:
            name = "PUB_YEAR" if years else "FIRST_PDATE"
        first = "1000" if years else "1000-01-01"
        last = "3000" if years else "3000-12-31"
        return f"{name}:[{limit.start or first} TO {limit.end or last}]"

    def _flag(self, value: str) -> str:
        name, _, wanted = value.partition(":")
        return f"{name.upper()}:{wanted.upper()}"
