"""Records that belong together without being the same publication.

erratum · retraction · comment · protocol      one title speaks of the other item
preprint                                       one stands on a preprint server
conference-abstract                            one in a supplement or a conference
registration                                   one is a trial's entry in a registry
cross-registration                             both are, under different numbers
update                                         a later edition of a Cochrane review
part-of-series                                 titles differ in their numbers
co-publication                                 one text, two journals
same-title                                     one title, other authors: digest, reply, homonym
"""

from __future__ import annotations

import polars as pl

from tamis.match.explain import Explainer
from tamis.match.levels import number_of
from tamis.match.scorecard import Scorecard
from tamis.match.values import Relation, RelationKind

#: Title similarity (%) from which a preprint and an article are linked where only some authors
#: agree, as lists grow and shrink between versions.
_REWORDED = 80

#: Title similarity (%) that needs no choice between several preprints.
NEARLY_EQUAL = 93

#: A title equal to more than this many others ("Editorial") relates nothing to anything.
CROWD = 12

#: Columns of a prepared record that its relations are read from.
TYPED: tuple[str, ...] = (
    "id", "mark", "preprint", "supplement", "conference", "title_key", "page", "page_end",
    "registered", "doi",
)  # fmt: skip


def relate(decided: pl.DataFrame, prepared: pl.DataFrame, model: Scorecard) -> tuple[Relation, ...]:
    """Typed links among pairs that are kept apart.

    Args:
        decided: Output of `decide`, without pairs inside one cluster. A pair in the queue is typed,
            too: the link is what remains if a person keeps the records apart.
        prepared: The frame `a` and `b` point into.
        model: Names the weights in the reasons.

    Returns:
        Relations sorted by ids; at most one per pair.
    """
    close = paired_off(near(decided), prepared)
    return typed(close, prepared, crowded(titles(close, prepared)), model)


def paired_off(close: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """Leave each article with one preprint and each preprint with one article, by their titles.

    A group that posts two preprints publishes two articles, all by the same people and with words
    in common. Titles that are nearly equal are left alone.

    Args:
        close: Output of `near`, with the clusters' roots `ra` and `rb`.
        prepared: The frame `a` and `b` point into.
    """
    first = prepared["preprint"].gather(close["a"])
    turned = close.with_columns(
        pl.when(first).then("ra").otherwise("rb").alias("posted"),
        pl.when(first).then("rb").otherwise("ra").alias("article"),
    )
    nearest = turned.filter(_posted()).sort(
        "title_ratio", "a", "b", descending=[True, False, False]
    )
    for one in ("article", "posted"):
        nearest = nearest.unique(one, keep="first", maintain_order=True)
    chosen = turned.join(nearest, on=["article", "posted"], how="semi")
    kept = turned.filter(~_posted() | (pl.col("title_ratio") >= NEARLY_EQUAL))
    return pl.concat([kept, chosen]).unique(["a", "b"]).sort("a", "b").drop("posted", "article")


def near(decided: pl.DataFrame) -> pl.DataFrame:
    """Pairs alike enough to have something to do with each other; any batch of pairs."""
    return decided.filter(_alike() & _people())


def titles(close: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """How often each title stands in a pair: `title_key`, `count`."""
    ends = [prepared["title_key"].gather(close[end]) for end in ("a", "b")]
    return pl.concat(ends).alias("title_key").value_counts()


def crowded(counted: pl.DataFrame) -> pl.Series:
    """Titles that many records share: they name a rubric, not an item."""
    return counted.filter(pl.col("count") > CROWD * (CROWD - 1))["title_key"]


def typed(
    close: pl.DataFrame, prepared: pl.DataFrame, crowd: pl.Series, model: Scorecard
) -> tuple[Relation, ...]:
    """What one record of each pair is to the other; any batch of pairs.

    Args:
        close: Output of `near`.
        prepared: The frame `a` and `b` point into; of its columns, `TYPED`.
        crowd: Output of `crowded`.
        model: Names the weights in the reasons.
    """
    sides = [
        prepared.select(pl.col(name).gather(close[end]).alias(f"{name}_{end}") for name in TYPED)
        for end in ("a", "b")
    ]
    both = pl.concat([close, *sides], how="horizontal")
    apart = [~pl.col(f"title_key_{end}").is_in(crowd.implode()) for end in ("a", "b")]
    both = both.filter(*apart)
    kinds, turned = both.select(_kind_of()).to_series(), both.select(_turned()).to_series()
    why = Explainer(model).all(both)
    found = [
        _relation(row, kind, turn, reasons)
        for row, kind, turn, reasons in zip(
            both.select("id_a", "id_b", "score").iter_rows(), kinds, turned, why, strict=True
        )
    ]
    return tuple(sorted(found, key=lambda r: (r.a, r.b)))


def _relation(
    row: tuple[str, str, float], kind: RelationKind, turn: bool, reasons: tuple[str, ...]
) -> Relation:
    a, b, score = row
    if turn:
        a, b = b, a
    return Relation(a=a, b=b, kind=kind, score=round(score, 4), reasons=reasons)


def _alike() -> pl.Expr:
    words = (
        "equal, long", "equal", "differs by a letter or two", "nearly equal",
        "one continues the other",
    )  # fmt: skip
    similar = pl.col("title") == number_of("title", "similar")
    marked = pl.col("mark") == number_of("mark", "differs")
    same_people = pl.col("authors").is_in([number_of("authors", w) for w in _SAME_PEOPLE])
    some_people = pl.col("authors").is_in([number_of("authors", w) for w in _SOME_PEOPLE])
    soon = pl.col("year") <= number_of("year", "one year apart")
    reworded = same_people | (some_people & (pl.col("title_ratio") >= _REWORDED))
    return (
        (_posted() & soon & reworded)
        | pl.col("title").is_in([number_of("title", w) for w in words])
        | (similar & (marked | (pl.col("abstract") == number_of("abstract", "equal"))))
    )


_SAME_PEOPLE = (
    "equal", "same first author, others agree", "same people, other order", "others agree",
)  # fmt: skip
_SOME_PEOPLE = ("same first author, others differ", "partly shared")


def _posted() -> pl.Expr:
    return pl.col("kind") == number_of("kind", "one a preprint")


def _people() -> pl.Expr:
    """Some author in common, or a full title that is equal word for word, or an explicit mark."""
    differ = pl.col("authors") == number_of("authors", "differ")
    equal = pl.col("title") == number_of("title", "equal, long")
    marked = pl.col("mark") == number_of("mark", "differs")
    return ~differ | equal | marked


def _abstract_like(end: str) -> pl.Expr:
    """Stands in a supplement or conference and takes no more than two pages."""
    pages = (
        pl.col(f"page_end_{end}").str.head(9).cast(pl.Int64, strict=False)
        - pl.col(f"page_{end}").str.head(9).cast(pl.Int64, strict=False)
    ).fill_null(0)
    return (pl.col(f"supplement_{end}") | pl.col(f"conference_{end}")) & (pages <= 2)


def _another_edition() -> pl.Expr:
    """A Cochrane review keeps its DOI and gets `.pub2`, `.pub3` … with every update."""
    a, b = pl.col("doi_a"), pl.col("doi_b")
    stem = r"\.pub\d+$"
    same = a.str.replace(stem, "") == b.str.replace(stem, "")
    return ((a != b) & same & a.str.starts_with("10.1002/14651858.")).fill_null(value=False)


def _kind_of() -> pl.Expr:
    a, b = pl.col("mark_a"), pl.col("mark_b")
    marked = pl.col("mark") == number_of("mark", "differs")
    differ = pl.col("authors") == number_of("authors", "differ")
    numbered = pl.col("numbers") == number_of("numbers", "differ")
    return (
        pl.when(pl.col("registered_a") != pl.col("registered_b"))
        .then(pl.lit("registration"))
        .when(pl.col("kind") == number_of("kind", "registrations of other numbers"))
        .then(pl.lit("cross-registration"))
        .when(_another_edition())
        .then(pl.lit("update"))
        .when(marked)
        .then(pl.coalesce(a, b))
        .when(pl.col("preprint_a") != pl.col("preprint_b"))
        .then(pl.lit("preprint"))
        .when(differ)
        .then(pl.lit("same-title"))
        .when(numbered)
        .then(pl.lit("part-of-series"))
        .when(_abstract_like("a") != _abstract_like("b"))
        .then(pl.lit("conference-abstract"))
        .otherwise(pl.lit("co-publication"))
    )


def _turned() -> pl.Expr:
    """Whether the second record is the dependent one."""
    marked = pl.col("mark") == number_of("mark", "differs")
    preprint = pl.col("preprint_a") != pl.col("preprint_b")
    abstract = _abstract_like("a") != _abstract_like("b")
    edition = _another_edition()
    earlier, later = (
        pl.col(f"doi_{end}").str.extract(r"\.pub(\d+)$").cast(pl.Int32).fill_null(1)
        for end in ("a", "b")
    )
    return (
        pl.when(pl.col("registered_a") != pl.col("registered_b"))
        .then(pl.col("registered_b"))
        .when(edition)
        .then(earlier < later)
        .when(marked)
        .then(pl.col("mark_a").is_null())
        .when(preprint)
        .then(pl.col("preprint_b"))
        .when(abstract)
        .then(_abstract_like("b"))
        .otherwise(pl.lit(value=False))
    )
