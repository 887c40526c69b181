"""The Cochrane Library's spelling."""

from __future__ import annotations

from tamis.sources.query import subheadings
from tamis.sources.query.tree import And, Heading, Limit, LineRef, Or, Qualifier
from tamis.sources.query.writing.rendering import Renderer


class CochraneRenderer(Renderer):
    """Writes lines of the search manager."""

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`"a phrase":ti,ab,kw`."""
        return f"{text if single else f'({text})'}:{','.join(tags)}"

    def near_operator(self, between: int, ordered: bool) -> str:
        """NEXT is adjacent in order."""
        return "NEXT" if ordered else f"NEAR/{between + 1}"

    def heading(self, heading: Heading) -> str:
        """`[mh ^"x"/DT,TH]`."""
        below = ",".join(subheadings.code(b).upper() for b in heading.subheadings)
        mark = "" if heading.explode else "^"
        return f'[mh {mark}"{heading.text}"{"/" if below else ""}{below}]'

    def qualifier(self, qualifier: Qualifier) -> str:
        """`[mh /DT]`."""
        return f"[mh /{subheadings.code(qualifier.text).upper()}]"

    def limit(self, limit: Limit) -> str:
        """Publication types."""
        return self.either([f'"{value}":pt' for value in limit.values])

    def _group(self, node: And | Or, scope: tuple[str, ...] | None, outer: bool) -> str:
        """`{OR #1-#4}` for runs of lines."""
        numbers = [int(p.label) for p in node.parts if isinstance(p, LineRef) and p.label.isdigit()]
        runs = len(numbers) == len(node.parts) > 2
        if runs and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            operator = "AND" if isinstance(node, And) else "OR"
            return f"{{{operator} #{numbers[0]}-#{numbers[-1]}}}"
        return super()._group(node, scope, outer)
