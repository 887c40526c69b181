"""The five stages in a row: prepare → block → compare → decide → cluster."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from tamis.match import block, relate, weights
from tamis.match.aliases import with_aliases
from tamis.match.cluster import Edge, Scored, agglomerate, components
from tamis.match.compare import compare
from tamis.match.decide import decide, questions
from tamis.match.errors import DuplicateIdError
from tamis.match.explain import Explainer, differences
from tamis.match.index import Index, prepared_rows
from tamis.match.levels import LEVELS
from tamis.match.scorecard import Scorecard
from tamis.match.values import Linkage, Pair

#: A component larger than this is joined on the compared pairs alone: completing it would cost
#: its square.
_COMPLETED = 600

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
    candidates = block.pairs(block.keys(new), new, how)
    if known is None:
        return _linked(new, candidates, np.arange(len(new), dtype=np.uint32), 0, model)
    shared = new.join(known.prepared, on="id", how="semi")
    if len(shared):
        raise DuplicateIdError(shared["id"][0])
    offset = len(known)
    new = new.with_columns(
        (pl.col("row") + offset).cast(pl.UInt32),
        pl.col("rubric") | pl.col("title_key").is_in(known.rubrics.implode()),
    )
    across = known.candidates(new.drop("row").with_row_index("row"), how)
    candidates = pl.concat([_shifted(candidates, offset, "a", "b"), _shifted(across, offset, "b")])
    everything = pl.concat([known.prepared, new], rechunk=False)
    group = np.concatenate([known.group, np.arange(len(new), dtype=np.uint32) + offset])
    return _linked(everything, candidates, group.astype(np.uint32), offset, model)


def _linked(
    prepared: pl.DataFrame,
    candidates: pl.DataFrame,
    group: npt.NDArray[np.uint32],
    offset: int,
    model: Scorecard,
) -> Linkage:
    levels = with_aliases(compare(candidates, prepared), prepared)
    decided = decide(levels, model)
    accepted = decided.filter(
        (pl.col("score") >= model.same_above) & (pl.col("veto") == 0) & ~pl.col("held")
    )
    members = _members(group[:offset])
    edges = list(zip(accepted["a"].to_list(), accepted["b"].to_list(), strict=True))
    whole = [*edges, *_inner_edges(edges, group, members, offset)]
    decided = pl.concat([decided, _completion(whole, decided, prepared, model)]).sort("a", "b")
    clusters = agglomerate(
        edges, _scores(decided, edges), start=_started(whole, group, members, offset)
    )
    return _told(clusters, decided, prepared, offset, model)


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
        if 2 < len(rows) <= _COMPLETED
        for at, x in enumerate(rows)
        for y in rows[at + 1 :]
    ]
    wanted = pl.DataFrame(open_pairs, schema={"a": pl.UInt32, "b": pl.UInt32}, orient="row")
    missing = wanted.join(decided, on=["a", "b"], how="anti")
    return decide(compare(missing, prepared), model)


def _scores(decided: pl.DataFrame, edges: list[Edge]) -> dict[Edge, Scored]:
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
    inside = pl.col("ra") == pl.col("rb")
    accepted = decided.filter(inside & (pl.col("score") >= model.same_above))
    asked = _queue(decided.filter(~inside), model)
    apart = decided.filter(~inside)
    named = [tuple(sorted(ids.gather(rows).to_list())) for rows in clusters if rows[-1] >= offset]
    return Linkage(
        clusters=tuple(sorted(named)),
        pairs=_pairs(accepted, ids, model),
        ask=_questions(asked, prepared, model),
        related=relate.relate(apart, prepared, model),
    )


def _queue(apart: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """One pair per two clusters: the likeliest; then all, nearest to even odds first."""
    best = (
        questions(apart, model)
        .with_columns(
            pl.min_horizontal("ra", "rb").alias("r1"), pl.max_horizontal("ra", "rb").alias("r2")
        )
        .sort("score", "a", "b", descending=[True, False, False])
    )
    doubt = (pl.col("score") - 0.5).abs()
    return best.unique(["r1", "r2"], keep="first", maintain_order=True).sort(doubt, "a", "b")


def _pairs(accepted: pl.DataFrame, ids: pl.Series, model: Scorecard) -> tuple[Pair, ...]:
    a, b = ids.gather(accepted["a"]).to_list(), ids.gather(accepted["b"]).to_list()
    why = Explainer(model).all(accepted)
    score = accepted["score"].round(4).to_list()
    return tuple(
        Pair(a=min(x, y), b=max(x, y), score=s, reasons=r)
        for x, y, s, r in zip(a, b, score, why, strict=True)
    )


def _questions(asked: pl.DataFrame, prepared: pl.DataFrame, model: Scorecard) -> tuple[Pair, ...]:
    left = prepared[asked["a"].to_list()].to_dicts()
    right = prepared[asked["b"].to_list()].to_dicts()
    why = Explainer(model).all(asked)
    found = []
    for row, a, b, reasons in zip(asked.to_dicts(), left, right, why, strict=True):
        if a["id"] > b["id"]:
            a, b = b, a
        levels = {field: row[field] for field in LEVELS}
        found.append(
            Pair(
                a=a["id"],
                b=b["id"],
                score=round(row["score"], 4),
                reasons=reasons,
                differences=differences(levels, a, b, model),
            )
        )
    return tuple(found)
