"""Web of Science's spelling."""

from __future__ import annotations

from tamis.sources.query.tree import Limit
from tamis.sources.query.writing.rendering import Renderer


class WosRenderer(Renderer):
    """Writes Web of Science advanced searches."""

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`TS=(…)`."""
        return f"{tags[0]}=({text})"

    def near_operator(self, between: int, ordered: bool) -> str:
        """NEAR/x counts the words between."""
        return f"NEAR/{between}"

    def limit(self, limit: Limit) -> str:
        """Years, languages, document types."""
        if limit.kind == "date":
            start, end = limit.start or "1800", limit.end or "3000"
            return f"PY={start}" if start == end else f"PY={start}-{end}"
        name = "LA" if limit.kind == "language" else "DT"
        return self.either([f'{name}=("{value}")' for value in limit.values])
