"""Stage 1: records as their sources wrote them, to fields that can be compared.

    records ── text folded, locators parsed, marks read ──► prepared

`prepare` works row by row: any split of the records into batches gives the same rows.
"""

from __future__ import annotations

import polars as pl

from tamis.match import locators
from tamis.match.errors import MissingColumnError
from tamis.match.headings import LANGUAGES, MARKS, NOTES, RUBRICS
from tamis.match.text import blank_to_null, folded, repaired

#: Columns a caller may give; all but `id` may be missing and then count as unknown.
RECORD_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.String, "source": pl.String, "title": pl.String, "authors": pl.String,
    "year": pl.Int32, "journal": pl.String, "volume": pl.String, "issue": pl.String,
    "pages": pl.String, "doi": pl.String, "pmid": pl.String, "pmcid": pl.String,
    "isbn": pl.String, "abstract": pl.String, "registry_ids": pl.String, "kind": pl.String,
    "language": pl.String,
}  # fmt: skip

#: Only the opening of an abstract is compared: it tells two texts apart, and 300 folded
#: characters per record is what a large corpus can hold in memory.
ABSTRACT_LENGTH = 300

#: A title in this many years of one journal is a heading, not a title.
RECURS = 4

#: … if it is shorter than this (characters of the key), and its years are at least this share of
#: the records that bear it.
HEADING_LENGTH, RECURS_SHARE = 50, 0.12

_NAME_PARTICLES = r"\b(?:de|van|der|den|von|la|le|da|di|del|dos|el|al|jr|sr|md|phd|et|and|the)\b"


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
    read = given.select(
        "id",
        "source",
        "year",
        "kind",
        "language",
        *_title_columns(),
        *_author_columns(),
        *_journal_columns(),
        locators.volume_number(pl.col("volume")).alias("volume"),
        locators.issue_number(pl.col("issue"), pl.col("volume")).alias("issue"),
        *locators.page_fields(
            locators.page_text(pl.col("pages"), pl.col("issue"), pl.col("volume"))
        ),
        locators.is_supplement(pl.col("issue"), pl.col("volume"), pl.col("pages")).alias(
            "supplement"
        ),
        locators.doi_key(pl.col("doi")).alias("doi"),
        locators.pmid_key(pl.col("pmid")).alias("pmid"),
        locators.pmcid_key(pl.col("pmcid")).alias("pmcid"),
        locators.serial_numbers(pl.col("isbn")).alias("serials"),
        locators.registry_numbers(
            pl.concat_str("registry_ids", "title", separator=" ", ignore_nulls=True)
        ).alias("registry"),
        _abstract(pl.col("abstract")).alias("abstract"),
    )
    return read.with_columns(*_derived())


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


def _title_columns() -> list[pl.Expr]:
    raw = repaired(pl.col("title"))
    text = (
        raw.str.replace(r"^\s*#NAME\?\s*$", "")
        # A translated title before the original one.
        .str.replace(rf"(?is)\.?\s*(?:<ORIGINAL>|\b(?:{LANGUAGES})\s*\n).*$", "")
        .str.replace_all(NOTES, " ")
        .str.replace_all(r"(?i)\s*\((?:panel|tutorial|poster|demo|keynote|invited)[^()]*\)", " ")
        .str.replace(rf"(?i)\s*\[(?:{LANGUAGES})(?:[,;/ ]+(?:{LANGUAGES}))*\]\.?\s*$", "")
        .str.replace(r"(?i)^\s*\[?(?:retracted|withdrawn)(?: article)?\]?\s*[:.]\s*", "")
    )
    # A title that was nothing but its bracket is a translated title: keep it whole.
    kept = (
        pl.when(text.str.len_bytes() >= 4)
        .then(text)
        .otherwise(pl.when(~raw.str.contains(r"^\s*#NAME\?\s*$")).then(raw))
    )
    return [blank_to_null(folded(kept)).alias("title")]


def _sketches(title: pl.Expr) -> list[pl.Expr]:
    words = title.str.split(" ")
    couples = words.list.eval(pl.element() + " " + pl.element().shift(-1)).list.drop_nulls()
    return [
        pl.when(words.list.len() >= 4)
        .then(couples.list.eval(pl.element().hash(seed=seed)).list.min())
        .alias(f"sketch_{seed}")
        for seed in (1, 2)
    ]


def _author_columns() -> list[pl.Expr]:
    names = (
        repaired(pl.col("authors"))
        .str.replace_all(r"<U\+[0-9A-F]{4}>", "")
        .str.replace_all(r"(?i)\bet al\b\.?|\banonymous\b|\[anonymous\]", "")
        .str.replace_all(r"\s(?:and|&)\s", ";")
        # Run-together lists: "AdeliK.LewisG.F.", "Smith J.Doe A.", "Ayala AlfredBahrami Soheyl".
        .str.replace_all(r"(\p{Ll})(\p{Lu}\.)", "$1 $2")
        .str.replace_all(r"\.(\p{Lu}\p{L})", ".;$1")
        .str.replace_all(r"(\p{Ll}{2})(\p{Lu}\p{Ll})", "$1;$2")
    )
    words = folded(names).str.replace_all(_NAME_PARTICLES, " ").str.extract_all(r"\p{L}{2,}")
    first = folded(names.str.strip_chars(" ;,.").str.extract(r"^([^;,]+)"))
    first_words = first.str.replace_all(_NAME_PARTICLES, " ").str.extract_all(r"\p{L}{2,}")
    leads = names.str.split(";").list.head(3).list.eval(pl.element().str.extract(r"(\p{L}{2,})"))
    return [
        # The first word of the first three authors: the family name wherever it comes first.
        pl.when(leads.list.drop_nulls().list.len() == 3)
        .then(folded(leads.list.join(" ", ignore_nulls=True)))
        .alias("lead_authors"),
        blank_to_null(words.list.head(40).list.unique(maintain_order=True).list.join(" ")).alias(
            "authors"
        ),
        blank_to_null(first_words.list.join(" ")).alias("first_author"),
    ]


def _journal_columns() -> list[pl.Expr]:
    raw = repaired(pl.col("journal"))
    conference = raw.str.contains(
        r"(?i)conference|congress|annual (?:scientific )?meeting|symposium|workshop"
        r"|scientific session"
    )
    name = raw.str.replace(r"(?i)[.:]\s*(?:conference|congress)\b.*$", "")
    name = pl.when(name.str.len_bytes() >= 2).then(name).otherwise(raw)
    return [
        blank_to_null(folded(name.str.replace_all(r"\([^)]*\)", " "))).alias("journal"),
        conference.fill_null(value=False).alias("conference"),
    ]


def _abstract(raw: pl.Expr) -> pl.Expr:
    text = folded(repaired(raw.str.head(ABSTRACT_LENGTH + 100)))
    text = text.str.replace(r"^(?:abstract |no abstract available|summary |background |objectives? "
                            r"|introduction |purpose |aims? |rationale )+", "")  # fmt: skip
    return pl.when(text.str.len_bytes() >= 40).then(text.str.head(ABSTRACT_LENGTH))


def _derived() -> list[pl.Expr]:
    title = pl.col("title")
    mark = pl.lit(None, dtype=pl.String)
    for name, pattern in reversed(MARKS):
        mark = pl.when(title.str.contains(pattern)).then(pl.lit(name)).otherwise(mark)
    server = pl.col("journal").str.contains(
        r"\b(?:biorxiv|medrxiv|arxiv|chemrxiv|psyarxiv|ssrn|research square|preprints)\b"
    )
    posted = pl.col("doi").str.contains(
        r"^10\.(?:1101/(?:19|20\d\d|\d{6}$)|21203/rs|48550/|20944/pre|31234/|2139/ssrn)"
    )
    # A preprint's DOI in the record of a journal is somebody's mistake, not a preprint.
    preprint = server.fill_null(posted).fill_null(value=False)
    return [
        # PDF readers leave the mark of a footnote behind the title.
        title.str.extract(r"^.{20,} (\d)$").alias("title_mark"),
        title.str.replace(r"^(.{20,}) \d$", "$1")
        .str.replace_all(" ", "", literal=True)
        .alias("title_key"),
        (
            title.str.contains(RUBRICS)
            | (title.str.contains(r"\b(?:editors?|editorials?)\b") & (title.str.len_chars() < 60))
        ).alias("rubric"),
        (pl.col("conference") | pl.col("supplement")).alias("talk"),
        # Figures in a title number the parts of a series, the years of a report, the doses.
        title.str.replace(r"^(.{20,}) \d$", "$1")
        .str.extract_all(r"\b(?:\d+|i{1,3}|iv|vi{0,3}|ix)\b")
        .list.join(" ")
        .alias("title_numbers"),
        pl.col("authors").str.split(" ").list.sort().list.join(" ").alias("sorted_authors"),
        pl.col("first_author").str.extract(r"(\p{L}+)").alias("first_name_word"),
        mark.alias("mark"),
        *_sketches(title),
        # Pages that start at 1 without a volume are those of a version ahead of print.
        pl.when(~((pl.col("page") == "1") & pl.col("volume").is_null()))
        .then(pl.col("page"))
        .alias("page"),
        # One page frames nothing: several letters or abstracts may stand on it.
        pl.when(pl.col("page_end") != pl.col("page")).then(pl.col("page_end")).alias("page_end"),
        preprint.alias("preprint"),
        pl.col("kind").str.contains("(?i)registration|registry record")
        .fill_null(value=False).alias("registered"),
    ]  # fmt: skip
