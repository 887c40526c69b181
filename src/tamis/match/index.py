"""Records already linked, kept ready so that a new batch costs what the batch costs."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from tamis.match import block
from tamis.match.errors import DuplicateIdError, UnknownIdError
from tamis.match.prepare import prepare, with_recurring

#: Records prepared at once: what folding leaves in between is many times the text itself.
CHUNK = 50_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """Prepared records, their blocking keys in sorted order, and the clusters they form.

    Attributes:
        prepared: Output of `prepare` for every known record, with `row`.
        keys: Blocking keys, ascending.
        rows: Row of each key.
        group: For each row, the lowest row of its cluster (its own row when it stands alone).
    """

    prepared: pl.DataFrame
    keys: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.uint32]
    group: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, records: pl.DataFrame, clusters: Iterable[Iterable[str]] = ()) -> Index:
        """Index records.

        Args:
            records: As for `link`.
            clusters: Ids that are one publication; records named in none stand alone.

        Raises:
            DuplicateIdError: An id occurs twice.
            UnknownIdError: A cluster names an id that is not among the records.
        """
        prepared = prepared_rows(records)
        return cls.empty().extended(prepared, block.keys(prepared)).grouped(clusters)

    @classmethod
    def empty(cls) -> Index:
        """An index of no records."""
        return cls(
            prepared=prepared_rows(pl.DataFrame(schema={"id": pl.String})),
            keys=np.empty(0, np.uint64),
            rows=np.empty(0, np.uint32),
            group=np.empty(0, np.uint32),
        )

    def extended(self, prepared: pl.DataFrame, keyed: pl.DataFrame) -> Index:
        """The index with more records behind those it has; each stands alone at first.

        Args:
            prepared: More records, `row` numbered on from here.
            keyed: Their `block.keys`.
        """
        added = keyed.sort("key", "row")
        at = np.searchsorted(self.keys, added["key"].to_numpy(), side="right")
        alone = np.arange(len(self), len(self) + len(prepared), dtype=np.uint32)
        return Index(
            prepared=pl.concat([self.prepared, prepared], rechunk=False),
            keys=np.insert(self.keys, at, added["key"].to_numpy()),
            rows=np.insert(self.rows, at, added["row"].to_numpy()),
            group=np.concatenate([self.group, alone]),
        )

    def grouped(self, clusters: Iterable[Iterable[str]]) -> Index:
        """The index with these clusters and no others.

        Raises:
            UnknownIdError: A cluster names an id that is not among the records.
        """
        return replace(self, group=_groups(self.prepared["id"], clusters))

    @property
    def rubrics(self) -> pl.Series:
        """Titles known to recur as headings."""
        return self.prepared.filter("rubric")["title_key"].drop_nulls().unique()

    def __len__(self) -> int:
        return len(self.prepared)

    def candidates(self, prepared: pl.DataFrame, how: block.Blocking) -> pl.DataFrame:
        """Known records that share a blocking key with new ones.

        Args:
            prepared: New records, `row` numbered from 0.
            how: Known blocks above `how.cap` give only records of the same year or first author,
                at most `how.cap` of them, nearest title first.

        Returns:
            Columns `a` (row here) and `b` (row in the new batch), without repeats.
        """
        keyed = block.keys(prepared)
        key, row = keyed["key"].to_numpy(), keyed["row"].to_numpy()
        start = np.searchsorted(self.keys, key, side="left")
        size = np.searchsorted(self.keys, key, side="right") - start
        found = [
            _pairs_of(self.rows, start[fits], size[fits], row[fits])
            for fits in [np.flatnonzero((size > 0) & (size <= how.cap))]
        ]
        for at in np.flatnonzero(size > how.cap):
            known = self.rows[start[at] : start[at] + size[at]]
            found.append(self._refined(known, prepared, int(row[at]), how.cap))
        return pl.concat(found).unique().sort("a", "b")

    def _refined(
        self, known: npt.NDArray[np.uint32], prepared: pl.DataFrame, new: int, cap: int
    ) -> pl.DataFrame:
        year, name = prepared["year"][new], prepared["first_name_word"][new]
        title, page = prepared["title_key"][new] or "", prepared["page"][new]
        rows = pl.Series(known, dtype=pl.UInt32)
        near = self.prepared.select(
            rows.alias("a"),
            (pl.col("year").gather(rows) == year).fill_null(value=False).alias("year"),
            (pl.col("first_name_word").gather(rows) == name).fill_null(value=False).alias("name"),
            (pl.col("page").gather(rows) == page).fill_null(value=False).alias("page"),
            (pl.col("title_key").gather(rows) == title).fill_null(value=False).alias("title"),
        )
        agreement = pl.sum_horizontal("year", "name", "page", "title")
        best = near.sort(agreement, "a", descending=[True, False]).head(cap)
        return best.select("a", pl.lit(new, dtype=pl.UInt32).alias("b"))


def prepared_rows(records: pl.DataFrame) -> pl.DataFrame:
    """Prepare records in the order of their ids and number them.

    Raises:
        DuplicateIdError: An id occurs twice.
    """
    with ThreadPoolExecutor(max_workers=pl.thread_pool_size()) as workers:
        parts = list(workers.map(prepare, records.iter_slices(CHUNK))) or [prepare(records)]
    prepared = with_recurring(pl.concat(parts)).sort("id")
    repeated = prepared["id"].filter(prepared["id"].is_duplicated())
    if len(repeated):
        raise DuplicateIdError(repeated[0])
    return prepared.with_row_index("row")


def _groups(ids: pl.Series, clusters: Iterable[Iterable[str]]) -> npt.NDArray[np.uint32]:
    group = np.arange(len(ids), dtype=np.uint32)
    members = [sorted(cluster) for cluster in clusters]
    named = pl.Series([name for cluster in members for name in cluster], dtype=pl.String)
    rows = pl.DataFrame({"id": named}).join(
        pl.DataFrame({"id": ids, "row": group}), on="id", how="left", maintain_order="left"
    )
    unknown = rows.filter(pl.col("row").is_null())
    if len(unknown):
        raise UnknownIdError(unknown["id"][0])
    at, row = 0, rows["row"].to_numpy()
    for cluster in members:
        own = row[at : at + len(cluster)]
        group[own] = own.min() if len(own) else 0
        at += len(cluster)
    return group


def _pairs_of(
    rows: npt.NDArray[np.uint32],
    start: npt.NDArray[np.int64],
    size: npt.NDArray[np.int64],
    new: npt.NDArray[np.uint32],
) -> pl.DataFrame:
    total = int(size.sum())
    first = np.repeat(np.cumsum(size) - size, size)
    at = np.repeat(start, size) + np.arange(total) - first
    return pl.DataFrame(
        {"a": rows[at], "b": np.repeat(new, size)}, schema={"a": pl.UInt32, "b": pl.UInt32}
    )
