"""How the string is written: quotation marks, capitals, brackets, misspelt operators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.query.place import Place
from tamis.sources.query.tree import Term

_CURLY_DOUBLE = re.compile("[“”„‟«»]")
#: A single curly mark that quotes: not an apostrophe between letters or behind an s.
_CURLY_SINGLE = re.compile("(?<![A-Za-z])[‘’](?=[A-Za-z])|(?<=[A-Za-rt-z*])[‘’](?![A-Za-z])")
#: Misspellings that are no word and no abbreviation of medicine.
_MISSPELT = re.compile(r"\b(ADN|ANDD|AAND|NTO|NOTT|ORR|0R)\b")


def smart_quotes(context: Context) -> Iterator[Finding]:
    """Typographic quotation marks, once for the text."""
    pattern = _CURLY_DOUBLE if _CURLY_DOUBLE.search(context.text) else _CURLY_SINGLE
    places = [
        place for line in context.strategy.lines for place in context.matches(pattern, line.place)
    ]
    if places:
        yield context.finding(
            "smart-quote", places, f"{len(places)} typographic quotation mark{_s(places)}"
        )


def single_quotes(context: Context) -> Iterator[Finding]:
    """PubMed: words between single quotation marks."""
    if context.platform != "pubmed":
        return
    places = [
        node.place
        for _, node in context.nodes()
        if isinstance(node, Term)
        and not node.quoted
        and len(node.words) > 1
        and node.text.startswith("'")
        and node.text.endswith("'")
    ]
    if places:
        yield context.finding("single-quotes", places, context.listed(places))


def small_operators(context: Context) -> Iterator[Finding]:
    """Operators in small letters, where capitals count."""
    for places in context.by_line(o.place for o in context.oddities("lower-case-operator")):
        yield context.finding(
            "lower-case-operator", places, f"{context.listed(places)} in small letters"
        )


def misspelt_operators(context: Context) -> Iterator[Finding]:
    """`ADN`, `NTO` and their like, in capitals as an operator is written."""
    for line in context.strategy.lines:
        for place in context.matches(_MISSPELT, line.place):
            yield context.finding(
                "misspelt-operator", [place], f"`{place.of(context.text)}` is no operator"
            )


def broken(context: Context) -> Iterator[Finding]:
    """Brackets, quotation marks and operators without a partner."""
    for oddity in context.oddities("unbalanced", "missing-operand"):
        code = "unbalanced" if oddity.code == "unbalanced" else "missing-operand"
        yield context.finding(code, [oddity.place], oddity.what)


def _s(places: list[Place]) -> str:
    return "" if len(places) == 1 else "s"


RULES = (smart_quotes, single_quotes, small_operators, misspelt_operators, broken)
