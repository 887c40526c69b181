"""PubMed's spelling."""

from __future__ import annotations

from tamis.sources.query import dates
from tamis.sources.query.tree import Heading, Limit, Near, Qualifier, Term
from tamis.sources.query.writing.rendering import Fields, Renderer


class PubmedRenderer(Renderer):
    """Writes PubMed queries: a tag behind each term."""

    def words(self, term: Term) -> str:
        """Mapped words stay bare; tagged single words need no quotation marks."""
        text = self.signed(term)
        if term.mapped:
            return text
        return self.quote(text) if term.phrase or self.odd(term) or self._bare(term) else text

    def _bare(self, term: Term) -> bool:
        """An untagged word that is not to be mapped."""
        return not term.fields and not term.wilds

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`term[tiab]`."""
        return f"{text}[{tags[0]}]"

    def _near(self, node: Near, scope: Fields | None, outer: bool) -> str:
        words = " ".join(part.text for part in node.parts if isinstance(part, Term))
        fields = next(part.fields for part in node.parts if isinstance(part, Term))
        tag = self.tags_for(fields, False)[0]
        return f'"{words}"[{tag}:~{node.between}]'

    def heading(self, heading: Heading) -> str:
        """`"X"[mh]`, one for each subheading."""
        tag = "majr" if heading.major else "mh"
        tag += "" if heading.explode else ":noexp"
        names = [f"{heading.text}/{below}" for below in heading.subheadings] or [heading.text]
        return self.either([f'"{name}"[{tag}]' for name in names])

    def qualifier(self, qualifier: Qualifier) -> str:
        """`"drug therapy"[sh]`."""
        return f'"{qualifier.text}"[sh]'

    def limit(self, limit: Limit) -> str:
        """Dates, languages, types and filters."""
        if limit.kind in ("date", "entry-date"):
            return self._dates(limit)
        if limit.kind in ("humans", "animals"):
            return f'"{limit.kind}"[filter]'
        if limit.kind == "abstract":
            return "hasabstract"
        tag = {"language": "la", "publication-type": "pt"}.get(limit.kind, "sb")
        return self.either([f'"{value}"[{tag}]' for value in limit.values])

    def _dates(self, limit: Limit) -> str:
        tag = "dp" if limit.kind == "date" else "edat"
        if limit.values:
            return f'"{limit.values[0]}"[{tag}]'
        start = dates.slashed(limit.start) if limit.start else "0001"
        end = dates.slashed(limit.end) if limit.end else "3000"
        return f"{start}:{end}[{tag}]"

    def negated(self, text: str) -> str:
        """Everything but."""
        return f"all[sb] NOT {text}"
