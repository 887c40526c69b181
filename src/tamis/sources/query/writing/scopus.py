"""Scopus's spelling."""

from __future__ import annotations

from tamis.sources.query.tree import Limit, Term
from tamis.sources.query.writing.rendering import Renderer


class ScopusRenderer(Renderer):
    """Writes Scopus advanced searches."""

    not_ = "AND NOT"
    reserved = Renderer.reserved | {"w", "pre"}

    def words(self, term: Term) -> str:
        """Braces ask for the exact characters."""
        return "{" + self.signed(term) + "}" if term.exact else super().words(term)

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`TITLE-ABS-KEY(…)`."""
        return f"{tags[0]}({text})"

    def near_operator(self, between: int, ordered: bool) -> str:
        """W/n and PRE/n count the words between."""
        return f"{'PRE' if ordered else 'W'}/{between}"

    def limit(self, limit: Limit) -> str:
        """Years, languages, document types."""
        if limit.kind == "date":
            made = [f"PUBYEAR > {int(limit.start) - 1}"] if limit.start else []
            made += [f"PUBYEAR < {int(limit.end) + 1}"] if limit.end else []
            if limit.start and limit.start == limit.end:
                made = [f"PUBYEAR = {limit.start}"]
            return made[0] if len(made) == 1 else "(" + " AND ".join(made) + ")"
        name = "LANGUAGE" if limit.kind == "language" else "DOCTYPE"
        return self.either([f'{name}("{value}")' for value in limit.values])
