"""Stage 3: how the fields of each candidate pair agree.

    (a, b) ── titles first, hopeless pairs dropped ── other fields on the rest ──► levels

Equality runs in polars, string ratios in rapidfuzz on whole columns, and only where equality
failed. Every field becomes one `Int8` level (`tamis.match.levels`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Prefix

from tamis.match.journals import compare_journals
from tamis.match.levels import LEVELS, number_of

#: A pair whose titles are this unlike (indel similarity, %) is no candidate unless an
#: identifier or the place in a volume says so.
TITLE_FLOOR = 55.0

#: … or one is a preprint: many are renamed on the way to a journal, and never merged with it.
RENAMED_FLOOR = 25.0

#: Pairs compared at once: their fields side by side are the widest table of a run.
CHUNK = 500_000

#: Columns of a prepared record that the first look reads, and those that the rest reads.
GLANCED: tuple[str, ...] = (
    "title_key", "doi", "pmid", "page", "year", "first_name_word", "preprint",
)  # fmt: skip
COMPARED: tuple[str, ...] = (
    "title_key", "title_numbers", "title_mark", "authors", "first_author",
    "year", "journal", "volume", "issue", "page", "page_end", "page_letter", "doi", "pmid",
    "pmcid", "abstract", "mark", "talk", "preprint", "serials", "rubric",
    "registered", "registry",
)  # fmt: skip


def compared(pairs: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """`compare`, some pairs at a time, so that memory does not grow with their number."""
    parts = [compare(part, prepared) for part in pairs.iter_slices(CHUNK)]
    return pl.concat(parts) if parts else compare(pairs, prepared)


def compare(pairs: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """Agreement levels of candidate pairs.

    Args:
        pairs: Columns `a`, `b` (row numbers into `prepared`).
        prepared: Output of `prepare`.

    Returns:
        `a`, `b`, one Int8 column per field of `LEVELS`, and `title_ratio` (Float32, 0 to 100);
        pairs that cannot be the same record are left out.
    """
    kept = promising(pairs, prepared)
    sides = [_side(kept, prepared, end) for end in ("a", "b")]
    both = pl.concat([kept, *sides], how="horizontal")
    levels = both.select(
        "a",
        "b",
        "title_ratio",
        _title().alias("title"),
        _numbers().alias("numbers"),
        _authors(both).alias("authors"),
        _year().alias("year"),
        compare_journals(both["journal_a"], both["journal_b"]).alias("journal"),
        _place().alias("place"),
        _equality("issue").alias("issue"),
        _page_end().alias("page_end"),
        _equality("doi").alias("doi"),
        pl.coalesce(
            pl.when(_equality("pmid") > 0).then(_equality("pmid")), _equality("pmcid")
        ).alias("pmid"),
        _abstracts(both).alias("abstract"),
        _mark().alias("mark"),
        _kind().alias("kind"),
    )
    serial = both.select(
        (pl.col("serials_a").list.set_intersection("serials_b").list.len() > 0).fill_null(
            value=False
        )
    ).to_series()
    return levels.with_columns(_journal_with_serial(serial)).cast(dict.fromkeys(LEVELS, pl.Int8))


def promising(pairs: pl.DataFrame, prepared: pl.DataFrame) -> pl.DataFrame:
    """Add `title_ratio` and drop pairs whose titles, places and identifiers all disagree.

    Args:
        pairs: Columns `a`, `b` (row numbers into `prepared`).
        prepared: Output of `prepare`; of its columns, `GLANCED`.
    """
    pairs = pairs.select("a", "b")
    both = pl.concat(
        [pairs, *(_side(pairs, prepared, end, GLANCED) for end in ("a", "b"))], how="horizontal"
    )
    ratio = _ratio(both["title_key_a"], both["title_key_b"])
    same = {
        name: (pl.col(f"{name}_a") == pl.col(f"{name}_b")).fill_null(value=False)
        for name in GLANCED
    }
    excused = (
        same["doi"]
        | same["pmid"]
        | (same["page"] & same["year"] & same["first_name_word"])
        | (same["page"] & (pl.col("title_key_a").is_null() | pl.col("title_key_b").is_null()))
    )
    renamed = (pl.col("title_ratio") >= RENAMED_FLOOR) & ~same["preprint"]
    return (
        both.with_columns(ratio.alias("title_ratio"))
        .filter((pl.col("title_ratio") >= TITLE_FLOOR) | excused | renamed)
        .select("a", "b", "title_ratio")
    )


def _side(
    pairs: pl.DataFrame, prepared: pl.DataFrame, end: str, columns: Sequence[str] = COMPARED
) -> pl.DataFrame:
    return prepared.select(
        pl.col(name).gather(pairs[end]).alias(f"{name}_{end}") for name in columns
    )


def _ratio(left: pl.Series, right: pl.Series) -> pl.Series:
    """Indel similarity in % (null where either is missing), computed only where unequal."""
    return _scored(left, right, fuzz.ratio)


def _scored(left: pl.Series, right: pl.Series, scorer: Callable[..., float]) -> pl.Series:
    known = (left.is_not_null() & right.is_not_null()).to_numpy()
    equal = (left == right).fill_null(value=False).to_numpy()
    todo = np.flatnonzero(known & ~equal)
    values = np.where(known, np.float32(100), np.float32(np.nan)).astype(np.float32)
    if len(todo):
        values[todo] = process.cpdist(
            left.gather(todo).to_list(),
            right.gather(todo).to_list(),
            scorer=scorer,
            dtype=np.float32,
        )
    return pl.Series(values).fill_nan(None)


def _title() -> pl.Expr:
    """Level of the title: equality graded by length, since "Editorial" equals a thousand others."""
    a, b, ratio = pl.col("title_key_a"), pl.col("title_key_b"), pl.col("title_ratio")
    length = pl.min_horizontal(a.str.len_chars(), b.str.len_chars())
    longest = pl.max_horizontal(a.str.len_chars(), b.str.len_chars())
    continues = (length >= 20) & (
        a.str.starts_with(b)
        | b.str.starts_with(a)
        | a.str.contains(b, literal=True)
        | b.str.contains(a, literal=True)
    )
    letters = (100 - ratio) / 100 * (a.str.len_chars() + b.str.len_chars())
    return _choose(
        "title",
        ("missing", a.is_null() | b.is_null()),
        ("equal, a rubric", (ratio >= 100) & (pl.col("rubric_a") | (length < 8))),
        ("equal, a rubric", (letters <= 2.1) & (pl.col("rubric_a") | pl.col("rubric_b"))),
        ("equal, long", (ratio >= 100) & (length >= 60)),
        ("equal", (ratio >= 100) & (length >= 25)),
        ("equal, short", ratio >= 100),
        ("differs by a letter or two", (letters <= 4.1) & (longest >= 25)),
        ("nearly equal", (ratio >= 93)),
        ("one continues the other", continues),
        ("similar", ratio >= 83),
        ("loosely similar", ratio >= 65),
        otherwise="differs",
    )


def _numbers() -> pl.Expr:
    """A stray footnote mark adds a number; two parts of a series replace one by another."""
    a, b = (pl.col(f"title_numbers_{end}").str.split(" ") for end in ("a", "b"))
    lost = a.list.set_difference(b).list.len() > 0
    gained = b.list.set_difference(a).list.len() > 0
    empty = (pl.col("title_numbers_a") == "") | (pl.col("title_numbers_b") == "")
    return _choose(
        "numbers",
        ("missing", a.is_null() | b.is_null()),
        ("differ", (pl.col("title_mark_a") != pl.col("title_mark_b")).fill_null(value=False)),
        ("equal", ~lost & ~gained),
        ("one has more", empty | ~lost | ~gained),
        otherwise="differ",
    )


def _choose(field: str, *cases: tuple[str, pl.Expr], otherwise: str) -> pl.Expr:
    chosen = pl.lit(number_of(field, otherwise))
    for word, condition in reversed(cases):
        chosen = pl.when(condition).then(pl.lit(number_of(field, word))).otherwise(chosen)
    return chosen


def _equality(name: str) -> pl.Expr:
    a, b = pl.col(f"{name}_a"), pl.col(f"{name}_b")
    return pl.when(a.is_null() | b.is_null()).then(0).when(a == b).then(1).otherwise(2)


def _authors(both: pl.DataFrame) -> pl.Series:
    overlap = _scored(both["authors_a"], both["authors_b"], fuzz.token_set_ratio)
    first = _scored(both["first_author_a"], both["first_author_b"], fuzz.token_set_ratio)
    frame = pl.DataFrame({"o": overlap, "f": first, "a": both["authors_a"], "b": both["authors_b"]})
    unsure = frame.select(
        (pl.col("a") != pl.col("b"))
        & ~((pl.col("f").fill_null(0) >= 80) & (pl.col("o").fill_null(0) >= 85))
    ).to_series()
    frame = frame.with_columns(
        _scored(_in_order(frame["a"], unsure), _in_order(frame["b"], unsure), fuzz.ratio).alias("p")
    )
    o, f = pl.col("o"), pl.col("f").fill_null(0)
    return frame.select(
        _choose(
            "authors",
            ("missing", o.is_null()),
            ("equal", (pl.col("a") == pl.col("b"))),
            ("same first author, others agree", (f >= 80) & (o >= 85)),
            ("same people, other order", pl.col("p") >= 90),
            ("others agree", (o >= 85)),
            ("same first author, others differ", f >= 80),
            ("partly shared", o >= 60),
            otherwise="differ",
        )
    ).to_series()


def _in_order(names: pl.Series, wanted: pl.Series) -> pl.Series:
    """The words of each list in alphabetical order; null where not wanted."""
    # polars sorts lists of strings one task per list, which costs more than Python does.
    kept = zip(names, wanted, strict=True)
    words = [" ".join(sorted(text.split())) if want and text else None for text, want in kept]
    return pl.Series(words, dtype=pl.String)


def _year() -> pl.Expr:
    gap = (pl.col("year_a") - pl.col("year_b")).abs()
    return _choose(
        "year",
        ("missing", gap.is_null()),
        ("equal", gap == 0),
        ("one year apart", gap == 1),
        ("two years apart", gap == 2),
        otherwise="further apart",
    )


def _place() -> pl.Expr:
    va, vb = pl.col("volume_a"), pl.col("volume_b")
    page_a, page_b = pl.col("page_a"), pl.col("page_b")
    lettered = (pl.col("page_letter_a") != pl.col("page_letter_b")).fill_null(value=False)
    same_page = (page_a == page_b) & ~lettered
    known_pages = page_a.is_not_null() & page_b.is_not_null()
    known_volumes = va.is_not_null() & vb.is_not_null()
    same_volume = (va == vb).fill_null(value=False)
    overlap = _overlap() & ~lettered
    shifted = _shifted("a", "b") | _shifted("b", "a")
    return _choose(
        "place",
        ("same volume, pages unknown", shifted),
        ("unknown", ~known_pages & ~known_volumes),
        ("same volume and first page", known_pages & same_page & same_volume),
        ("same first page, volume unknown", known_pages & same_page & ~known_volumes),
        ("same first page, other volume", known_pages & same_page),
        ("same volume, pages overlap", known_pages & overlap & same_volume),
        ("pages overlap, other volume or none", known_pages & overlap),
        ("same volume, pages unknown", ~known_pages & same_volume),
        ("same volume, other page", same_volume),
        ("other volume, pages unknown", ~known_pages),
        ("other volume, other page", known_volumes),
        otherwise="other page, volume unknown",
    )


def _shifted(end: str, other: str) -> pl.Expr:
    """Fields moved up by one: the volume in the issue field, the issue in the page field."""
    return (
        pl.col(f"volume_{end}").is_null()
        & (pl.col(f"issue_{end}") == pl.col(f"volume_{other}"))
        & (pl.col(f"page_{end}") == pl.col(f"issue_{other}"))
    ).fill_null(value=False)


def _overlap() -> pl.Expr:
    """Whether the page ranges share a page although they start differently."""
    number = {
        name: pl.col(name).str.head(9).cast(pl.Int64, strict=False)
        for name in ("page_a", "page_b", "page_end_a", "page_end_b")
    }
    end_a = pl.coalesce(number["page_end_a"], number["page_a"])
    end_b = pl.coalesce(number["page_end_b"], number["page_b"])
    shared = (number["page_a"] <= end_b) & (number["page_b"] <= end_a)
    sane = (end_a - number["page_a"] < 60) & (end_b - number["page_b"] < 60)
    return (shared & sane).fill_null(value=False)


def _page_end() -> pl.Expr:
    a, b = (
        pl.col(f"page_end_{end}").str.head(9).cast(pl.Int64, strict=False) for end in ("a", "b")
    )
    return _choose(
        "page_end",
        ("missing", a.is_null() | b.is_null()),
        ("equal", a == b),
        ("close", (a - b).abs() <= 2),
        otherwise="differs",
    )


def _abstracts(both: pl.DataFrame) -> pl.Series:
    left, right = both["abstract_a"], both["abstract_b"]
    ratio = _scored(left, right, fuzz.ratio)
    partial = _prefix_of_shorter(left, right, ratio)
    frame = pl.DataFrame({"r": ratio, "p": partial})
    r = pl.max_horizontal("r", "p")
    return frame.select(
        _choose(
            "abstract",
            ("missing", pl.col("r").is_null()),
            ("equal", r >= 99),
            ("nearly equal", r >= 90),
            ("similar", r >= 70),
            otherwise="differs",
        )
    ).to_series()


def _prefix_of_shorter(left: pl.Series, right: pl.Series, ratio: pl.Series) -> pl.Series:
    """Share of the shorter text that opens the longer one, where the ratio alone is unsure."""
    lengths = pl.DataFrame({"l": left.str.len_chars(), "r": right.str.len_chars()})
    shorter = lengths.min_horizontal().to_numpy()
    values: npt.NDArray[np.float32] = np.zeros(len(left), np.float32)
    todo = np.flatnonzero((ratio < 90).fill_null(value=False).to_numpy())
    if len(todo):
        same = process.cpdist(
            left.gather(todo).to_list(),
            right.gather(todo).to_list(),
            scorer=Prefix.similarity,
            dtype=np.float32,
        )
        values[todo] = 100 * same / np.maximum(shorter[todo], 1)
    return pl.Series(values)


def _mark() -> pl.Expr:
    a, b = pl.col("mark_a"), pl.col("mark_b")
    return _choose(
        "mark", ("none", a.is_null() & b.is_null()), ("equal", a.eq_missing(b)), otherwise="differs"
    )


def _kind() -> pl.Expr:
    shared = pl.col("registry_a").list.set_intersection("registry_b").list.len() > 0
    known = (pl.col("registry_a").list.len() > 0) & (pl.col("registry_b").list.len() > 0)
    other = (known & ~shared).fill_null(value=False)
    return _choose(
        "kind",
        ("one a registration", pl.col("registered_a") != pl.col("registered_b")),
        ("registrations of other numbers", pl.col("registered_a") & other),
        ("one a preprint", pl.col("preprint_a") != pl.col("preprint_b")),
        ("one in a supplement or conference", pl.col("talk_a") != pl.col("talk_b")),
        ("both in supplements", pl.col("talk_a")),
        otherwise="same",
    )


def _journal_with_serial(serial: pl.Series) -> pl.Expr:
    """One ISSN in common makes unlike names similar; no more, since sources mix up ISSNs."""
    level = pl.col("journal")
    similar, far = number_of("journal", "similar"), number_of("journal", "differs")
    return pl.when(serial & (level == far)).then(similar).otherwise(level).alias("journal")
