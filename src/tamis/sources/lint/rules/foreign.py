"""Fields a platform does not have, and whole pieces of another platform's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tamis.model.findings import Finding
from tamis.sources.lint.context import Context
from tamis.sources.query.place import Place
from tamis.sources.query.tree import And, Heading, Near, Not, Or, Platform, Term


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something only some platforms understand."""

    pattern: re.Pattern[str]
    what: str
    native: frozenset[Platform]


def _piece(pattern: str, what: str, *native: Platform, flags: int = re.IGNORECASE) -> _Piece:
    return _Piece(re.compile(pattern, flags), what, frozenset(native))


_PIECES = (
    _piece(r"(?<=[\s)])adj\d{0,2}(?=[\s(])", "Ovid's proximity operator", "ovid", "ovid-embase"),
    _piece(
        r"\bNEAR/\d{1,2}\b",
        "the proximity operator of Embase.com, the Cochrane Library and Web of Science",
        *("embase", "cochrane", "wos"),
    ),
    _piece(
        r"\bNEXT/\d{1,2}\b",
        "the proximity operator of Embase.com and the Cochrane Library",
        *("embase", "cochrane"),
    ),
    _piece(
        r"(?<=[\w*$)])\s+near\s+(?=\()",
        "a proximity operator of the Cochrane Library, Embase.com and Web of Science",
        *("cochrane", "embase", "wos"),
    ),
    _piece(
        r"(?<=[\w*$)])\s+in\s+(?:ti|ab)(?:\s?,\s?(?:ti|ab|sh|kw))*(?![\w])",
        "the field tag of SilverPlatter, which is no more",
    ),
    _piece(r"(?<=[\s)])(?:W|PRE)/\d{1,2}(?=[\s(])", "Scopus's proximity operator", "scopus"),
    _piece(
        r"(?<=[\w*$?)\"'])\.(?:ti|ab|tw|mp|kw|kf|hw|pt|sh|fs|af)"
        r"(?:,(?:ti|ab|tw|mp|kw|kf|hw|ot))*(?:\.(?!\w)|(?=\s|\)|$))",
        "Ovid's field tag",
        *("ovid", "ovid-embase"),
    ),
    _piece(
        r"\[\s*(?:tiab|tw|mh|mesh|mesh terms?|pt|majr|title/abstract|publication type)"
        r"(?:\s*:\s*~?\w+)?\s*\]",
        "PubMed's field tag",
        "pubmed",
    ),
    _piece(
        r"(?<=[\w*'\")]):(?:ti|ab|kw|lnk)(?:,(?:ti|ab|kw))*(?![\w:])",
        "the field tag of Embase.com and the Cochrane Library",
        *("embase", "cochrane"),
    ),
    _piece(r"'[^'\n]{2,80}'\s?/(?:exp|de|mj)\b", "a heading of Embase.com", "embase"),
    _piece(
        r"\bexp\s+\"?[A-Za-z][\w ,'-]{1,60}\"?/(?![\w])",
        "an exploded heading of Ovid",
        *("ovid", "ovid-embase"),
    ),
    _piece(r"\bTITLE-ABS(?:-KEY)?\s*\(", "Scopus's field", "scopus"),
    _piece(r"\b(?:TS|TI|AB)\s*=\s*[\"(]", "Web of Science's field", "wos", flags=0),
    _piece(r"(?<![\[\w])MH\s+\"", "a heading of EBSCOhost", "ebsco"),
)
_EXPLODED = re.compile(r"^exp\s+\w", re.IGNORECASE)
#: Platforms whose language the pieces are compared with.
_SPOKEN = frozenset({"pubmed", "embase", "cochrane", "scopus", "wos", "ebsco", "europepmc"}) | {
    "ovid",
    "ovid-embase",
}


def foreign(context: Context) -> Iterator[Finding]:
    """Pieces of another platform's language, gathered by piece and line."""
    if context.platform not in _SPOKEN:
        return
    for piece in _PIECES:
        if context.platform in piece.native:
            continue
        places = [
            place
            for line in context.strategy.lines
            for place in context.matches(piece.pattern, line.place)
        ]
        for group in context.by_line(places):
            yield context.finding("foreign-syntax", group, f"{context.listed(group)}: {piece.what}")
    yield from _exploded(context)


def _exploded(context: Context) -> Iterator[Finding]:
    """`exp` in front of a word where it is no operator."""
    if context.platform in ("ovid", "ovid-embase"):
        return
    for _, node in context.nodes():
        if isinstance(node, Term | Heading) and _EXPLODED.match(node.text):
            yield context.finding(
                "foreign-syntax",
                [node.place],
                f"`{node.place.of(context.text)}`: `exp` explodes a heading on Ovid; here it is a "
                "word",
            )


def unknown_fields(context: Context) -> Iterator[Finding]:
    """Field tags no table of the platform has, unless they are another platform's."""
    known = [
        place
        for piece in _PIECES
        if context.platform not in piece.native
        for line in context.strategy.lines
        for place in context.matches(piece.pattern, line.place)
    ]
    for oddity in context.oddities("unknown-field"):
        if not any(_touch(oddity.place, place) for place in known):
            yield context.finding("unknown-field", [oddity.place], oddity.what)


def tags_on_groups(context: Context) -> Iterator[Finding]:
    """PubMed: a tag behind a closing bracket."""
    if context.platform != "pubmed":
        return
    for _, node in context.nodes():
        if not isinstance(node, And | Or | Not | Near) or not node.bracketed:
            continue
        tags = {
            part.tag.place
            for part in node.parts
            if isinstance(part, Term | Heading)
            and part.tag is not None
            and part.tag.place.start >= node.place.end
        }
        if tags:
            written = min(tags)
            yield context.finding(
                "tag-on-group", [written], f"`{written.of(context.text)}` follows a bracket"
            )


def _touch(a: Place, b: Place) -> bool:
    return a.start < b.end and b.start < a.end


RULES = (foreign, unknown_fields, tags_on_groups)
