"""Multilevel models, GLMMs and selection models beside R's metafor: same data, same run.

    python benchmarks/stats_multilevel.py [--repeat 5]

Needs R with metafor: on Debian, `apt-get install r-cran-metafor` (with r-cran-lme4, which metafor
uses for GLMMs). CPU seconds of one call on one thread: the best of a round, and over the rounds of
both programs in turn the median. `rows()` returns the table for other benchmarks to print.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np  # noqa: E402, the threads must be set before

from tamis.stats.glmm import glmm  # noqa: E402
from tamis.stats.multilevel import intercepts, multilevel, nested  # noqa: E402
from tamis.stats.selection import selection_model  # noqa: E402
from tamis.stats.selection.weights import Kind  # noqa: E402

EXAMPLES = Path(__file__).parents[1] / "tests" / "stats" / "data_multilevel"
SEED = 20260915
TABLES = ("bcg", "nielweise2007", "nielweise2008", "pritz1997", "konstantopoulos2011")
KINDS: dict[Kind, tuple[float, ...]] = {"stepfun": (0.025,), "beta": (), "halfnorm": ()}
Columns = dict[str, Any]

#: metafor's side: one call per job; `d` is the job's table.
IN_R = """
suppressPackageStartupMessages(library(metafor))
args <- commandArgs(trailingOnly=TRUE)
get <- function(name) read.csv(file.path(args[1], paste0(name, ".csv")))
cat(R.version.string, "; metafor ", as.character(packageVersion("metafor")), "; BLAS ",
    basename(extSoftVersion()[["BLAS"]]), "\\n", sep="")
seconds <- function(f) {
   first <- max(1e-4, sum(system.time(f())[1:2]))
   if (first > 2) return(first)
   n <- max(1, floor(0.2 / first))
   min(sapply(1:3, function(i) sum(system.time(for (j in seq_len(n)) f())[1:2]) / n))
}
job <- function(name, f)
   cat(name, "\\t", format(seconds(function() suppressWarnings(f())), digits=8), "\\n", sep="")
"""


@dataclass(frozen=True)
class Job:
    """One fit: its name, its table, metafor's call and ours."""

    name: str
    table: str
    r: str
    ours: Callable[[Columns], object]


def _counts(measure: str, r: str, **options: Any) -> Callable[[str, str], Job]:
    names: dict[str, tuple[str, ...]] = {
        "OR": ("ai", "n1i", "ci", "n2i"),
        "IRR": ("x1i", "t1i", "x2i", "t2i"),
    }
    names |= {"PLO": ("xi", "ni"), "IRLN": ("x1i", "t1i")}

    def job(name: str, table: str) -> Job:
        def ours(d: Columns) -> object:
            columns = {n: d[n] for n in names[measure]}
            if measure == "IRLN":
                columns = {"xi": d["x1i"], "ti": d["t1i"]}
            return glmm(measure, **columns, **options)

        return Job(name, table, f"rma.glmm({r}, data=d)", ours)

    return job


def glmm_jobs() -> Iterator[Job]:
    """GLMMs of two arms and of one."""
    odds = "measure='OR', ai=ai, n1i=n1i, ci=ci, n2i=n2i, model='{}'"
    rates = "measure='IRR', x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i, model='{}'"
    for model in ("UM.FS", "UM.RS", "CM.AL"):  # CM.EL needs BiasedUrn, not in Debian
        for table in ("bcg", "nielweise2007"):
            make = _counts("OR", odds.format(model), model=model)
            yield make(f"{model}, OR, {table}", table)
    for model in ("UM.FS", "CM.EL"):
        make = _counts("IRR", rates.format(model), model=model)
        yield make(f"{model}, IRR, nielweise2008", "nielweise2008")
    yield _counts("PLO", "measure='PLO', xi=xi, ni=ni")("PLO, pritz1997", "pritz1997")
    make = _counts("IRLN", "measure='IRLN', xi=x1i, ti=t1i")
    yield make("IRLN, nielweise2008", "nielweise2008")


def multilevel_jobs() -> Iterator[Job]:
    """Nested and crossed variance components."""
    yield Job(
        "three levels, k=56", "konstantopoulos2011",
        "rma.mv(yi, vi, random=~ 1 | district/school, data=d)",
        lambda d: _fit(d, nested(district=d["district"], school=d["school"])),
    )  # fmt: skip
    for table, k in (("nested100", 100), ("nested500", 500)):
        yield Job(
            f"three levels, k={k}", table, "rma.mv(yi, vi, random=~ 1 | a/row, data=d)",
            lambda d: _fit(d, nested(a=d["a"], row=d["row"])),
        )  # fmt: skip
    yield Job(
        "crossed, one block, k=500", "crossed500",
        "rma.mv(yi, vi, random=list(~ 1 | a, ~ 1 | b, ~ 1 | row), data=d)",
        lambda d: _fit(d, [intercepts(n, d[n]) for n in ("a", "b", "row")]),
    )  # fmt: skip
    yield Job(
        "five components, k=500", "crossed500",
        "rma.mv(yi, vi, random=list(~ 1 | a/sub/row, ~ 1 | b, ~ 1 | c), data=d)",
        lambda d: _fit(d, [*nested(a=d["a"], sub=d["sub"], row=d["row"]),
                           intercepts("b", d["b"]), intercepts("c", d["c"])]),
    )  # fmt: skip


def _fit(d: Columns, random: Any) -> object:
    return multilevel(d["yi"], d["vi"], random=random)


def selection_jobs() -> Iterator[Job]:
    """Selection models on a fit without selection, which metafor wants made first."""
    for kind, steps in KINDS.items():
        given = f", steps={steps[0]}" if steps else ""
        yield Job(
            f"selection, {kind}, k=100", "nested100",
            f"selmodel(rma(yi, vi, data=d, method='ML'), type='{kind}'{given})",
            partial(_selection, kind=kind, steps=steps),
        )  # fmt: skip


def _selection(d: Columns, kind: Kind, steps: tuple[float, ...]) -> object:
    return selection_model(d["yi"], d["vi"], kind=kind, steps=steps)


def tables() -> dict[str, Columns]:
    """Published examples and simulated effects."""
    found = {
        name: json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["columns"]
        for name in TABLES
    }
    chance = np.random.default_rng(SEED)
    for name, k, q in (("nested100", 100, 17), ("nested500", 500, 90), ("crossed500", 500, 25)):
        a, b, c = (chance.integers(0, m, k) for m in (q, 40, 12))
        v = chance.gamma(2.0, 0.05, k) + 0.01
        mean = 0.3 + chance.normal(0, 0.3, q)[a] + chance.normal(0, 0.2, 40)[b] * (q == 25)
        y = chance.normal(mean, np.sqrt(v + 0.05))
        found[name] = {"yi": y, "vi": v, "a": a, "sub": b // 10, "b": b, "c": c}
        found[name]["row"] = np.arange(k)
    return found


def rows(repeat: int = 5) -> tuple[str, list[tuple[str, float, float]]]:
    """Return R's version line, and name, metafor's and our median CPU seconds of each job."""
    jobs = [*glmm_jobs(), *multilevel_jobs(), *selection_jobs()]
    data = tables()
    theirs: dict[str, list[float]] = {}
    ours: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, data, jobs)
        for _ in range(repeat):
            version, found = _in_r(folder)
            for title, each in found.items():
                theirs.setdefault(title, []).append(each)
            for job in jobs:
                ours.setdefault(job.name, []).append(_seconds(job, data[job.table]))
    median = statistics.median
    return version, [(j.name, median(theirs[j.name]), median(ours[j.name])) for j in jobs]


def _write(folder: Path, data: dict[str, Columns], jobs: list[Job]) -> None:
    for name, columns in data.items():
        with (folder / f"{name}.csv").open("w", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    calls = [f'd <- get("{j.table}"); job("{j.name}", function() {j.r})' for j in jobs]
    (folder / "jobs.R").write_text(IN_R + "\n".join(calls) + "\n", encoding="utf-8")


def _in_r(folder: Path) -> tuple[str, dict[str, float]]:
    rscript = shutil.which("Rscript")
    if rscript is None:
        sys.exit("Rscript not found. On Debian: apt-get install r-cran-metafor r-cran-lme4")
    command = [rscript, "--vanilla", str(folder / "jobs.R"), str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(f"R failed. On Debian: apt-get install r-cran-metafor\n{run.stderr[-2000:]}")
    lines = run.stdout.splitlines()
    return lines[0], {n: float(s) for n, s in (line.split("\t") for line in lines[1:])}


def _seconds(job: Job, columns: Columns) -> float:
    """Best CPU time of one call in a round of three, each a twentieth of a second or longer."""
    job.ours(columns)
    start = time.process_time()
    job.ours(columns)
    n = max(1, int(0.05 / max(1e-6, time.process_time() - start)))
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for _ in range(n):
            job.ours(columns)
        best = min(best, (time.process_time() - start) / n)
    return best


def main() -> None:
    """Time both, print the ratios and how busy the machine was."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    version, table = rows(options.repeat)
    print(version)
    print(f"tamis on Python {sys.version.split()[0]}, NumPy {np.__version__}; one thread")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(f"{'job (milliseconds)':<34}{'metafor':>12}{'tamis':>11}{'ratio':>8}")
    for name, theirs, ours in table:
        print(f"{name:<34}{1e3 * theirs:>12.3f}{1e3 * ours:>11.3f}{theirs / ours:>8.0f}")


if __name__ == "__main__":
    main()
