"""Embase.com's spelling."""

from __future__ import annotations

from tamis.sources.query import subheadings
from tamis.sources.query.tree import Heading, Limit, Qualifier
from tamis.sources.query.writing.rendering import Renderer


class EmbaseRenderer(Renderer):
    """Writes Embase.com queries."""

    reserved = Renderer.reserved

    def quote(self, text: str) -> str:
        """Single quotation marks."""
        return f"'{text}'"

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`'a phrase':ti,ab,kw`."""
        return f"{text if single else f'({text})'}:{','.join(tags)}"

    def near_operator(self, between: int, ordered: bool) -> str:
        """NEAR/1 is adjacent."""
        return f"{'NEXT' if ordered else 'NEAR'}/{between + 1}"

    def heading(self, heading: Heading) -> str:
        """`'x'/exp/mj/dd_dt,dd_th`."""
        marks = "/exp" if heading.explode else "/de"
        marks += "/mj" if heading.major else ""
        if heading.subheadings:
            marks += "/" + ",".join(f"dm_{subheadings.code(b)}" for b in heading.subheadings)
        return f"'{heading.text}'{marks}"

    def qualifier(self, qualifier: Qualifier) -> str:
        """`'drug therapy'/lnk`."""
        return f"'{qualifier.text}'/lnk"

    def limit(self, limit: Limit) -> str:
        """Bracketed limits."""
        if limit.kind == "date":
            start, end = limit.start or "1800", limit.end or "3000"
            return f"[{start}]/py" if start == end else f"[{start}-{end}]/py"
        if limit.kind in ("humans", "animals"):
            return f"[{limit.kind}]/lim"
        if limit.kind == "abstract":
            return "[abstracts]/lim"
        if limit.kind == "publication-type":
            return self.either([f"'{value}':it" for value in limit.values])
        return self.either([f"[{value}]/lim" for value in limit.values])
