"""Words to mark while reading: the protocol's terms and those of the searches, in sets.

`population`, `intervention` and `outcome` come from the protocol, `search` from what the searches
ask for, `exclude` from what they ask to leave out (after NOT) and from the reasons to exclude.
A word may end in `*` (any ending) and hold `?` (any one character).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tamis.model.protocol import Protocol, Term

Kind = Literal["population", "intervention", "outcome", "search", "exclude"]
LABELS: dict[Kind, str] = {
    "population": "Population",
    "intervention": "Intervention",
    "outcome": "Outcome",
    "search": "Search words",
    "exclude": "Speaks against",
}
_PIECE = re.compile(
    r"""(?P<quoted>["“”][^"“”]+["“”])|(?P<open>\()|(?P<close>\))|(?P<tag>\[[^\]]*\])"""
    r"""|(?P<word>[^\s()"“”\[\]]+)"""
)
_OPERATOR = re.compile(r"(?:and|or|near|next|adj|with|within|pre|onear|same|w|n)(?:/?\d+)?", re.I)
#: Operators that put words side by side, which is how a phrase is written on some platforms.
_BESIDE = re.compile(r"(?:next|adj1?|pre/0|w/0|near/0)", re.I)
#: Field names before a colon or bracket, and what follows a dot at the end, in the platforms' ways.
_FIELD = re.compile(r"^(?:title-abs-key|title|abs|key|ti|ab|tiab|ts|kw|mh|all|exp|condition|"
                    r"intervention|population|term)[=:]?$|^#?\d+$|^\d+-\d+/or$", re.I)  # fmt: skip
_SUFFIX = re.compile(r"(?:\.[a-z]{2}(?:,[a-z]{2})*\.?|:[a-z]{2}(?:,[a-z]{2,3})*|/)$", re.I)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words too common in titles and abstracts to say anything when marked.
_COMMON = _words(
    "change more less related unchanged slower faster function total score number other shown "
    "disease study condition treatment results outcome analysis"
)
_SMALL = _COMMON | _words(
    "the of in on for with without and or not no a an to was were are is be by at from as it its "
    "that this these those other another any all which their them they people study studies given "
    "what has have had than example because own such only than can't can cannot enough"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words to mark."""

    kind: Kind
    label: str
    words: tuple[str, ...]


def highlights(protocol: Protocol, queries: Iterable[str]) -> tuple[Words, ...]:
    """The sets of a review, without empty ones; a word stands in the first set it belongs to."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for query in (*queries, *(s.query for s in protocol.searches)):
        asked, refused = terms(query)
        wanted += asked
        unwanted += refused
    outcomes = (w for o in protocol.outcomes for w in (o.label, o.plain, o.domain))
    short = (c.short for c in protocol.criteria if c.kind == "exclude")
    sets: tuple[tuple[Kind, Iterable[str]], ...] = (
        ("population", _of(protocol.populations)),
        ("intervention", _of(t for f in protocol.facets for t in f.terms)),
        ("outcome", (p for w in outcomes for p in _parts(w))),
        ("exclude", (*unwanted, *(w for s in short for w in _told(s)))),
        ("search", wanted),
    )
    tidied = [(kind, [w for w in map(_tidy, words) if _worth(w)]) for kind, words in sets]
    shared = Counter(p for _, words in tidied for w in set(words) if " " in w for p in w.split())
    taken: set[str] = set()
    found = []
    for kind, words in tidied:
        # "stem" and "cell*", left over from "(stem OR stromal) NEXT cell*", would mark everything.
        own = dict.fromkeys(
            w for w in words if w not in taken and (kind != "search" or shared[w] < 2)
        )
        taken.update(own)
        if own:
            found.append(Words(kind, LABELS[kind], tuple(own)))
    return tuple(found)


def terms(query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words a search asks for, and those it asks to leave out, on whatever platform.

    A reading for marking words, not a parser: what it does not understand it leaves alone.
    """
    asked: list[str] = []
    refused: list[str] = []
    run: list[str] = []
    scopes: list[int] = []  # how deep each NOT reaches: the depth of its bracket
    depth, pending, tagged = 0, False, False

    def close() -> None:
        turned = len(scopes) + pending
        if run and turned < 2:
            (refused if turned else asked).append(" ".join(run))
        run.clear()

    for piece in _PIECE.finditer(query):
        kind, text = piece.lastgroup, piece[0]
        if kind == "word" and text.upper() == "NOT":
            close()
            pending = True
        elif kind == "open":
            close()
            if pending:
                scopes.append(depth)
                pending = False
            depth += 1
        elif kind == "close":
            close()
            depth -= 1
            pending = False
            while scopes and depth <= scopes[-1]:
                scopes.pop()
        elif kind == "word" and _BESIDE.fullmatch(text):
            continue
        elif kind == "word" and _OPERATOR.fullmatch(text):
            close()
            pending = pending and not tagged
        elif kind == "tag":
            close()
        elif kind == "quoted":
            close()
            run.append(text.strip('"“”'))
            close()
        elif not _FIELD.match(text) and (
            word := _SUFFIX.sub("", text.split("=", 1)[-1].strip(",;"))
        ):
            run.append(word)
        tagged = kind in ("tag", "quoted")
    close()
    return tuple(asked), tuple(refused)


def _of(terms: Iterable[Term]) -> Iterable[str]:
    return (p for t in terms for w in (t.label, *t.synonyms) for p in _parts(w))


def _parts(label: str) -> tuple[str, ...]:
    """ "Stromal cells (MSC)" is looked for as "Stromal cells" and as "MSC"."""
    return tuple(p.strip() for p in re.split(r"[(),;/]| or ", label) if p.strip())


def _told(reason: str) -> tuple[str, ...]:
    """What a reason to exclude is about: "not in people" says nothing, "animal study" does."""
    if reason.lower().startswith(("not ", "no ", "can't ", "without ", "wrong ")):
        return ()
    return _parts(reason)


def _tidy(word: str) -> str:
    text = re.sub(r"[$#](\d*)$", "*", word.strip().strip(".,;:"))
    return " ".join(text.casefold().split())


def _worth(word: str) -> bool:
    """Long enough to mean something, and no sentence."""
    bare = word.replace("*", "").replace("?", "")
    return len(bare) >= 3 and len(word.split()) <= 6 and not set(bare.split()) <= _SMALL
