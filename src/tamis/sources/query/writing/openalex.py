"""OpenAlex's spelling: one search filter, limits as filters beside it."""

from __future__ import annotations

from tamis.sources.query.reading.special import LANGUAGES
from tamis.sources.query.tree import Limit, Node, Not, Term, walk
from tamis.sources.query.writing.adapting import hoisted
from tamis.sources.query.writing.rendering import Fields, Renderer

_CODES = {name: code for code, name in LANGUAGES.items() if len(code) == 2}


class OpenAlexRenderer(Renderer):
    """Writes the value of `filter=` for works."""

    def statements(self, node: Node) -> list[str]:
        """`title_and_abstract.search:…,from_publication_date:…`."""
        core, found = hoisted(node, self.target.top_only)
        filters = [part for limit in found for part in self._filters(limit)]
        if core is None:
            return [",".join(filters)]
        terms = [here for here in walk(core) if isinstance(here, Term)]
        titles = all(term.fields == ("title",) for term in terms)
        name = "title" if titles else "title_and_abstract"
        exact = ".exact" if any(term.wilds for term in terms) else ""
        text = self.node(core, (), outer=True)
        return [",".join([f"{name}.search{exact}:{text}", *filters])]

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """The filter's name says the field."""
        return text

    def limit(self, limit: Limit) -> str:
        """Limits are filters."""
        return ""

    def _filters(self, limit: Limit) -> list[str]:
        if limit.kind == "language":
            codes = [_CODES.get(value, value) for value in limit.values]
            return [f"language:{'|'.join(codes)}"]
        made = [f"from_publication_date:{limit.start}"] if limit.start else []
        return made + ([f"to_publication_date:{limit.end}"] if limit.end else [])

    def _not(self, node: Not, scope: Fields | None, outer: bool) -> str:
        keep = "" if node.keep is None else self.node(node.keep, scope)
        text = f"{keep} NOT {self.node(node.drop, scope)}".strip()
        return text if outer else f"({text})"
