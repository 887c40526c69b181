"""Records that belong together without being the same publication.

erratum · retraction · comment · protocol      one title speaks of the other item
preprint                                       one stands on a preprint server
conference-abstract                            one in a supplement or a conference
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

#: Title similarity (%) from which a preprint and an article by the same people are linked: titles
#: are reworded on the way to a journal.
_REWORDED = 75

#: A title equal to more than this many others ("Editorial") relates nothing to anything.
_CROWD = 12


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
    near = decided.filter(_alike() & _people())
    sides = [
        prepared.select(
            pl.col(name).gather(near[end]).alias(f"{name}_{end}")
            for name in ("id", "mark", "preprint", "supplement", "conference", "year", "title_key",
                         "page", "page_end", "journal")
        )
        for end in ("a", "b")
    ]  # fmt: skip
    both = pl.concat([near, *sides], how="horizontal")
    both = both.filter(~_crowded(both))
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
    posted = pl.col("kind") == number_of("kind", "one a preprint")
    same_people = pl.col("authors").is_in(
        [number_of("authors", w) for w in ("equal", "same first author, others agree")]
    )
    reworded = (pl.col("title_ratio") >= _REWORDED) & same_people
    return (
        (posted & reworded)
        | pl.col("title").is_in([number_of("title", w) for w in words])
        | (similar & (marked | (pl.col("abstract") == number_of("abstract", "equal"))))
    )


def _people() -> pl.Expr:
    """Some author in common, or a full title that is equal word for word, or an explicit mark."""
    differ = pl.col("authors") == number_of("authors", "differ")
    equal = pl.col("title") == number_of("title", "equal, long")
    marked = pl.col("mark") == number_of("mark", "differs")
    return ~differ | equal | marked


def _crowded(both: pl.DataFrame) -> pl.Expr:
    """A title that many records share names a rubric, not an item."""
    per_title = pl.concat([both["title_key_a"], both["title_key_b"]]).value_counts()
    crowd = per_title.filter(pl.col("count") > _CROWD * (_CROWD - 1))["title_key_a"]
    return pl.col("title_key_a").is_in(crowd.implode()) | pl.col("title_key_b").is_in(
        crowd.implode()
    )


def _abstract_like(end: str) -> pl.Expr:
    """Stands in a supplement or conference and takes no more than two pages."""
    pages = (
        pl.col(f"page_end_{end}").str.head(9).cast(pl.Int64, strict=False)
        - pl.col(f"page_{end}").str.head(9).cast(pl.Int64, strict=False)
    ).fill_null(0)
    return (pl.col(f"supplement_{end}") | pl.col(f"conference_{end}")) & (pages <= 2)


def _kind_of() -> pl.Expr:
    a, b = pl.col("mark_a"), pl.col("mark_b")
    marked = pl.col("mark") == number_of("mark", "differs")
    differ = pl.col("authors") == number_of("authors", "differ")
    numbered = pl.col("numbers") == number_of("numbers", "differ")
    return (
        pl.when(marked)
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
    return (
        pl.when(marked)
        .then(pl.col("mark_a").is_null())
        .when(preprint)
        .then(pl.col("preprint_b"))
        .when(abstract)
        .then(_abstract_like("b"))
        .otherwise(pl.lit(value=False))
    )
