"""The five stages in a row: prepare → block → compare → decide → cluster."""

from __future__ import annotations

from itertools import islice

import numpy as np
import numpy.typing as npt
import polars as pl

from tamis.match import block, relate, telling, weights
from tamis.match.aliases import with_aliases
from tamis.match.cluster import Edge, Scored, agglomerate, components
from tamis.match.compare import compare, compared
from tamis.match.decide import acceptable, decide
from tamis.match.errors import DuplicateIdError
from tamis.match.index import Index, prepared_rows
from tamis.match.scorecard import Scorecard
from tamis.match.values import Linkage

#: A component larger than this is joined on the compared pairs alone: completing it would cost
#: its square.
COMPLETED = 600

DEFAULT_MODEL = weights.MODEL


def link(
    records: pl.DataFrame,
    *,
    model: Scorecard = DEFAULT_MODEL,
    known: Index | None = None,
    blocking: block.Blocking | None = None,
) -> Linkage:
    """Find records of the same publication.

    Args:
        records: One row per record with the columns of `RECORD_SCHEMA`; only `id` is required and
            must be unique. Authors are joined by semicolons, "Family, Given". Row order does not
            matter.
        model: Weights and thresholds.
        known: Records linked before. Then only pairs with at least one new record are looked at;
            two known clusters are never joined, that is asked instead.
        blocking: Cap and window of the blocks.

    Returns:
        Clusters, the pairs behind them, the queue for a person, and typed relations. With
        `known`, only clusters that hold a new record, with all their members.

    Raises:
        MissingColumnError: There is no `id` column.
        DuplicateIdError: An id occurs twice, also across `records` and `known`.
    """
    how = blocking or block.Blocking()
    new = prepared_rows(records)
    if known is None:
        return link_prepared(new, model=model, blocking=how)
    return _joined(_placed(new, known), block.candidates(new, how), known, how, model)


def link_and_index(
    records: pl.DataFrame,
    known: Index | None = None,
    *,
    model: Scorecard = DEFAULT_MODEL,
    blocking: block.Blocking | None = None,
) -> tuple[Linkage, Index]:
    """`link`, and an index that holds the known records and these, ready for the next batch.

    Every record is prepared once. In the index each record of this batch stands alone, since
    whether it joins a cluster is for the caller to decide: see `Index.grouped`.
    """
    how = blocking or block.Blocking()
    new = prepared_rows(records)
    base = known or Index.empty()
    placed = _placed(new, base)
    keyed = block.keys(placed)
    linkage = (
        link_prepared(new, model=model, blocking=how)
        if known is None
        else _joined(placed, block.candidates(new, how), base, how, model)
    )
    return linkage, base.extended(placed, keyed)


def link_prepared(prepared: pl.DataFrame, *, model: Scorecard, blocking: block.Blocking) -> Linkage:
    """`link` for records that `prepared_rows` has prepared and numbered."""
    alone = np.arange(len(prepared), dtype=np.uint32)
    return _linked(prepared, block.candidates(prepared, blocking), alone, 0, model)


def _placed(new: pl.DataFrame, known: Index) -> pl.DataFrame:
    """A batch numbered on from the known records, knowing the headings that recur among them."""
    shared = new.join(known.prepared, on="id", how="semi")
    if len(shared):
        raise DuplicateIdError(shared["id"][0])
    return new.with_columns(
        (pl.col("row") + len(known)).cast(pl.UInt32),
        pl.col("rubric") | pl.col("title_key").is_in(known.rubrics.implode()),
    )


def _joined(
    placed: pl.DataFrame,
    candidates: pl.DataFrame,
    known: Index,
    how: block.Blocking,
    model: Scorecard,
) -> Linkage:
    """Link a batch that `_placed` has numbered, with itself and with the known records."""
    offset = len(known)
    across = known.candidates(placed.drop("row").with_row_index("row"), how)
    candidates = pl.concat([_shifted(candidates, offset, "a", "b"), _shifted(across, offset, "b")])
    everything = pl.concat([known.prepared, placed], rechunk=False)
    alone = np.arange(offset, offset + len(placed), dtype=np.uint32)
    return _linked(everything, candidates, np.concatenate([known.group, alone]), offset, model)


def _linked(
    prepared: pl.DataFrame,
    candidates: pl.DataFrame,
    group: npt.NDArray[np.uint32],
    offset: int,
    model: Scorecard,
) -> Linkage:
    levels = with_aliases(compared(candidates, prepared), prepared)
    decided = decide(levels, model)
    accepted = decided.filter(acceptable(model))
    members = _members(group[:offset])
    edges = list(zip(accepted["a"].to_list(), accepted["b"].to_list(), strict=True))
    whole = [*edges, *_inner_edges(edges, group, members, offset)]
    decided = pl.concat([decided, _completion(whole, decided, prepared, model)]).sort("a", "b")
    edges = _edges(decided, model)
    clusters = agglomerate(
        edges, scores(decided, edges), start=_started(whole, group, members, offset)
    )
    return _told(clusters, decided, prepared, offset, model)


def _edges(decided: pl.DataFrame, model: Scorecard) -> list[Edge]:
    accepted = decided.filter(acceptable(model))
    return list(zip(accepted["a"].to_list(), accepted["b"].to_list(), strict=True))


def _shifted(pairs: pl.DataFrame, offset: int, *ends: str) -> pl.DataFrame:
    """Row numbers of a batch as rows behind the known ones."""
    return pairs.with_columns((pl.col(end) + offset).cast(pl.UInt32) for end in ends)


def _members(group: npt.NDArray[np.uint32]) -> dict[int, list[int]]:
    """Lowest row → all rows, for known clusters of two or more."""
    found: dict[int, list[int]] = {}
    together = np.flatnonzero(np.bincount(group, minlength=len(group))[group] > 1)
    for row in together.tolist():
        found.setdefault(int(group[row]), []).append(row)
    return found


def _inner_edges(
    edges: list[Edge], group: npt.NDArray[np.uint32], members: dict[int, list[int]], offset: int
) -> list[Edge]:
    """Edges from touched known rows to the rest of their cluster."""
    touched = {int(group[x]) for edge in edges for x in edge if x < offset}
    return [(g, row) for g in sorted(touched) for row in members.get(g, ()) if row != g]


def _started(
    edges: list[Edge], group: npt.NDArray[np.uint32], members: dict[int, list[int]], offset: int
) -> list[list[int]]:
    """Known clusters among the rows at hand; they are given, and no two of them may join."""
    touched = {int(group[x]) for edge in edges for x in edge if x < offset}
    return [members.get(g, [g]) for g in sorted(touched)]


def _completion(
    edges: list[Edge], decided: pl.DataFrame, prepared: pl.DataFrame, model: Scorecard
) -> pl.DataFrame:
    """Compare what blocking did not pair inside each component, so vetoes can be seen."""
    open_pairs = [
        (x, y)
        for rows in components(edges)
        if 2 < len(rows) <= COMPLETED
        for at, x in enumerate(rows)
        for y in rows[at + 1 :]
    ]
    wanted = pl.DataFrame(open_pairs, schema={"a": pl.UInt32, "b": pl.UInt32}, orient="row")
    missing = wanted.join(decided, on=["a", "b"], how="anti")
    return decide(compare(missing, prepared), model)


def scores(decided: pl.DataFrame, edges: list[Edge]) -> dict[Edge, Scored]:
    """Compared pair → what it says, for the rows that edges touch."""
    rows = pl.Series([x for edge in edges for x in edge], dtype=pl.UInt32).unique().implode()
    inside = decided.filter(pl.col("a").is_in(rows) & pl.col("b").is_in(rows))
    score = inside["score"].clip(1e-12, 1 - 1e-12)
    log_odds = (score / (1 - score)).log()
    return {
        (a, b): Scored(log_odds=z, veto=veto > 0)
        for a, b, z, veto in zip(inside["a"], inside["b"], log_odds, inside["veto"], strict=True)
    }


def _told(
    clusters: list[list[int]],
    decided: pl.DataFrame,
    prepared: pl.DataFrame,
    offset: int,
    model: Scorecard,
) -> Linkage:
    """Turn rows into ids, and pairs into what people read."""
    ids = prepared["id"]
    root = np.arange(len(prepared), dtype=np.uint32)
    for rows in clusters:
        root[rows] = rows[0]
    decided = decided.with_columns(
        pl.Series("ra", root[decided["a"].to_numpy()]),
        pl.Series("rb", root[decided["b"].to_numpy()]),
    )
    asked = telling.by_doubt(telling.likeliest(telling.open_questions(decided, model)))
    apart = decided.filter(pl.col("ra") != pl.col("rb"))
    told = [rows for rows in clusters if rows[-1] >= offset]
    names = iter(ids.gather([row for rows in told for row in rows]).to_list())
    named = [tuple(sorted(islice(names, len(rows)))) for rows in told]
    return Linkage(
        clusters=tuple(sorted(named)),
        pairs=telling.held_pairs(telling.holding(decided, model), ids, model),
        ask=telling.asked_pairs(asked, prepared, model),
        related=relate.relate(apart, prepared, model),
    )
