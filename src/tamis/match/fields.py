"""The columns of a prepared record, field by field: a batch of raw values to folded ones."""

from __future__ import annotations

import numpy as np
import polars as pl

from tamis.match import locators
from tamis.match.headings import CORRECTED, LANGUAGES, NOTES
from tamis.match.text import blank_to_null, folded, repaired

#: Only the opening of an abstract is compared: it tells two texts apart, and 300 folded
#: characters per record is what a large corpus can hold in memory.
ABSTRACT_LENGTH = 300

_MEETING = (
    r"(?i)conference|congress|annual (?:scientific )?meeting|symposium|workshop"
    r"|scientific session"
)

_OPENING = (
    r"^(?:abstract |no abstract available|summary |background |objectives? |introduction "
    r"|purpose |aims? |rationale )+"
)

#: A word of so few letters is seldom worth a key.
_SHORT = 3

#: Odd multipliers of two hashes, and the value of a word without a neighbour.
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_NO_COUPLE = np.uint64(2**64 - 1)

_NAME_PARTICLES = r"\b(?:de|van|der|den|von|la|le|da|di|del|dos|el|al|jr|sr|md|phd|et|and|the)\b"


def titles(given: pl.Series) -> pl.DataFrame:
    """Column `title`: folded, without the notes that databases add."""
    raw = repaired(given).alias("raw")
    text = (
        pl.col("raw")
        .str.replace(r"^\s*#NAME\?\s*$", "")
        # A translated title before the original one.
        .str.replace(rf"(?is)\.?\s*(?:<ORIGINAL>|\b(?:{LANGUAGES})\s*\n).*$", "")
        .str.replace_all(NOTES, " ")
        .str.replace(CORRECTED, " erratum")
        .str.replace_all(r"(?i)\s*\((?:panel|tutorial|poster|demo|keynote|invited)[^()]*\)", " ")
        .str.replace(rf"(?i)\s*\[(?:{LANGUAGES})(?:[,;/ ]+(?:{LANGUAGES}))*\]\.?\s*$", "")
        .str.replace(r"(?i)^\s*\[?(?:retracted|withdrawn)(?: article)?\]?\s*[:.]\s*", "")
    )
    # A title that was nothing but its bracket is a translated title: keep it whole.
    whole = pl.when(~pl.col("raw").str.contains(r"^\s*#NAME\?\s*$")).then("raw")
    kept = pl.DataFrame({"raw": raw}).with_columns(text.alias("text")).select(
        pl.when(pl.col("text").str.len_bytes() >= 4).then("text").otherwise(whole)
    )  # fmt: skip
    return folded(kept.to_series()).to_frame("title").select(blank_to_null(pl.col("title")))


def sketches(title: pl.Series) -> list[pl.Series]:
    """The smallest hash of two neighbouring words, by two hashes; titles of four words or more."""
    words = title.str.split(" ")
    count = words.list.len().fill_null(0).cast(pl.Int64).to_numpy()
    each = words.explode()
    hashed = each.hash(seed=0).to_numpy()
    # "of the" tells nothing: a couple with a short word is taken where there is no other.
    short = (each.str.len_bytes() <= _SHORT).fill_null(value=True).to_numpy()
    plain = np.append(short[:-1] | short[1:], True).astype(np.uint64) << np.uint64(63)
    start = np.cumsum(np.maximum(count, 1)) - np.maximum(count, 1)
    found = []
    for seed, factor in enumerate(_FACTORS, start=1):
        couple = hashed * factor
        couple ^= couple >> np.uint64(32)
        couple[:-1] += hashed[1:]
        couple *= factor
        couple = (couple ^ (couple >> np.uint64(29))) >> np.uint64(1) | plain
        # The last word of a title has no neighbour.
        couple[start[1:] - 1] = _NO_COUPLE
        couple[-1:] = _NO_COUPLE
        least = np.minimum.reduceat(couple, start) if len(start) else couple
        sketch = pl.DataFrame({"least": least, "count": count}).select(
            pl.when(pl.col("count") >= 4).then("least").alias(f"sketch_{seed}")
        )
        found.append(sketch.to_series())
    return found


def people(given: pl.Series) -> pl.DataFrame:
    """Columns `lead_authors`, `authors` (their words) and `first_author`."""
    names = (
        repaired(given)
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
    # The first word of the first three authors: the family name wherever it comes first.
    leads = (
        names.str.splitn(";", 4)
        .struct.unnest()
        .select(pl.concat_str(pl.nth(0, 1, 2).str.extract(r"(\p{L}{2,})"), separator=" "))
    )
    return pl.DataFrame(
        {
            "lead_authors": folded(leads.to_series()),
            "authors": words.list.head(40).list.unique(maintain_order=True).list.join(" "),
            "first_author": first_words.list.join(" "),
        }
    ).with_columns(blank_to_null(pl.col("authors", "first_author")))


def journals(given: pl.Series) -> pl.DataFrame:
    """Columns `journal` and `conference`. Many records share a journal: each name is read once."""
    each = given.unique()
    raw = repaired(each).alias("raw")
    name = raw.str.replace(r"(?i)[.:]\s*(?:conference|congress)\b.*$", "")
    kept = pl.DataFrame({"raw": raw, "name": name}).select(
        pl.when(pl.col("name").str.len_bytes() >= 2).then("name").otherwise("raw")
    )
    read = pl.DataFrame(
        {
            "given": each,
            "journal": folded(kept.to_series().str.replace_all(r"\([^)]*\)", " ")),
            "conference": raw.str.contains(_MEETING).fill_null(value=False),
        }
    ).with_columns(blank_to_null(pl.col("journal")))
    return (
        given.alias("given")
        .to_frame()
        .join(read, on="given", how="left", nulls_equal=True, maintain_order="left")
        .drop("given")
    )


def places(given: pl.DataFrame) -> pl.DataFrame:
    """Columns `volume`, `issue`, `page`, `page_end`, `page_letter` and `supplement`."""
    volume, issue, pages = pl.col("volume"), pl.col("issue"), pl.col("pages")
    read = given.select(
        locators.volume_number(volume).alias("volume"),
        locators.issue_number(issue, volume).alias("issue"),
        locators.page_text(pages, issue, volume).alias("pages"),
        locators.is_supplement(issue, volume, pages).alias("supplement"),
    )
    return pl.concat(
        [
            read.select("volume", "issue"),
            locators.page_fields(read["pages"]),
            read.select("supplement"),
        ],
        how="horizontal",
    )


def abstracts(given: pl.Series) -> pl.DataFrame:
    """Column `abstract`: its opening, folded; null where it is too short to tell anything."""
    text = folded(repaired(given.str.head(ABSTRACT_LENGTH + 100))).str.replace(_OPENING, "")
    return text.to_frame("abstract").select(
        pl.when(pl.col("abstract").str.len_bytes() >= 40).then(
            pl.col("abstract").str.head(ABSTRACT_LENGTH)
        )
    )
