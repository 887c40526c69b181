"""The trials of BCG vaccine (Colditz et al. JAMA 1994;271:698–702), pooled once for all tests."""

from __future__ import annotations

from functools import cache

from tamis.stats.measures import EffectSizes, effect_size
from tamis.stats.models.pool import pool
from tamis.stats.models.pooled import Pooled

TRIALS = (
    "Aronson", "Ferguson & Simes", "Rosenthal 1960", "Hart & Sutherland", "Frimodt-Moller",
    "Stein & Aronson", "Vandiviere", "Madras", "Coetzee & Berjak", "Rosenthal 1961",
    "Comstock 1974", "Comstock & Webster", "Comstock 1976",
)  # fmt: skip
TABLE: dict[str, tuple[float, ...]] = {
    "events1": (4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27),
    "n1": (123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913),
    "events2": (11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29),
    "n2": (139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854),
}
LATITUDE = (44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33)
ALLOCATION = (
    "random", "random", "random", "random", "alternate", "alternate", "random", "random",
    "random", "systematic", "systematic", "systematic", "systematic",
)  # fmt: skip


@cache
def effects() -> EffectSizes:
    return effect_size("RR", **{k: list(v) for k, v in TABLE.items()})


@cache
def pooled() -> Pooled:
    return pool(effects().yi, effects().vi, labels=TRIALS)
