"""What is told of the pairs: those that hold a cluster, those to ask about, and why.

Each function takes pairs with their rows' roots (`ra`, `rb`), a batch at a time.
"""

from __future__ import annotations

import polars as pl

from tamis.match.decide import acceptable, questions
from tamis.match.explain import Explainer, differences
from tamis.match.levels import LEVELS
from tamis.match.scorecard import Scorecard
from tamis.match.values import Pair

#: Columns of a prepared record that a question shows.
SHOWN: tuple[str, ...] = (
    "id", "title", "title_numbers", "authors", "year", "journal", "volume", "page", "issue",
    "page_end", "doi", "pmid", "pmcid", "abstract", "mark", "conference", "supplement", "preprint",
    "registered",
)  # fmt: skip


def holding(decided: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """Pairs inside one cluster that are taken as the same, some only by their score."""
    taken = (pl.col("score") >= model.same_above) | acceptable(model)
    return decided.filter((pl.col("ra") == pl.col("rb")) & taken)


def open_questions(decided: pl.DataFrame, model: Scorecard) -> pl.DataFrame:
    """Pairs between clusters that a person may be asked about, with the clusters in order."""
    apart = decided.filter(pl.col("ra") != pl.col("rb"))
    return questions(apart, model).with_columns(
        pl.min_horizontal("ra", "rb").alias("r1"), pl.max_horizontal("ra", "rb").alias("r2")
    )


def likeliest(asked: pl.DataFrame) -> pl.DataFrame:
    """One question per two clusters: the likeliest pair, the first of equals."""
    best = asked.sort("score", "a", "b", descending=[True, False, False])
    return best.unique(["r1", "r2"], keep="first", maintain_order=True)


def by_doubt(asked: pl.DataFrame) -> pl.DataFrame:
    """Questions nearest to even odds first."""
    return asked.sort((pl.col("score") - 0.5).abs(), "a", "b")


def held_pairs(holding: pl.DataFrame, ids: pl.Series, model: Scorecard) -> tuple[Pair, ...]:
    """Accepted pairs, with the reasons in words.

    Args:
        holding: Output of `holding`.
        ids: Record ids that `a` and `b` point into.
        model: Names the weights in the reasons.
    """
    a, b = ids.gather(holding["a"]).to_list(), ids.gather(holding["b"]).to_list()
    why = Explainer(model).all(holding)
    score = holding["score"].round(4).to_list()
    return tuple(
        Pair(a=min(x, y), b=max(x, y), score=s, reasons=r)
        for x, y, s, r in zip(a, b, score, why, strict=True)
    )


def asked_pairs(asked: pl.DataFrame, prepared: pl.DataFrame, model: Scorecard) -> tuple[Pair, ...]:
    """Questions, with the reasons and the differences between the records.

    Args:
        asked: Output of `likeliest`.
        prepared: The frame `a` and `b` point into; of its columns, `SHOWN`.
        model: Names the weights.
    """
    left = prepared[asked["a"].to_list()].select(SHOWN).to_dicts()
    right = prepared[asked["b"].to_list()].select(SHOWN).to_dicts()
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
