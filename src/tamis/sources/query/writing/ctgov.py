"""ClinicalTrials.gov's spelling: Essie expressions for `query.term`."""

from __future__ import annotations

from tamis.sources.query.tree import Heading, Limit, Not, Term
from tamis.sources.query.writing.rendering import Fields, Renderer

#: Areas that hold MeSH terms, and those that hold what stands above them in the tree.
_TERMS = ("ConditionMeshTerm", "InterventionMeshTerm")
_ANCESTORS = ("ConditionAncestorTerm", "InterventionAncestorTerm")


class CtgovRenderer(Renderer):
    """Writes Essie expressions."""

    reserved = Renderer.reserved | {"all", "missing", "range", "min", "max", "area", "tilt"}

    def words(self, term: Term) -> str:
        """Phrases in quotation marks; exact words without expansion."""
        text = super().words(term)
        if term.mapped and " " in term.text:
            text = f"({text})"
        return f"EXPANSION[None]{text}" if term.exact else text

    def tag(self, text: str, tags: tuple[str, ...], single: bool) -> str:
        """Titles are two areas."""
        held = text if single else f"({text})"
        areas = {"title": ("BriefTitle", "OfficialTitle"), "keyword": ("Keyword",)}[tags[0]]
        return self.either([f"AREA[{area}]{held}" for area in areas])

    def scoped(self, node: object) -> Fields | None:
        """Areas are written behind one another, so each term has its own."""
        return None

    def heading(self, heading: Heading) -> str:
        """Terms of conditions and interventions; their ancestors explode them."""
        areas = _TERMS + (_ANCESTORS if heading.explode else ())
        return self.either([f'AREA[{area}]"{heading.text}"' for area in areas])

    def limit(self, limit: Limit) -> str:
        """Randomised trials; nothing else is adapted to a limit."""
        return "AREA[DesignAllocation]RANDOMIZED"

    def _not(self, node: Not, scope: Fields | None, outer: bool) -> str:
        """NOT is unary: `a AND NOT b`."""
        drop = f"NOT {self.node(node.drop, scope)}"
        text = drop if node.keep is None else f"{self.node(node.keep, scope)} AND {drop}"
        return text if outer else f"({text})"
