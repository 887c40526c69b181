"""Which report tells of a registered trial: candidates ranked for a person to confirm.

    numbers      a report that prints the registration's number comes first
    words        else by the words both use, rare ones counting more (cosine of tf-idf vectors)
    dates        results appear after a trial ends, most within a few years
    size         the sample size that a report prints is the number enrolled

Which words count, and how much, is in `tamis.match.terms`. The weights were set by their meaning
and checked on IntoValue's registrations, see `benchmarks/dedup.md`; nothing is learnt from answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tamis.match.errors import DuplicateIdError, MissingColumnError
from tamis.match.locators import registry_numbers
from tamis.match.terms import paper_terms, trial_terms, vectors, weighed

#: Columns of a registration; all but `id` may be missing. Dates start with YYYY-MM or YYYY.
REGISTRATION_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.String, "title": pl.String, "acronym": pl.String, "conditions": pl.String,
    "interventions": pl.String, "investigators": pl.String, "other_ids": pl.String,
    "start": pl.String, "completion": pl.String, "enrolment": pl.Int64,
}  # fmt: skip

#: Columns of a report; as of `RECORD_SCHEMA`, and `published` (a date) where more than `year` is
#: known.
REPORT_SCHEMA: dict[str, type[pl.DataType]] = {
    "id": pl.String, "title": pl.String, "authors": pl.String, "year": pl.Int32,
    "published": pl.String, "abstract": pl.String, "registry_ids": pl.String,
}  # fmt: skip

#: Registrations whose candidates are worked out at once.
_CHUNK = 500

#: A term that more than this share of the reports use finds too many of them to be worth a look.
_COMMON = 0.25

#: Years from the end of a trial to its report, up to which → log-odds against the average report.
_DELAYS = ((-2.0, -0.6), (-0.3, -0.3), (0.3, -0.1), (3.0, 0.15), (5.0, 0.0), (8.0, -0.4))
_LATE, _BEFORE_START, _SAME_SIZE, _OTHER_NUMBER = -1.0, -1.5, 0.5, -1.0

#: Months a trial runs when only its start is known.
_USUAL_LENGTH = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedReport:
    """A report that may tell of a registered trial.

    Attributes:
        registration: Id of the registration.
        report: Id of the report.
        rank: 1 for the likeliest.
        score: 0 to 1; 0.95 or more if the report prints the number. It orders, it is no
            probability.
        reasons: Why, in words.
    """

    registration: str
    report: str
    rank: int
    score: float
    reasons: tuple[str, ...]


def rank_reports(
    registrations: pl.DataFrame, reports: pl.DataFrame, *, most: int = 5
) -> tuple[RankedReport, ...]:
    """Rank the reports that may tell of each registered trial.

    Args:
        registrations: Columns of `REGISTRATION_SCHEMA`; `id` is the number the registry gave.
        reports: Columns of `REPORT_SCHEMA`.
        most: How many reports to name for each registration.

    Returns:
        At most `most` reports for each registration, likeliest first; none where no word is
        shared.

    Raises:
        MissingColumnError: A frame has no `id` column.
        DuplicateIdError: An id occurs twice in one frame.
    """
    trials = _given(registrations, REGISTRATION_SCHEMA)
    papers = _given(reports, REPORT_SCHEMA)
    asked, told = trial_terms(trials), paper_terms(papers)
    weights = weighed(asked, told, len(trials) + len(papers))
    sought = vectors(asked, weights)
    common = told.group_by("term").len().filter(pl.col("len") > _COMMON * len(papers) + 50)
    found = vectors(told, weights).join(common, on="term", how="anti")
    numbers = _numbers(trials, papers)
    ranked = [
        _ranked(chunk, sought, found, numbers, papers, most) for chunk in trials.iter_slices(_CHUNK)
    ]
    return tuple(_told(pl.concat(ranked))) if ranked else ()


def _given(frame: pl.DataFrame, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    if "id" not in frame.columns:
        raise MissingColumnError("id", tuple(frame.columns))
    repeated = frame["id"].filter(frame["id"].is_duplicated())
    if len(repeated):
        raise DuplicateIdError(str(repeated[0]))
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


def _numbers(trials: pl.DataFrame, papers: pl.DataFrame) -> pl.DataFrame:
    """`registration`, `report`, `own`: pairs that share a number."""
    known = trials.select(
        pl.col("id").alias("registration"),
        pl.concat_str("id", "other_ids", separator=" ", ignore_nulls=True).alias("text"),
    )
    text = pl.concat_str("registry_ids", "title", "abstract", separator=" ", ignore_nulls=True)
    printed = papers.select(pl.col("id").alias("report"), registry_numbers(text).alias("number"))
    printed = printed.explode("number").drop_nulls().unique()
    borne = known.with_columns(registry_numbers(pl.col("text")).alias("number"))
    borne = borne.explode("number").drop_nulls().select("registration", "number").unique()
    return (
        borne.join(printed, on="number")
        .group_by("registration", "report")
        .agg(pl.col("number").min().alias("number"))
    )


def _ranked(
    trials: pl.DataFrame,
    sought: pl.DataFrame,
    found: pl.DataFrame,
    numbers: pl.DataFrame,
    papers: pl.DataFrame,
    most: int,
) -> pl.DataFrame:
    mine = sought.join(trials.select("id"), on="id", how="semi")
    words = (
        mine.join(found, on="term", suffix="_report")
        .group_by(pl.col("id").alias("registration"), pl.col("id_report").alias("report"))
        .agg((pl.col("value") * pl.col("value_report")).sum().alias("words"))
    )
    shown = numbers.join(trials.select("id"), left_on="registration", right_on="id", how="semi")
    pairs = words.join(shown, on=["registration", "report"], how="full", coalesce=True)
    known = trials.select(
        pl.col("id").alias("registration"), "enrolment",
        _years("start").alias("start"), _years("completion").alias("completion"),
    )  # fmt: skip
    body = pl.concat_str("title", "abstract", separator=". ", ignore_nulls=True)
    told = papers.select(
        pl.col("id").alias("report"),
        pl.coalesce(_years("published"), pl.col("year") + 0.5).alias("published"),
        _sizes(body).alias("sizes"),
        registry_numbers(
            pl.concat_str("registry_ids", "title", "abstract", separator=" ", ignore_nulls=True)
        ).list.len().alias("numbers"),
    )  # fmt: skip
    return (
        pairs.join(known, on="registration")
        .join(told, on="report")
        .with_columns(_delay().alias("delay"))
        .with_columns(_score().alias("score"))
        .sort("score", "report", descending=[True, False])
        .group_by("registration", maintain_order=True)
        .head(most)
        .with_columns(pl.int_range(1, pl.len() + 1).over("registration").alias("rank"))
        .sort("registration", "rank")
    )


def _years(column: str) -> pl.Expr:
    """A date as years with a fraction; the middle of the year where no month is given."""
    year = pl.col(column).str.extract(r"^(\d{4})").cast(pl.Float64)
    month = pl.col(column).str.extract(r"^\d{4}-(\d{2})").cast(pl.Float64)
    return year + (month.fill_null(6.5) - 0.5) / 12


def _sizes(text: pl.Expr) -> pl.Expr:
    return text.str.extract_all(r"\b\d[\d ,]*\d\b").list.eval(
        pl.element().str.replace_all(r"[ ,]", "").cast(pl.Int64, strict=False)
    )


def _delay() -> pl.Expr:
    """Log-odds that the dates give; nothing where they are unknown."""
    end = pl.coalesce("completion", pl.col("start") + _USUAL_LENGTH)
    gap = pl.col("published") - end
    told = pl.lit(_LATE)
    for upto, points in reversed(_DELAYS):
        told = pl.when(gap < upto).then(pl.lit(points)).otherwise(told)
    early = pl.col("published") < pl.col("start")
    return (
        pl.when(early.fill_null(value=False))
        .then(_BEFORE_START)
        .when(gap.is_null())
        .then(0.0)
        .otherwise(told)
    )


def _score() -> pl.Expr:
    same_size = pl.col("sizes").list.contains(pl.col("enrolment")) & (pl.col("enrolment") >= 10)
    elsewhere = pl.col("number").is_null() & (pl.col("numbers") > 0)
    strength = (
        pl.col("words").fill_null(0.0).clip(1e-6).log()
        + pl.col("delay")
        + pl.when(same_size.fill_null(value=False)).then(_SAME_SIZE).otherwise(0.0)
        + pl.when(elsewhere.fill_null(value=False)).then(_OTHER_NUMBER).otherwise(0.0)
    )
    part = strength.exp().clip(0.0, 0.94)
    return pl.when(pl.col("number").is_not_null()).then(0.95 + 0.05 * part).otherwise(part)


def _told(ranked: pl.DataFrame) -> list[RankedReport]:
    found = []
    for row in ranked.iter_rows(named=True):
        why = [f"prints {row['number']}"] if row["number"] else []
        if row["words"]:
            why.append(f"words in common: {row['words']:.0%}")
        if row["completion"] and row["published"]:
            why.append(f"published {row['published'] - row['completion']:+.1f} years from its end")
        if row["enrolment"] and row["enrolment"] in (row["sizes"] or ()):
            why.append(f"prints the number enrolled, {row['enrolment']}")
        if not row["number"] and row["numbers"]:
            why.append("prints another registration's number")
        found.append(
            RankedReport(
                registration=row["registration"],
                report=row["report"],
                rank=row["rank"],
                score=round(row["score"], 4),
                reasons=tuple(why),
            )
        )
    return found
