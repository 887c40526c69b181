"""How good a screening order was, from the labels in the order in which records were shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from tamis.learn.errors import OneClass, OutOfRange

Labels = Sequence[int] | NDArray[np.int64]


def _checked(labels: Labels, figure: str) -> NDArray[np.int64]:
    found = np.asarray(labels, dtype=np.int64)
    includes = int(found.sum())
    if not 0 < includes < len(found):
        raise OneClass(figure, includes, len(found))
    return found


def records_to(labels: Labels, recall: float) -> int:
    """Records to read until `recall` (0 < recall ≤ 1) of the includes are found."""
    if not 0 < recall <= 1:
        raise OutOfRange("recall", recall, "above 0 and at most 1")
    found = np.cumsum(_checked(labels, "Records to a recall"))
    # 1e-9: .95 × 20 is 19 to a reader and 19.000000000000004 to the machine elsewhere.
    return int(np.searchsorted(found, ceil(recall * found[-1] - 1e-9))) + 1


def recall_at(labels: Labels, share: float) -> float:
    """Share of the includes among the first `share` (0 to 1) of the records."""
    if not 0 <= share <= 1:
        raise OutOfRange("share", share, "from 0 to 1")
    found = _checked(labels, "Recall")
    return float(found[: round(share * len(found))].sum() / found.sum())


def work_saved(labels: Labels, recall: float = 0.95) -> float:
    """Work saved over random order at a recall (WSS; Cohen 2006, eq. 5)."""
    return 1 - records_to(labels, recall) / len(labels) - (1 - recall)


def true_negative_rate(labels: Labels, recall: float = 0.95) -> float:
    """Excludes never read when `recall` is reached (normalised WSS; Kusa 2023, eq. 6)."""
    found = _checked(labels, "The true negative rate")
    read = records_to(labels, recall)
    excludes = len(found) - int(found.sum())
    return 1 - (read - int(found[:read].sum())) / excludes


def time_to_discovery(labels: Labels) -> float:
    """Average share of records read before an include is found (ATD; Ferdinands 2023)."""
    found = _checked(labels, "The average time to discovery")
    return float((np.flatnonzero(found) + 1).mean() / len(found))


def loss(labels: Labels) -> float:
    """Area between the recall curve and the best one, over the largest such area (0 best, 1 worst).

    As ASReview 2 and later define it: (p(n − (p − 1)/2) − Σ found) / (p(n − p)) for p includes
    among n records.
    """
    found = _checked(labels, "Loss")
    n, p = len(found), int(found.sum())
    return float((p * (n - (p - 1) / 2) - np.cumsum(found).sum()) / (p * (n - p)))


def discounted_gain(labels: Labels) -> float:
    """Normalised discounted cumulative gain (NDCG; Järvelin and Kekäläinen 2002), base-2 logs."""
    found = _checked(labels, "NDCG")
    discount = 1 / np.log2(np.arange(2, len(found) + 2))
    # In the best order both sums hold the same numbers, but are not added up in the same way.
    return min(1.0, float((found * discount).sum() / discount[: int(found.sum())].sum()))


def recall_curve(labels: Labels, points: int = 101) -> tuple[tuple[float, float], ...]:
    """(share read, recall) at evenly spaced shares, from (0, 0) to (1, 1)."""
    found = np.concatenate([[0], np.cumsum(_checked(labels, "A recall curve"))])
    shares = np.linspace(0, 1, points)
    at = np.round(shares * (len(found) - 1)).astype(int)
    return tuple(
        (float(share), float(recall))
        for share, recall in zip(shares, found[at] / found[-1], strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The usual figures of one order of screening."""

    records: int
    includes: int
    first: int
    loss: float
    atd: float
    ndcg: float
    recall_10: float
    recall_20: float
    wss_95: float
    wss_100: float
    tnr_95: float
    to_95: int
    to_100: int


def figures(labels: Labels) -> Figures:
    """All of the above.

    Raises:
        OneClass: There is no include or no exclude.
    """
    found = _checked(labels, "A simulation")
    return Figures(
        records=len(found),
        includes=int(found.sum()),
        first=int(np.argmax(found)) + 1,
        loss=loss(found),
        atd=time_to_discovery(found),
        ndcg=discounted_gain(found),
        recall_10=recall_at(found, 0.1),
        recall_20=recall_at(found, 0.2),
        wss_95=work_saved(found, 0.95),
        wss_100=work_saved(found, 1.0),
        tnr_95=true_negative_rate(found, 0.95),
        to_95=records_to(found, 0.95),
        to_100=records_to(found, 1.0),
    )
