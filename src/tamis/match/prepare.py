"""Stage 1: records as their sources wrote them, to fields that can be compared.

    records ── text folded, locators parsed, marks read ──► prepared

`prepare` works row by row: any split of the records into batches gives the same rows.
"""

from __future__ import annotations

import polars as pl

from tamis.match import fields, locators
from tamis.match.errors import MissingColumnError
from tamis.match.headings import MARKS, RUBRICS

#: Columns a caller may give; all but `id` may be missing and then count as unknown.
RECORD_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.String, "source": pl.String, "title": pl.String, "authors": pl.String,
    "year": pl.Int32, "journal": pl.String, "volume": pl.String, "issue": pl.String,
    "pages": pl.String, "doi": pl.String, "pmid": pl.String, "pmcid": pl.String,
    "isbn": pl.String, "abstract": pl.String, "registry_ids": pl.String, "kind": pl.String,
    "language": pl.String,
}  # fmt: skip

#: A title in this many years of one journal is a heading, not a title.
RECURS = 4

#: … if it is shorter than this (characters of the key), and its years are at least this share of
#: the records that bear it.
HEADING_LENGTH, RECURS_SHARE = 50, 0.12


def prepare(records: pl.DataFrame) -> pl.DataFrame:
    """Normalise a batch of records.

    Args:
        records: One row per record; columns of `RECORD_SCHEMA`, of which only `id` must be there.

    Returns:
        One row per record in the same order, with folded keys; null always means "not known".

    Raises:
        MissingColumnError: There is no `id` column.
    """
    if "id" not in records.columns:
        raise MissingColumnError("id", tuple(records.columns))
    given = records.select(
        (pl.col(name) if name in records.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in RECORD_SCHEMA.items()
    )
    read = pl.concat(
        [
            given.select("id", "year"),
            fields.titles(given["title"]),
            fields.people(given["authors"]),
            fields.journals(given["journal"]),
            fields.places(given),
            given.select(
                locators.doi_key(pl.col("doi")).alias("doi"),
                locators.pmid_key(pl.col("pmid")).alias("pmid"),
                locators.pmcid_key(pl.col("pmcid")).alias("pmcid"),
                locators.serial_numbers(pl.col("isbn")).alias("serials"),
                locators.registry_numbers(
                    pl.concat_str("registry_ids", "title", separator=" ", ignore_nulls=True)
                ).alias("registry"),
                pl.col("kind")
                .str.contains("(?i)registration|registry record")
                .fill_null(value=False)
                .alias("registered"),
            ),
            fields.abstracts(given["abstract"]),
        ],
        how="horizontal",
    )
    return read.with_columns(*_derived(), *fields.sketches(read["title"]))


def with_recurring(prepared: pl.DataFrame) -> pl.DataFrame:
    """Mark as rubrics the short titles that come back year after year ("Trade press news").

    Looks at the whole batch: a title of one journal counts when it stands in `RECURS` years or
    more and these years are many for the records that bear it. Copies of one paper share a year.
    """
    per_title = (
        prepared.filter(pl.col("title_key").str.len_chars() < HEADING_LENGTH)
        .group_by("title_key", "journal")
        .agg(pl.col("year").n_unique().alias("years"), pl.len().alias("records"))
        .filter((pl.col("years") >= RECURS) & (pl.col("years") >= RECURS_SHARE * pl.col("records")))
    )
    return prepared.with_columns(
        pl.col("rubric") | pl.col("title_key").is_in(per_title["title_key"].implode())
    )


def _derived() -> list[pl.Expr]:
    title = pl.col("title")
    mark = pl.lit(None, dtype=pl.String)
    # PDF readers leave the mark of a footnote behind the title.
    unmarked = title.str.replace(r"^(.{20,}) \d$", "$1")
    for name, pattern in reversed(MARKS):
        mark = pl.when(unmarked.str.contains(pattern)).then(pl.lit(name)).otherwise(mark)
    server = pl.col("journal").str.contains(
        r"\b(?:biorxiv|medrxiv|arxiv|chemrxiv|psyarxiv|ssrn|research square|preprints)\b"
    )
    posted = pl.col("doi").str.contains(
        r"^10\.(?:1101/(?:19|20\d\d|\d{6}$)|21203/rs|48550/|20944/pre|31234/|2139/ssrn)"
    )
    # A preprint's DOI in the record of a journal is somebody's mistake, not a preprint.
    preprint = server.fill_null(posted).fill_null(value=False)
    return [
        title.str.extract(r"^.{20,} (\d)$").alias("title_mark"),
        unmarked.str.replace_all(" ", "", literal=True).alias("title_key"),
        (
            title.str.contains(RUBRICS)
            | (title.str.contains(r"\b(?:editors?|editorials?)\b") & (title.str.len_chars() < 60))
        ).alias("rubric"),
        (pl.col("conference") | pl.col("supplement")).alias("talk"),
        # Figures in a title number the parts of a series, the years of a report, the doses.
        unmarked.str.extract_all(r"\b(?:\d+|i{1,3}|iv|vi{0,3}|ix)\b")
        .list.join(" ")
        .alias("title_numbers"),
        pl.col("first_author").str.extract(r"(\p{L}+)").alias("first_name_word"),
        mark.alias("mark"),
        # Pages that start at 1 without a volume are those of a version ahead of print.
        pl.when(~((pl.col("page") == "1") & pl.col("volume").is_null()))
        .then(pl.col("page"))
        .alias("page"),
        # One page frames nothing: several letters or abstracts may stand on it.
        pl.when(pl.col("page_end") != pl.col("page")).then(pl.col("page_end")).alias("page_end"),
        preprint.alias("preprint"),
    ]  # fmt: skip
