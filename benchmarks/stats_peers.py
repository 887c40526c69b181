"""Time Python peers in their own environment: `python stats_peers.py FOLDER` prints JSON.

Run by `benchmarks/stats.py --peers`; a peer that is not installed is left out. Nothing of tamis is
imported here.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

SIZES = (10, 30, 100, 1000)


def read(folder: Path, name: str) -> np.ndarray:
    """One of the files that stats.py wrote."""
    with (folder / f"{name}.csv").open() as handle:
        return np.array([[float(x) for x in row] for row in csv.reader(handle)])


def seconds(job: Callable[[], object]) -> float:
    """Best CPU time of one call."""
    job()
    start = time.process_time()
    job()
    n = max(1, int(0.1 / max(1e-6, time.process_time() - start)))
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(n):
            job()
        best = min(best, (time.process_time() - start) / n)
    return best


def statsmodels_job(y: np.ndarray, v: np.ndarray) -> object:
    """Paule–Mandel and HKSJ, the nearest it has."""
    from statsmodels.stats.meta_analysis import combine_effects

    made = combine_effects(y, v, method_re="iterated", use_t=True)
    return made.summary_frame()


def pymare_job(y: np.ndarray, v: np.ndarray) -> object:
    """REML with its tables."""
    from pymare import Dataset
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    made = VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(Dataset(y=y, v=v)).summary()
    return made.get_re_stats(), made.get_heterogeneity_stats(), made.to_df()


def pymetaanalysis_job(y: np.ndarray, v: np.ndarray) -> object:
    """REML with Knapp–Hartung (the package is called PyMetaAnalysis)."""
    from meta_analyze import meta_analysis

    return meta_analysis(effect=y, variance=v, tau2_method="REML", ci_method="HK")


PEERS = {
    "statsmodels": statsmodels_job,
    "pymare": pymare_job,
    "meta_analyze": pymetaanalysis_job,
}


def main() -> None:
    """Time what is there."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    out: dict[str, dict[str, float]] = {}
    for name, job in PEERS.items():
        if importlib.util.find_spec(name) is None:
            continue
        out[name] = {}
        for k in SIZES:
            y, v = (np.ascontiguousarray(c) for c in read(folder, f"k{k}").T[:2])
            out[name][f"REML, Knapp-Hartung, k={k}"] = seconds(partial(job, y, v))
    print(json.dumps(out))


if __name__ == "__main__":
    main()
