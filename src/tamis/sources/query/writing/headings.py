"""Subject headings made sayable.

There is no free map between MeSH, Emtree and CINAHL headings. A heading of another vocabulary is
kept as a candidate, in the target's spelling, and the loss says that a person has to look it up.
Where there are no headings it becomes words in the field nearest to them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tamis.sources.query.tree import Heading, Limit, Node, Qualifier, Term, Vocabulary, leaves

if TYPE_CHECKING:
    from tamis.sources.query.writing.adapting import Adapter

NAMES: dict[Vocabulary, str] = {"mesh": "MeSH", "emtree": "Emtree", "cinahl": "CINAHL headings"}


def adapt(work: Adapter, heading: Heading) -> Node | None:
    """The sayable form of a heading."""
    table = work.target.headings
    if table is None:
        return _as_words(work, heading)
    made = _clean(work, heading)
    if made.vocabulary != table.vocabulary:
        made = _candidate(work, made, table.vocabulary)
    if made.major and not table.major:
        work.lose(
            "major",
            f"{work.label} has no major topics",
            "the heading, major or not",
            "broadens",
            heading.place,
        )
        made = replace(made, major=False)
    if made.subheadings and not table.subheadings:
        work.lose(
            "subheading",
            f"{work.label} has no subheadings",
            "the heading with any subheading",
            "broadens",
            heading.place,
        )
        made = replace(made, subheadings=())
    return made


def _clean(work: Adapter, heading: Heading) -> Heading:
    """Without characters that end a heading."""
    text = " ".join("".join(" " if c in '"[]{}/*^+' else c for c in heading.text).split())
    text = text.removeprefix("exp ")  # Ovid's word, met in PubMed queries
    if work.target.dialect.name == "embase":
        text = text.replace("'", "")
    return heading if text == heading.text else replace(heading, text=text)


def _candidate(work: Adapter, heading: Heading, vocabulary: Vocabulary) -> Heading:
    ours, theirs = NAMES[heading.vocabulary], NAMES[vocabulary]
    text = heading.text
    if vocabulary == "emtree":
        text = natural_order(text).lower()
    elif heading.vocabulary == "emtree":
        text = text[:1].upper() + text[1:]
    work.lose(
        "vocabulary",
        f"{work.label} is indexed with {theirs}, and no free map leads there from {ours}",
        "the same words as a candidate heading: look it up before use",
        "changes",
        heading.place,
    )
    return replace(heading, text=text, vocabulary=vocabulary)


def _as_words(work: Adapter, heading: Heading) -> Node | None:
    if heading.explode:
        work.lose(
            "explosion",
            f"{work.label} can't explode {NAMES[heading.vocabulary]}",
            "the heading's own words; add those of its narrower headings",
            "narrows",
            heading.place,
        )
    if heading.major or heading.subheadings:
        work.lose(
            "major" if heading.major else "subheading",
            f"{work.label} has no major topics and no subheadings",
            "the heading's words",
            "broadens",
            heading.place,
        )
    where = work.target.heading_field
    work.lose(
        "heading",
        f"{work.label} has no {NAMES[heading.vocabulary]} to search",
        f"its words in {', '.join(where)}",
        "changes",
        heading.place,
    )
    text = heading.text if len(where) == 1 else natural_order(heading.text)
    return _words(work, text, where, heading)


def _words(
    work: Adapter, text: str, fields: tuple[str, ...], source: Heading | Qualifier
) -> Node | None:
    from tamis.sources.query.writing import terms

    text = " ".join(text.replace("*", " ").split())
    made = Term(text=text, phrase=" " in text, fields=fields, quoted=True, place=source.place)
    before = len(work.losses)
    node = terms.adapt(work, made)
    # the loss of the heading has been told; what its words meet on the way adds nothing
    del work.losses[before:]
    return node


_SPECIES = frozenset(
    {"animals", "animal", "humans", "human", "nonhuman", "animal experiment", "animal model"}
    | {"animals, laboratory", "disease models, animal", "models, animal", "rats", "mice", "rodent"}
    | {"rat", "mouse", "rodentia", "animal studies", "human experiment", "animal tissue"}
)


def about_species(node: Node) -> bool:
    """An animal filter: nothing but headings and limits of species."""
    found = list(leaves(node))
    return bool(found) and all(
        (isinstance(leaf, Heading) and leaf.text.lower() in _SPECIES)
        or (isinstance(leaf, Limit) and leaf.kind in ("humans", "animals"))
        for leaf in found
    )


def natural_order(text: str) -> str:
    """`Arthritis, Rheumatoid` as people write it: Rheumatoid Arthritis."""
    parts = [part.strip() for part in text.split(",")]
    return " ".join((*reversed(parts[1:]), parts[0])) if len(parts) == 2 else " ".join(parts)


def adapt_qualifier(work: Adapter, qualifier: Qualifier) -> Node | None:
    """The sayable form of a floating subheading."""
    table = work.target.headings
    if table is not None and table.qualifiers:
        if qualifier.vocabulary != table.vocabulary:
            work.lose(
                "subheading",
                f"{work.label} has subheadings of its own",
                "the same words: look them up before use",
                "changes",
                qualifier.place,
            )
        return replace(qualifier, vocabulary=table.vocabulary)
    work.lose(
        "subheading",
        f"{work.label} has no floating subheadings",
        "left out",
        "narrows" if work.inside_or else "broadens",
        qualifier.place,
    )
    return None
