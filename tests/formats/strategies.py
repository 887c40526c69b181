"""Records of every shape, for what must hold of all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from tamis.model.ids import record_id
from tamis.model.records import Record

#: Any text a file can hold; NUL, lone surrogates and CR are no business of a text format.
anything = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r\ufeff"), max_size=40
)
ordinary = st.from_regex(r"[A-Z][a-zé]{2,9}( [a-z]{2,8}){0,6}", fullmatch=True)
texts = st.one_of(
    ordinary,
    anything,
    st.sampled_from(
        [
            "ER  - ", "TY  - JOUR\nER  -", "AB  - a\nTI  - b", "a &amp; b", "{\\'e}",
            '"quoted", twice', "<i>in vitro</i>", "=1+1", "'=1", "p < 0.05 -- n = 3", "a; b",
            '["x"]', "a\n\nb", "  a  ", "@article{x,", "PMID- 1\n\nPMID- 2", "~", "\\", "$x_1$",
            "]]>", "a\tb", "\u2028",
        ]
    ),
)  # fmt: skip
many = st.lists(texts.filter(bool), max_size=3).map(tuple)
names = st.one_of(
    st.from_regex(r"[A-Z][a-z]{1,9}, [A-Z][a-z]{1,9}( [A-Z]\.?)?", fullmatch=True),
    st.sampled_from(
        ["WHO Study Group", "van der Berg, A. B.", "Smith J", "O'Neil, Zoë", "Doe, J., Jr."]
    ),
    texts.filter(bool),
)
pairs = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(["tamis:decision", "AD", "C1", "note", "", "key", "a b", "TI"]), texts
        ),
        texts,
    ),
    max_size=4,
).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> Record:
    source, own = draw(ordinary), draw(texts.filter(bool))
    year = draw(st.one_of(st.none(), st.integers(1500, 2149)))
    return Record(
        id=record_id(source, own),
        source=source,
        source_id=own,
        kind=draw(
            st.sampled_from(["article", "book", "chapter", "registration", "odd kind", "other"])
        ),
        title=draw(texts),
        authors=draw(st.lists(names, max_size=4).map(tuple)),
        year=year,
        date=draw(st.one_of(st.just(""), st.just(f"{year}-03-04"), texts)),
        journal=draw(texts),
        journal_abbreviation=draw(texts),
        volume=draw(texts),
        issue=draw(texts),
        pages=draw(st.one_of(st.from_regex(r"e?[1-9]\d{0,3}-[1-9]\d{0,3}", fullmatch=True), texts)),
        publisher=draw(texts),
        issn=draw(st.one_of(st.just(("1234-567X", "0000-0019")), many)),
        isbn=draw(many),
        doi=draw(st.one_of(st.just("10.1000/(SICI)1-2<3:4>5.0;2-#"), st.just("10.1/a_b"), texts)),
        pmid=draw(st.one_of(st.just("12345678"), texts)),
        pmcid=draw(st.one_of(st.just("PMC123456"), texts)),
        registry_ids=draw(st.one_of(st.just(("NCT01234567",)), many)),
        abstract=draw(texts),
        keywords=draw(many),
        mesh=draw(many),
        publication_types=draw(many),
        language=draw(texts),
        journal_country=draw(texts),
        urls=draw(st.one_of(st.just(("https://example.org/a?b=1&c=%20",)), many)),
        notes=draw(many),
        extra=draw(pairs),
    )
