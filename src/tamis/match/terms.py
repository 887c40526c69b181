"""Words of registrations and reports as vectors.

Words are taken whole, by their first letters (plurals, British spelling), in couples, as acronyms,
and in runs of four letters (compounds); people by their family names.
"""

from __future__ import annotations

import polars as pl

from tamis.match.text import folded, repaired

#: Kind of term → weight: a whole word is one, an acronym is a name, four letters in a row are weak.
_WEIGHTS = {"w": 1.0, "s": 0.7, "c": 0.5, "a": 1.5, "g": 0.15, "n": 1.0}

#: Terms that only an abstract has count less: it also tells of other work.
_IN_ABSTRACT = 0.4

#: Words of every trial's title.
_EVERYWHERE = (
    "of", "the", "in", "and", "for", "with", "to", "on", "an", "by", "at", "from", "or", "versus",
    "vs", "study", "trial", "patients", "effect", "effects", "results", "clinical", "randomized",
    "randomised", "controlled", "after", "during", "treatment",
)  # fmt: skip


def trial_terms(trials: pl.DataFrame) -> pl.DataFrame:
    """Terms of registrations: `id`, `term`, `share` (how much it counts, 1 at most)."""
    text = pl.concat_str(
        "title", "acronym", "conditions", "interventions", separator=" . ", ignore_nulls=True
    )
    names = _names(trials, pl.col("investigators"))
    return pl.concat([_terms(trials, text), names]).unique().with_columns(share=pl.lit(1.0))


def paper_terms(papers: pl.DataFrame) -> pl.DataFrame:
    """Terms of reports: `id`, `term`, `share`."""
    titled = pl.concat([_terms(papers, pl.col("title")), _names(papers, pl.col("authors"))])
    titled = titled.unique().with_columns(share=pl.lit(1.0))
    told = _terms(papers, pl.col("abstract")).unique().join(titled, on=["id", "term"], how="anti")
    return pl.concat([titled, told.with_columns(share=pl.lit(_IN_ABSTRACT))])


def _terms(frame: pl.DataFrame, text: pl.Expr) -> pl.DataFrame:
    """`id` and `term`: the kind of term, a colon and the term."""
    plain = folded(repaired(frame.select(text).to_series()))
    words = frame.select("id", plain.str.split(" ").alias("words"))
    each = words.explode("words").rename({"words": "word"}).filter(
        (pl.col("word").str.len_chars() >= 2) & ~pl.col("word").is_in(_EVERYWHERE)
    )  # fmt: skip
    word, length = pl.col("word"), pl.col("word").str.len_chars()
    couples = pl.col("words").list.eval(pl.element() + " " + pl.element().shift(-1))
    runs = pl.concat_list(word.str.slice(at, 4) for at in range(20)).list.unique()
    acronyms = text.str.extract_all(r"\b[A-Z][A-Za-z]*[A-Z][A-Z0-9]*\b")
    parts = [
        each.select("id", ("w:" + word).alias("term")),
        each.filter(length >= 5).select("id", ("s:" + word.str.head(5)).alias("term")),
        words.select("id", couples.list.drop_nulls().alias("term"))
        .explode("term").drop_nulls().select("id", "c:" + pl.col("term")),
        frame.select("id", acronyms.alias("term"))
        .explode("term").drop_nulls().select("id", "a:" + pl.col("term").str.to_lowercase()),
        each.filter(length >= 7).select("id", runs.alias("term"))
        .explode("term").filter(pl.col("term").str.len_chars() == 4)
        .select("id", "g:" + pl.col("term")),
    ]  # fmt: skip
    return pl.concat([part.select("id", pl.col("term")) for part in map(_named, parts)])


def _named(part: pl.DataFrame) -> pl.DataFrame:
    return part.rename({part.columns[1]: "term"})


def _names(frame: pl.DataFrame, people: pl.Expr) -> pl.DataFrame:
    """Family names of five letters or more: shorter ones are shared by too many."""
    names = folded(repaired(frame.select(people).to_series())).str.extract_all(r"\p{L}{5,}")
    each = frame.select("id", names.alias("name")).explode("name").drop_nulls()
    return each.select("id", ("n:" + pl.col("name")).alias("term"))


def weighed(trials: pl.DataFrame, papers: pl.DataFrame, count: int) -> pl.DataFrame:
    """`term` and its weight squared: by kind, and by how few use it."""
    used = pl.concat([trials, papers]).group_by("term").len()
    rarity = (pl.lit(float(max(count, 2))) / pl.col("len")).log().clip(0.01)
    kind = pl.col("term").str.head(1).replace_strict(_WEIGHTS, return_dtype=pl.Float64)
    return used.select("term", (kind * rarity**2).alias("weight"))


def vectors(terms: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """`id`, `term` and the term's share of a vector of length one."""
    value = pl.col("share") * pl.col("weight").sqrt()
    joined = terms.join(weights, on="term").select("id", "term", value.alias("value"))
    return joined.with_columns(pl.col("value") / (pl.col("value") ** 2).sum().sqrt().over("id"))
