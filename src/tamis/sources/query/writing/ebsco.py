"""CINAHL's spelling on EBSCOhost."""

from __future__ import annotations

from tamis.sources.query import subheadings
from tamis.sources.query.tree import Heading, Limit, Term
from tamis.sources.query.writing.rendering import Renderer


class EbscoRenderer(Renderer):
    """Writes EBSCOhost queries."""

    def odd(self, term: Term) -> bool:
        """Two-letter field codes, `S3` and `N5` would be read as such."""
        text = term.text
        coded = len(text) <= 3 and text[:1].isupper()
        return super().odd(term) or coded

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`TI "a phrase"`, `AB ( a OR b )`."""
        return f"{tags[0]} {text}" if single else f"{tags[0]} ({text})"

    def near_operator(self, between: int, ordered: bool) -> str:
        """Nn and Wn count the words between."""
        return f"{'W' if ordered else 'N'}{between}"

    def heading(self, heading: Heading) -> str:
        """`(MH "X+/DT")`."""
        tag = "MM" if heading.major else "MH"
        below = "/".join(subheadings.code(b).upper() for b in heading.subheadings)
        mark = "+" if heading.explode else ""
        return f'({tag} "{heading.text}{mark}{"/" if below else ""}{below}")'

    def limit(self, limit: Limit) -> str:
        """Years, languages, publication types."""
        if limit.kind in ("date", "entry-date"):
            name = "PY" if limit.kind == "date" else "EM"
            start = (limit.start or "1800").replace("-", "")
            end = (limit.end or "3000").replace("-", "")
            return f"{name} {start}" if start == end else f"{name} {start}-{end}"
        name = "LA" if limit.kind == "language" else "PT"
        return self.either([f'{name} "{value}"' for value in limit.values])
