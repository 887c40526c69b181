"""Pairs that are never joined without a person: facts that leave too little to vouch for them."""

from __future__ import annotations

import polars as pl

from tamis.match.levels import at

SAME_PAGE = (
    "same volume and first page",
    "same first page, volume unknown",
    "same first page, other volume",
)

_YEARS_APART = ("one year apart", "two years apart", "further apart")


def held() -> pl.Expr:
    """Pairs that are never joined without a person, however high they score.

    A place in a volume does not tell two letters or abstracts on one page apart, and a shared
    identifier may be wrong: where titles are unlike or unknown, authors or journals differ or
    pages contradict, something else has to vouch for the pair.
    """
    # Publishers give one DOI to a whole supplement.
    wholesale = at("place", "same volume, other page", "other page, volume unknown") & (
        at("kind", "both in supplements") | at("abstract", "differs")
    )
    named = (at("doi", "equal") & ~wholesale) | at("pmid", "equal")
    same_text = at("abstract", "equal")
    # Two articles may share a page, hardly their first and their last; two abstracts may.
    framed = (
        at("place", "same volume and first page")
        & at("page_end", "equal")
        & ~at("issue", "differs")
        & ~at("kind", "both in supplements")
        & ~at("abstract", "differs")
    )
    unlike = at("title", "loosely similar", "differs") & ~same_text
    strangers = at("authors", "differ") & ~same_text & ~at("abstract", "nearly equal")
    spot = at("place", "same volume and first page")
    foreign = at("journal", "differs") & ~spot & ~same_text
    renumbered = at("numbers", "differ") & ~framed & ~same_text
    elsewhere = (at("page_end", "differs") & ~at("place", *SAME_PAGE)) | (
        at("place", "other page, volume unknown") & (~same_text | at("kind", "both in supplements"))
    )
    nowhere = at("place", "unknown") & ~same_text
    # The conference paper and, a year later, the journal's version of it.
    later = at("year", *_YEARS_APART) & at("journal", "similar", "differs") & nowhere
    # Nothing but titles and names to go by, and neither is quite the same.
    faint = nowhere & (
        at("kind", "one in a supplement or conference")
        | (
            at("title", "nearly equal", "one continues the other", "similar")
            & at("authors", "others agree", "same people, other order", "partly shared")
        )
    )
    moved = at("title", "differs") & at("issue", "differs")
    # Another issue or volume, and no page to say that the number was mistyped.
    unplaced = (
        at("place", "same volume, pages unknown")
        & at("issue", "differs")
        & ~at("abstract", "equal", "nearly equal")
    ) | (
        at("place", "other volume, pages unknown")
        & (at("journal", "missing", "differs") | at("issue", "differs"))
    )
    # No journal: other pages in volumes of one number, or a title that is only nearly the same.
    homeless = (
        at("journal", "missing")
        & ~same_text
        & (
            (at("place", "same volume, other page") & at("issue", "differs"))
            | (nowhere & at("title", "nearly equal"))
        )
    )
    doubtful = ((unlike != strangers) & ~framed) | (unlike & strangers)
    return renumbered | pl.when(named).then(
        unlike & ~at("journal", "equal", "abbreviated")
    ).otherwise(
        at("title", "missing") | doubtful | foreign | elsewhere | moved | later | faint
        | unplaced | homeless
    )  # fmt: skip
