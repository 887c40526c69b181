"""References inside free text: {n:ID}, {study:ID}, {effect:COMPARISON/OUTCOME} and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from tamis.report.site.chips import certainty_chip

if TYPE_CHECKING:
    from tamis.report.site.links import Links

#: What may stand before the colon, and what it makes.
KINDS = ("n", "study", "doc", "trial", "term", "effect", "certainty", "date", "record")
REFERENCE = re.compile(r"\{(" + "|".join(KINDS) + r"):([^{}\n]+)\}")


def references(text: str) -> tuple[str, ...]:
    """Every reference in a text, as "kind:value", in order and without repeats."""
    return tuple(dict.fromkeys(f"{m[1]}:{m[2].strip()}" for m in REFERENCE.finditer(text)))


def resolve(links: Links, kind: str, value: str) -> Markup:
    """What a reference becomes on a page."""
    if kind in ("effect", "certainty"):
        comparison, _, outcome = value.partition("/")
        if kind == "effect":
            return links.effect(comparison.strip(), outcome.strip())
        return certainty_chip(links, comparison.strip(), outcome.strip())
    if kind == "term" and value not in links.places.terms:
        return links.missing(f"term {value}")
    make = {
        "n": links.num, "study": links.study, "doc": links.doc, "trial": links.trial,
        "term": links.term, "date": links.when, "record": links.record,
    }[kind]  # fmt: skip
    return make(value)


def is_known(links: Links, reference: str) -> bool:
    """Whether a reference ("kind:value") names something the publication holds."""
    kind, _, value = reference.partition(":")
    if kind in ("effect", "certainty"):
        comparison, _, outcome = value.partition("/")
        return links.certainty_of(comparison.strip(), outcome.strip()) is not None
    holdings = {
        "n": links.publication.ledger,
        "study": links.places.studies,
        "doc": links.publication.documents,
        "term": links.places.terms,
        "record": links.places.records,
    }
    return kind not in holdings or value in holdings[kind]
