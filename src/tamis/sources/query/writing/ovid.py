"""Ovid's spelling."""

from __future__ import annotations

import re

from tamis.sources.query import subheadings
from tamis.sources.query.normal import normal
from tamis.sources.query.tree import And, Heading, Limit, LineRef, Node, Or, Qualifier, Term
from tamis.sources.query.writing.adapting import hoisted
from tamis.sources.query.writing.rendering import Renderer


class OvidRenderer(Renderer):
    """Writes Ovid lines; limits come on a line of their own."""

    and_, or_, not_ = "and", "or", "not"
    reserved = Renderer.reserved | {"adj", "limit", "exp", "use", "freq"}

    def statements(self, node: Node) -> list[str]:
        """The query, then `limit 1 to …` if it has limits that Ovid sets beside it."""
        core, found = hoisted(node, self.target.top_only)
        if not found or core is None:
            return [self.top(node)]
        core, more = _languages(normal(core))
        said = [self._beside(limit) for limit in (*more, *found)]
        shown = said[0] if len(said) == 1 else "(" + " and ".join(said) + ")"
        if isinstance(core, LineRef):
            return [f"limit {core.label} to {shown}"]
        return [self.top(core), f"limit {{previous}} to {shown}"]

    def odd(self, term: Term) -> bool:
        """Numbers alone would cite a line; operators within a phrase would split it."""
        return super().odd(term) or term.text.isdigit()

    def words(self, term: Term) -> str:
        """Words side by side are a phrase; quotation marks only where they are needed."""
        text = self.signed(term)
        return self.quote(text) if self.odd(term) else text

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """`term.ti,ab.`; a group gets brackets."""
        held = text if single else _held(text)
        return f"{held}.{','.join(tags)}."

    def near_operator(self, between: int, ordered: bool) -> str:
        """`adj` is adjacent in order, `adjN` allows N - 1 words between."""
        return "adj" if ordered else f"adj{between + 1}"

    def heading(self, heading: Heading) -> str:
        """`exp *"Wounds and Injuries"/dt,th`."""
        awkward = re.search(r"\b(?:and|or|not|adj\d*|exp)\b|[()\d.]", heading.text, re.IGNORECASE)
        name = f'"{heading.text}"' if awkward else heading.text
        below = ",".join(subheadings.code(b) for b in heading.subheadings)
        return f"{'exp ' if heading.explode else ''}{'*' if heading.major else ''}{name}/{below}"

    def qualifier(self, qualifier: Qualifier) -> str:
        """`dt.fs.`."""
        return f"{subheadings.code(qualifier.text)}.fs."

    def limit(self, limit: Limit) -> str:
        """Languages, publication types and single dates within a query."""
        if limit.kind in ("date", "entry-date"):
            day = (limit.start or "").replace("-", "")
            return f"{day}.yr." if limit.kind == "date" else f"{day}$.ed."
        tag = "lg" if limit.kind == "language" else "pt"
        made = [value if self._simple(value) else f'"{value}"' for value in limit.values]
        text = self.either(made)
        return f"{text}.{tag}."

    def _simple(self, text: str) -> bool:
        return not any(word in self.reserved for word in text.split()) and text[:1].isalnum()

    def _beside(self, limit: Limit) -> str:
        if limit.kind in ("date", "entry-date"):
            name = "yr" if limit.kind == "date" else "ed"
            joiner, end = (" -", "Current") if limit.kind == "date" else ("-", "Current")
            start = (limit.start or "1800").replace("-", "")
            last = (limit.end or end).replace("-", "")
            if limit.start == limit.end and limit.start:
                return f'{name}="{start}"'
            return f'{name}="{start}{joiner}{last}"'
        if limit.kind == "language":
            made = [f"{value} language" for value in limit.values]
            return made[0] if len(made) == 1 else "(" + " or ".join(made) + ")"
        if limit.kind == "abstract":
            return "abstracts"
        if not limit.values:
            return limit.kind
        made = [f'"{value}"' for value in limit.values]
        return made[0] if len(made) == 1 else "(" + " or ".join(made) + ")"

    def reference(self, ref: LineRef) -> str:
        """A bare number."""
        return ref.label

    def _group(self, node: And | Or, scope: tuple[str, ...] | None, outer: bool) -> str:
        """`or/1-3` for runs of lines."""
        labels = [p.label for p in node.parts if isinstance(p, LineRef)]
        numbers = [int(label) for label in labels if label.isdigit()]
        runs = len(numbers) == len(node.parts) > 2
        if runs and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            operator = "and" if isinstance(node, And) else "or"
            return f"{operator}/{numbers[0]}-{numbers[-1]}"
        return super()._group(node, scope, outer)


def _languages(core: Node) -> tuple[Node, list[Limit]]:
    """`limit 8 to (english language and …)`: languages stand beside what limits one line."""
    if not isinstance(core, And):
        return core, []
    found = [p for p in core.parts if isinstance(p, Limit) and p.kind == "language"]
    kept = [p for p in core.parts if p not in found]
    if len(kept) == 1 and isinstance(kept[0], LineRef):
        return kept[0], found
    return core, []


def _held(text: str) -> str:
    return f"({text})"
