"""Subject headings: words that are none, concepts with headings or with words alone."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.mesh.descriptor import folded
from tamis.sources.query import fields as f
from tamis.sources.query.tree import Heading, Limit, Node, Qualifier, Term

#: Headings that describe who was studied, or how, and are no concept of their own.
_CHECK_TAGS = frozenset(
    {"humans", "human", "animals", "animal", "adult", "aged", "child", "infant", "adolescent"}
    | {"female", "male", "pregnancy", "middle aged", "young adult", "infant, newborn"}
)
_TEXT = frozenset({f.TITLE, f.ABSTRACT, f.KEYWORDS, f.ORIGINAL_TITLE})
#: Platforms whose records carry headings.
_INDEXED = frozenset({"pubmed", "ovid", "ovid-embase", "embase", "cochrane", "ebsco"})
#: Headings a published filter takes without those below them.
_BY_DESIGN = frozenset({"clinical trials as topic"})
_DESIGN = ("random", "placebo", "trial", "groups", "cohort", "blind", "rct", "study", "studies")


def not_a_heading(context: Context) -> Iterator[Finding]:
    """Entry terms, and words a complete thesaurus does not have."""
    mesh = context.thesaurus
    for _, node in context.nodes():
        if not isinstance(node, Heading) or node.vocabulary != "mesh":
            continue
        if mesh.heading(node.text) is not None:
            continue
        found = mesh.entry(node.text)
        if found is not None:
            yield context.finding(
                "entry-term-heading",
                [node.place],
                f"`{node.text}` leads to the heading `{found.name}` ({mesh.version})",
                f"Write the heading: `{found.name}`.",
            )
        elif mesh.complete and not any(c in node.text for c in "*?$"):
            yield context.finding(
                "unknown-heading", [node.place], f"`{node.text}` is not in {mesh.version}"
            )


def not_exploded(context: Context) -> Iterator[Finding]:
    """A heading taken alone while others stand below it."""
    for line in context.strategy.lines:
        here = [n for n in context.reached(line.query, dropped=True) if isinstance(n, Heading)]
        named = {folded(n.text) for n in here}
        for node in here:
            if node.explode or node.vocabulary != "mesh":
                continue
            if folded(node.text) in _CHECK_TAGS | _BY_DESIGN:
                continue
            found = context.thesaurus.heading(node.text)
            below = context.thesaurus.narrower(found) if found is not None else ()
            missing = [name for name in below if folded(name) not in named]
            if missing and line.place.start <= node.place.start < line.place.end:
                shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
                yield context.finding(
                    "not-exploded", [node.place], f"below `{node.text}` stand {shown}"
                )


def concepts(context: Context) -> Iterator[Finding]:
    """Concepts of the final line that have headings alone, or words alone."""
    if context.platform not in _INDEXED or len(context.concepts) < 2:
        return
    for concept in context.concepts:
        found = list(context.reached(concept))
        headings = [n for n in found if isinstance(n, Heading)]
        terms = [n for n in found if isinstance(n, Term)]
        others = [n for n in found if not isinstance(n, Heading | Term | Limit)]
        if headings and not terms and not others and not _only_check_tags(headings):
            places = [n.place for n in headings]
            yield context.finding(
                "heading-without-text", places, f"only headings: {context.listed(places)}"
            )
        elif terms and not headings and not others and _plain_concept(found, terms):
            places = [n.place for n in terms]
            yield context.finding(
                "text-without-heading", places, f"no heading beside {context.listed(places)}"
            )


def _only_check_tags(headings: list[Heading]) -> bool:
    return all(folded(h.text) in _CHECK_TAGS for h in headings)


def _plain_concept(found: list[Node], terms: list[Term]) -> bool:
    """Every term looks in the text alone, and the concept is no filter for study designs."""
    if any(isinstance(n, Limit | Qualifier) for n in found):
        return False
    if any(t.mapped or not t.fields or not set(t.fields) <= _TEXT for t in terms):
        return False
    return not any(t.text.casefold().startswith(_DESIGN) for t in terms)


RULES = (not_a_heading, not_exploded, concepts)
