"""Random query trees, of anything the tree can hold."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tamis.sources.query import And, Heading, Limit, Near, Node, Not, Or, Qualifier, Term, Wild
from tamis.sources.query import fields as f
from tamis.sources.query.subheadings import CODE_OF

WORDS = st.sampled_from(
    [
        "asthma",
        "stem",
        "cell",
        "therapy",
        "heart",
        "failure",
        "pain",
        "nurse",
        "covid-19",
        "il6",
        "children's",
        "randomi",
        "trial",
        "ALS",
        "and",
        "or",
        "not",
        "near",
        "5",
        "12",
        "ti",
        "ab",
        "S3",
        "N5",
        "w",
        "exp",
        "all",
        "adj3",
        "limit",
        "same",
        "α-synuclein",
        "β",
    ]
)
FIELD_SETS = st.sampled_from(
    [
        (),
        (f.TITLE,),
        (f.ABSTRACT,),
        f.field_set((f.TITLE, f.ABSTRACT)),
        f.field_set((f.TITLE, f.ABSTRACT, f.KEYWORDS)),
        f.field_set((f.TITLE, f.ABSTRACT, f.KEYWORDS, f.HEADING_WORDS)),
        (f.KEYWORDS,),
        (f.HEADING_WORDS,),
        (f.SUBSTANCE,),
        (f.AUTHOR,),
        (f.EVERYTHING,),
        f.field_set((f.TITLE, f.SUBSTANCE)),
    ]
)
SPANS = st.sampled_from([(0, None), (1, 1), (0, 1), (0, 3), (2, 2)])
NAMES = st.sampled_from(
    ["Asthma", "Arthritis, Rheumatoid", "Wounds and Injuries", "Stem Cells", "Diabetes Mellitus"]
)
YEARS = st.integers(1950, 2030).map(str)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    words = draw(st.lists(WORDS, min_size=1, max_size=3))
    text = " ".join(words)
    wilds = []
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        least, most = draw(SPANS)
        wilds.append(Wild(at, least, most))
    fields = draw(FIELD_SETS)
    return Term(
        text=text,
        wilds=tuple(wilds),
        phrase=len(words) > 1,
        mapped=not fields and not wilds and draw(st.booleans()),
        exact=draw(st.integers(0, 5)) == 0,
        fields=fields,
    )


def _mapped_is_no_phrase(term: Term) -> Term:
    return replace(term, phrase=False) if term.mapped else term


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    kind = draw(st.sampled_from(["date", "language", "publication-type", "humans", "abstract"]))
    if kind == "date":
        first, last = sorted([draw(YEARS), draw(YEARS)])
        return draw(
            st.sampled_from(
                [
                    Limit(kind="date", start=first, end=last),
                    Limit(kind="date", start=first),
                    Limit(kind="date", end=last),
                ]
            )
        )
    values = {
        "language": ("english", "french"),
        "publication-type": ("randomized controlled trial", "review"),
    }.get(kind, ())
    return Limit(kind=kind, values=(draw(st.sampled_from(values)),) if values else ())


@st.composite
def headings(draw: st.DrawFn) -> Heading:
    below = draw(st.lists(st.sampled_from(sorted(CODE_OF)), max_size=2, unique=True))
    return Heading(
        text=draw(NAMES),
        vocabulary=draw(st.sampled_from(["mesh", "emtree", "cinahl"])),
        explode=draw(st.booleans()),
        major=draw(st.booleans()),
        subheadings=tuple(below),
    )


def near(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Near]:
    return st.builds(
        Near,
        parts=st.lists(parts, min_size=2, max_size=3).map(tuple),
        between=st.integers(0, 6),
        ordered=st.booleans(),
    )


LEAVES: st.SearchStrategy[Node] = st.one_of(
    terms().map(_mapped_is_no_phrase),
    terms().map(_mapped_is_no_phrase),
    headings(),
    limits(),
    st.builds(Qualifier, text=st.sampled_from(["drug therapy", "therapy", "diagnosis"])),
)


def _groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(And, parts=several),
        st.builds(Or, parts=several),
        st.builds(Not, keep=inner, drop=inner),
        near(st.one_of(terms().map(_mapped_is_no_phrase), inner)),
    )


TREES: st.SearchStrategy[Node] = st.recursive(LEAVES, _groups, max_leaves=8)
