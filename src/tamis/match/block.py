"""Stage 2: which pairs of records are worth comparing.

    prepared ── keys() ──► (key, row) ── pairs() ──► (a, b), a < b, each pair once

A key is a 64-bit hash of a few fields. Records that share a key form a block. Blocks above
`Blocking.cap` are refined, by year, then by first author, then by page; what is still too large is
walked in sorted order, each record against its next neighbours, so no block is ever dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """How large a block may grow, and how far a sorted walk looks ahead in one that outgrew it."""

    cap: int = 40
    window: int = 8


#: Refinements of an oversized block, tried in this order.
_REFINEMENTS: tuple[str, ...] = ("year", "first_name_word", "page")

#: What a block that is still too large is sorted by.
_ORDER: tuple[str, ...] = ("title_key", "page", "authors", "abstract", "id")

#: Columns of a prepared record that oversized blocks are refined and sorted by.
REFINING: tuple[str, ...] = tuple(dict.fromkeys((*_REFINEMENTS, *_ORDER)))


def key_columns() -> dict[str, pl.Expr]:
    """Name → expression of every blocking key; null where a field it needs is unknown."""
    title, length = pl.col("title_key"), pl.col("title_key").str.len_chars()
    name, year = pl.col("first_name_word"), pl.col("year").cast(pl.String)
    page, volume = pl.col("page"), pl.col("volume")
    return {
        "title": pl.when(length >= 8).then(title),
        "title start": pl.when(length >= 20).then(title.str.head(20)),
        "title end": pl.when(length >= 20).then(title.str.tail(20)),
        "title middle": pl.when(length >= 40).then(title.str.slice(20, 18)),
        "doi": pl.col("doi"),
        "pmid": pl.col("pmid"),
        "pmcid": pl.col("pmcid"),
        "year, volume, page": pl.concat_str(year, volume, page, separator="|"),
        "author, year, page": pl.concat_str(name.str.head(5), year, page, separator="|"),
        "author, volume, page": pl.concat_str(name.str.head(5), volume, page, separator="|"),
        "author, volume, issue": pl.concat_str(
            name.str.head(5), volume, pl.col("issue"), separator="|"
        ),
        "three authors": pl.col("lead_authors"),
        # Smallest hash of two neighbouring words: alike titles agree on it as often as their
        # word pairs overlap (Broder, Compression and Complexity of Sequences 1997, min-wise).
        "words": pl.col("sketch_1").cast(pl.String),
        "other words": pl.col("sketch_2").cast(pl.String),
        "abstract": pl.col("abstract").str.head(50),
        "short title, author, year": pl.when(length < 20).then(
            pl.concat_str(title.str.head(6), name.str.head(5), year, separator="|")
        ),
    }


def keys(prepared: pl.DataFrame) -> pl.DataFrame:
    """Blocking keys of a batch.

    Args:
        prepared: Output of `prepare`, with a `row` column (UInt32) that numbers the records.

    Returns:
        Columns `key` (UInt64) and `row` (UInt32), one row per record and key it has.
    """
    return pl.concat(keys_of(prepared, name) for name in key_columns())


def keys_of(prepared: pl.DataFrame, name: str) -> pl.DataFrame:
    """Blocking keys of one kind; columns as of `keys`."""
    expr = key_columns()[name]
    # The name keeps a DOI from colliding with an equal title.
    key = (pl.lit(name) + "\0" + expr).hash(seed=0).alias("key")
    found = prepared.select(key, "row", expr.is_not_null().alias("has"))
    return found.filter("has").select("key", "row")


def candidates(prepared: pl.DataFrame, how: Blocking | None = None) -> pl.DataFrame:
    """`pairs` of all keys, one kind of key at a time, so that memory holds one kind only.

    Args:
        prepared: Output of `prepare`, `row` equal to the position.
        how: Cap and window.
    """
    found = [_packed_pairs(keys_of(prepared, name), prepared, how) for name in key_columns()]
    return _unpacked(_distinct(np.concatenate(found)))


def pairs(keyed: pl.DataFrame, prepared: pl.DataFrame, how: Blocking | None = None) -> pl.DataFrame:
    """Candidate pairs from blocking keys.

    Args:
        keyed: Output of `keys`.
        prepared: The frame the rows of `keyed` point into; `row` equals the position.
        how: Cap and window.

    Returns:
        Columns `a` and `b` (UInt32), `a < b`, sorted, without repeats.
    """
    return _unpacked(_packed_pairs(keyed, prepared, how))


def _packed_pairs(
    keyed: pl.DataFrame, prepared: pl.DataFrame, how: Blocking | None
) -> npt.NDArray[np.uint64]:
    how = how or Blocking()
    found = [np.empty(0, np.uint64)]
    current = keyed
    for refinement in (*_REFINEMENTS, None):
        small, large = sized(current, how.cap)
        found.append(_within(small, how.cap))
        if large.is_empty():
            break
        if refinement is None:
            found.append(_walk(large, prepared, how.window))
            break
        found.append(_walk(large, prepared, 2))
        current = _refined(large, prepared, refinement)
    return _distinct(np.concatenate(found))


def sized(keyed: pl.DataFrame, cap: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of blocks of two up to `cap` records, and rows of larger blocks."""
    size = keyed.with_columns(pl.len().over("key").alias("size")).filter(pl.col("size") > 1)
    small = pl.col("size") <= cap
    return size.filter(small).drop("size"), size.filter(~small).drop("size")


def within(small: pl.DataFrame, how: Blocking) -> pl.DataFrame:
    """Every pair of records inside blocks that are small enough; columns as of `pairs`."""
    return _unpacked(_distinct(_within(small, how.cap)))


def _refined(large: pl.DataFrame, prepared: pl.DataFrame, column: str) -> pl.DataFrame:
    values = prepared[column].gather(large["row"]).cast(pl.String).fill_null("")
    return large.select(pl.struct("key", values.alias("value")).hash(seed=0).alias("key"), "row")


def _within(blocks: pl.DataFrame, cap: int) -> npt.NDArray[np.uint64]:
    """All pairs inside blocks, packed as a·2³² + b."""
    ordered = blocks.sort("key", "row")
    return _ahead(ordered["key"].to_numpy(), ordered["row"].to_numpy(), cap - 1)


def _walk(blocks: pl.DataFrame, prepared: pl.DataFrame, window: int) -> npt.NDArray[np.uint64]:
    """Pairs of near neighbours once a block is sorted by what its records say."""
    ordered = blocks.with_columns(
        prepared[name].gather(blocks["row"]).alias(name) for name in _ORDER
    ).sort("key", *_ORDER, nulls_last=True)
    return _ahead(ordered["key"].to_numpy(), ordered["row"].to_numpy(), window)


def _ahead(
    key: npt.NDArray[np.uint64], row: npt.NDArray[np.uint32], reach: int
) -> npt.NDArray[np.uint64]:
    found = [np.empty(0, np.uint64)]
    at = np.arange(len(key))
    for step in range(1, reach + 1):
        at = at[at + step < len(key)]
        at = at[key[at] == key[at + step]]
        if not len(at):
            break
        found.append(_packed(row[at], row[at + step]))
    return np.concatenate(found)


def _packed(a: npt.NDArray[np.uint32], b: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    packed: npt.NDArray[np.uint64] = ((low << np.uint64(32)) | high)[low != high]
    return packed


def _distinct(packed: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Ascending, without repeats; sorting is many times faster here than `np.unique`."""
    ordered = np.sort(packed)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _unpacked(packed: npt.NDArray[np.uint64]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "a": (packed >> np.uint64(32)).astype(np.uint32),
            "b": (packed & np.uint64(0xFFFFFFFF)).astype(np.uint32),
        }
    )
