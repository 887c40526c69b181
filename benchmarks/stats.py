"""R's metafor and tamis side by side: same data, same run, one core each.

    python benchmarks/stats.py [--repeat 5] [--peers /path/to/python]

Needs R with metafor: on Debian, `apt-get install r-cran-metafor`. `--peers` names the Python of a
separate environment (`python -m venv peers && peers/bin/pip install PyMetaAnalysis pymare
statsmodels`); peers are only timed there and never imported here. Every job reads all the numbers
that metafor computes when it fits (estimate, SE, p, CI, τ² and its SE, I², H², Q and its p).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# Read by the BLAS when NumPy loads it, so before that.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402

from tamis import stats  # noqa: E402

HERE = Path(__file__).parent
SEED = 20260915
SIZES = (10, 30, 100, 1000)


def data(folder: Path) -> dict[str, np.ndarray]:
    """Data sets of each size, and 10,000 of ten studies, written for R and kept for us."""
    chance = np.random.default_rng(SEED)
    out: dict[str, np.ndarray] = {}
    for k in SIZES:
        v = chance.gamma(2.0, 0.05, k) + 0.01
        y = chance.normal(0.3, np.sqrt(v + 0.05))
        x1, x2 = chance.normal(50.0, 10.0, k), chance.normal(0.0, 1.0, k)
        out[f"k{k}"] = np.column_stack([y, v, x1, x2])
    v = chance.gamma(2.0, 0.05, (10_000, 10)) + 0.01
    out["many_v"], out["many_y"] = v, chance.normal(0.3, np.sqrt(v + 0.05))
    n1, n2 = chance.integers(50, 500, (2, 13))
    out["counts"] = np.column_stack(
        [chance.binomial(n1, 0.1), n1, chance.binomial(n2, 0.15), n2]
    ).astype(float)
    for name, values in out.items():
        with (folder / f"{name}.csv").open("w", newline="") as handle:
            csv.writer(handle).writerows(values.tolist())
    return out


def everything(p: stats.Pooled) -> tuple[object, ...]:
    """What `rma()` computes when it fits."""
    fit = (p.estimate, p.se, p.statistic, p.p_value, p.ci)
    return (*fit, p.tau2, p.tau2_se, p.i2, p.h2, p.q, p.q_p)


def jobs(d: dict[str, np.ndarray]) -> dict[str, Callable[[], object]]:
    """Our side of each job, under the names that the R script uses."""
    out: dict[str, Callable[[], object]] = {}
    for k in SIZES:
        y, v, x1, x2 = np.ascontiguousarray(d[f"k{k}"].T)
        design = np.column_stack([np.ones(k), x1, x2])
        out[f"REML, Knapp-Hartung, k={k}"] = lambda y=y, v=v: everything(stats.pool(y, v))
        out[f"DL, k={k}"] = lambda y=y, v=v: everything(stats.pool(y, v, method="DL", test="z"))
        if k < 1000:
            out[f"REML, two moderators, k={k}"] = lambda y=y, v=v, x=design: _regression(y, v, x)
    y, v = d["k30"][:, 0].copy(), d["k30"][:, 1].copy()
    fit30, fit100 = stats.pool(y, v).fit, stats.pool(*d["k100"].T[:2].copy()).fit
    fit10 = stats.pool(*d["k10"].T[:2].copy(), method="REML", test="z").fit
    out["leave-one-out, k=30"] = lambda: stats.leave_one_out(fit30)
    out["leave-one-out, k=100"] = lambda: stats.leave_one_out(fit100)
    out["influence, k=30"] = lambda: stats.influence(fit30)
    out["cumulative, k=30"] = lambda: stats.cumulative(fit30)
    out["Q-profile interval, k=30"] = lambda: stats.tau2_interval(fit30)
    out["trim and fill, k=30"] = lambda: stats.trim_and_fill(y, v)
    out["regression test, k=30"] = lambda: stats.regression_test(y, v)
    out["GOSH, 1023 subsets, k=10"] = lambda: stats.gosh(fit10)
    out["permutation test, 1000, k=30"] = lambda: stats.permutation_test(
        fit30, permutations=1000, seed=1
    )
    out["10,000 REML fits, k=10"] = lambda: stats.pool_many(d["many_y"], d["many_v"])
    a, n1, c, n2 = d["counts"].T
    counts = {"events1": a, "n1": n1, "events2": c, "n2": n2}
    out["Mantel-Haenszel OR, k=13"] = lambda: _counts(stats.mantel_haenszel("OR", **counts))
    out["Peto, k=13"] = lambda: _counts(stats.peto(**counts))
    return out


def _regression(y: np.ndarray, v: np.ndarray, x: np.ndarray) -> tuple[object, ...]:
    r = stats.regress(y, v, x)
    f = r.fit
    return f.beta, f.se, f.p_value, f.ci, f.tau2, f.tau2_se, f.i2, f.q, f.q_p, r.r2, r.omnibus


def _counts(p: stats.CountPooled) -> tuple[object, ...]:
    return p.estimate, p.se, p.p_value, p.ci, p.q, p.q_p, p.i2, p.association, p.homogeneity


def seconds(job: Callable[[], object], repeat: int) -> float:
    """Best CPU time of one call, each timing at least a twentieth of a second long."""
    job()
    start = time.process_time()
    job()
    once = max(1e-6, time.process_time() - start)
    n = max(1, int(0.05 / once))
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        for _ in range(n):
            job()
        best = min(best, (time.process_time() - start) / n)
    return best


def in_r(folder: Path, repeat: int) -> tuple[str, dict[str, float]]:
    """Version line and seconds per job of metafor."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        sys.exit("Rscript not found. On Debian: apt-get install r-cran-metafor")
    run = subprocess.run(
        [rscript, "--vanilla", str(HERE / "stats.R"), str(folder), str(repeat)],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        sys.exit(f"R failed. On Debian: apt-get install r-cran-metafor\n{run.stderr[-2000:]}")
    lines = run.stdout.splitlines()
    return lines[0], {n: float(s) for n, s in (line.split("\t") for line in lines[1:])}


def in_peers(python: str, folder: Path) -> dict[str, dict[str, float]]:
    """Seconds per job of the Python peers that the other environment has."""
    run = subprocess.run(
        [python, str(HERE / "stats_peers.py"), str(folder)], capture_output=True, text=True
    )
    if run.returncode:
        sys.exit(f"peers failed:\n{run.stderr[-2000:]}")
    found: dict[str, dict[str, float]] = json.loads(run.stdout)
    return found


def main() -> None:
    """Time both, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peers", default="", help="Python of an environment with peers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours_jobs = jobs(data(folder))
        version, theirs = in_r(folder, options.repeat)
        peers = in_peers(options.peers, folder) if options.peers else {}
        print(version)
        print(f"tamis on Python {sys.version.split()[0]}, NumPy {np.__version__}; one thread\n")
        head = "".join(f"{p:>18}{'×':>7}" for p in peers)
        print(f"{'job (milliseconds)':<34}{'metafor':>12}{'tamis':>11}{'ratio':>8}{head}")
        for job, run in ours_jobs.items():
            mine = seconds(run, options.repeat)
            other = "".join(_peer(p.get(job), mine) for p in peers.values())
            ratio = theirs[job] / mine
            print(f"{job:<34}{1e3 * theirs[job]:>12.3f}{1e3 * mine:>11.3f}{ratio:>8.0f}{other}")
    print(f"\nimport tamis.stats: {1e3 * import_seconds():.0f} ms")


def _peer(theirs: float | None, mine: float) -> str:
    return f"{'–':>18}{'':>7}" if theirs is None else f"{1e3 * theirs:>18.3f}{theirs / mine:>7.1f}"


def import_seconds() -> float:
    """Best time of a fresh interpreter importing the package, less that of an empty one."""
    times = []
    for code in ("import tamis.stats", "pass"):
        each = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            each.append(time.perf_counter() - start)
        times.append(min(each))
    return times[0] - times[1]


if __name__ == "__main__":
    main()
